import { App, Button, Drawer, Form, type FormInstance } from "antd";
import { type ReactNode, useState } from "react";
import { Problem } from "../../../../shared/api.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { FormProblem, useSend } from "./send.tsx";

const list = words(
  {
    save: "保存",
    cancel: "取消",
    leave: "放弃已填写的内容？",
    leaveText: "关闭后，尚未保存的内容会丢失。",
    drop: "放弃",
    stay: "继续填写",
    stale: "其他人刚刚改动了同一内容。可先读取最新版本，您填写的内容会保留，确认后再保存。",
    fresh: "读取最新版本",
    freshDone: "已读取最新版本，您填写的内容仍在。请核对后再保存。",
  },
  {
    save: "Save",
    cancel: "Cancel",
    leave: "Give up what you have typed?",
    leaveText: "What is not saved is lost when you close this.",
    drop: "Give up",
    stay: "Keep typing",
    stale:
      "Somebody has just changed the same thing. Read the newest version first; what you typed stays, then save again.",
    fresh: "Read the newest",
    freshDone: "The newest version was read, and what you typed is still here. Look it over, then save.",
  },
);

/** What a refused save shows: where somebody else was faster (412), a way to read the newest and keep what was typed. */
export function SaveProblem({
  problem,
  fresh,
  clear,
  help,
}: {
  problem: unknown;
  fresh?: () => Promise<unknown>;
  clear: () => void;
  help?: (problem: unknown) => ReactNode;
}): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const stale = problem instanceof Problem && (problem.status === 412 || problem.status === 428);
  if (!stale || !fresh) return <FormProblem problem={problem} action={help?.(problem)} />;
  const read = async () => {
    setBusy(true);
    try {
      await fresh();
      clear();
      void message.success(t.freshDone);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormProblem
      problem={new Error(t.stale)}
      action={
        <Button size="small" loading={busy} onClick={() => void read()}>
          {t.fresh}
        </Button>
      }
    />
  );
}

interface FormDrawerProps<V> {
  title: string;
  /** Closes the drawer; asked first where something was typed. */
  close: () => void;
  start?: Partial<V>;
  /** Saves; what it throws stands at the fields or at the head. The drawer closes when it is done. */
  send: (values: V) => Promise<void>;
  /** Reads the newest version after a 412. */
  fresh?: () => Promise<unknown>;
  submit?: string;
  /** What helps against a refusal, beside its text: a link to what is there already. */
  help?: (problem: unknown) => ReactNode;
  /** Wider than 480 where fields stand in a table. */
  size?: number;
  /** What is done cannot be undone: the button says so by its colour. */
  danger?: boolean;
  rename?: (field: string) => string;
  form?: FormInstance<V>;
  /** Shown at the left of the foot: what else can be done with the thing. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A drawer with a form: create and edit. Mount it to open it, unmount it to close it. */
export function FormDrawer<V extends object>(props: FormDrawerProps<V>): ReactNode {
  const t = useWords(list);
  const { modal } = App.useApp();
  const [own] = Form.useForm<V>();
  const form = props.form ?? own;
  const { busy, problem, send, clear } = useSend<V>(form, props.rename);
  const leave = () => {
    if (!form.isFieldsTouched()) return props.close();
    modal.confirm({
      title: t.leave,
      content: t.leaveText,
      okText: t.drop,
      cancelText: t.stay,
      okButtonProps: { danger: true },
      onOk: props.close,
    });
  };
  return (
    <Drawer
      open
      size={props.size ?? 480}
      title={props.title}
      onClose={leave}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <span style={{ marginRight: "auto" }}>{props.aside}</span>
          <Button onClick={leave}>{t.cancel}</Button>
          <Button type="primary" danger={props.danger} loading={busy} onClick={() => form.submit()}>
            {props.submit ?? t.save}
          </Button>
        </div>
      }
    >
      <SaveProblem problem={problem} fresh={props.fresh} clear={clear} help={props.help} />
      <Form<V>
        form={form}
        layout="vertical"
        initialValues={props.start}
        scrollToFirstError={{ block: "center", focus: true }}
        onFinish={(values) =>
          void send(async () => {
            await props.send(values);
            props.close();
          })
        }
      >
        {props.children}
        <button type="submit" style={{ display: "none" }} aria-hidden="true" tabIndex={-1} />
      </Form>
    </Drawer>
  );
}
