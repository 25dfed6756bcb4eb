import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Tag } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";

const list = words(
  {
    withdraw: "撤销",
    withdrawn: "已撤销",
    title: "撤销上报的行为？",
    text: "用于误报：这条行为得到的奖励会收回，已花掉的记为欠分；它占用的上限也会让出。同一 event_id 不能再次上报。",
    reason: "原因",
    needed: "请写明原因。",
    done: "已撤销",
    back: (n: string, name: string) => `收回 ${n} ${name}`,
    and: "，",
  },
  {
    withdraw: "Withdraw",
    withdrawn: "withdrawn",
    title: "Withdraw what was told?",
    text: "For what never happened: what it earned is taken back, what was spent of it is owed, and its room under caps is free again. The same event_id cannot be told anew.",
    reason: "Reason",
    needed: "Please say why.",
    done: "Withdrawn",
    back: (n: string, name: string) => `${n} ${name} taken back`,
    and: ", ",
  },
);

/** An event that shall be withdrawn: its id, and what the timeline says of it. */
export interface Withdrawn {
  id: string;
  head: string;
}

/** The way to withdraw an event that never happened, or that it was withdrawn. */
export function Withdrawal({ line, ask }: { line: Schema<"TimelineOut">; ask: (event: string) => void }): ReactNode {
  const t = useWords(list);
  const may = useMay("events:write");
  const { subject } = line;
  if (line.withdrawn_at) return <Tag>{t.withdrawn}</Tag>;
  if (!may || !subject) return null;
  return (
    <Button type="link" size="small" onClick={() => ask(subject)}>
      {t.withdraw}
    </Button>
  );
}

/** Withdraws an event, for a stated reason. */
export function Withdraw({ id, head, close }: Withdrawn & { close: () => void }): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const client = useQueryClient();
  const programme = useProgramme();
  const send = async ({ reason }: { reason: string }) => {
    const out = await ok(
      api.POST("/v1/events/{id}/withdraw", { params: { path: { id } }, body: { reason: reason.trim() } }),
    );
    const back = [
      out.points ? t.back(count(out.points), programme.points) : "",
      out.growth ? t.back(count(out.growth), programme.growth) : "",
    ].filter(Boolean);
    void message.success([t.done, ...back].join(t.and));
    await client.invalidateQueries({ queryKey: ["members"] });
  };
  return (
    <FormDrawer<{ reason: string }> title={t.title} submit={t.withdraw} danger send={send} close={close}>
      <p>
        <b>{head}</b>
      </p>
      <p className="meta">{t.text}</p>
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
