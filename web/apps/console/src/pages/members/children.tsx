import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { date, day } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useLabel, wordsOf } from "../../ui/labels.ts";
import { Card } from "../../ui/page.tsx";
import { Show } from "../../ui/states.tsx";
import { DayInput } from "./person.tsx";

const list = words(
  {
    title: "宝宝",
    add: "登记宝宝",
    none: "没有登记宝宝。只在监护人同意后登记，用于按月龄提醒。",
    name: "称呼",
    birthday: "生日或预产期",
    gender: "性别",
    consent: "监护人已当面或书面同意登记宝宝信息",
    consentNeeded: "没有监护人同意，不能登记宝宝信息",
    source: "如何取得同意",
    sourceExample: "如：门店入会单签字",
    needed: "请填写",
    saved: "已登记",
    remove: "删除",
    removeOf: (name: string) => `删除 ${name}`,
    removeTitle: (name: string) => `删除宝宝信息：${name}？`,
    removeText: "这条信息会被清除，不能恢复。",
    cancel: "取消",
    removed: "已删除",
    agreed: (day: string) => `监护人 ${day} 同意`,
    unnamed: "宝宝",
    failed: "没能删除",
  },
  {
    title: "Children",
    add: "Note a child",
    none: "No child is noted. A child is kept only with the guardian's consent, for reminders by age.",
    name: "Name",
    birthday: "Birthday, or when expected",
    gender: "Gender",
    consent: "The guardian has agreed, in person or in writing",
    consentNeeded: "Without the guardian's consent no child can be kept",
    source: "How the consent was given",
    sourceExample: "Such as: signed in the shop",
    needed: "Please fill in",
    saved: "Noted",
    remove: "Remove",
    removeOf: (name: string) => `Remove ${name}`,
    removeTitle: (name: string) => `Remove the child ${name}?`,
    removeText: "What is kept of the child is destroyed and cannot be brought back.",
    cancel: "Cancel",
    removed: "Removed",
    agreed: (day: string) => `guardian agreed on ${day}`,
    unnamed: "Child",
    failed: "This did not work",
  },
);

interface Values {
  name?: string;
  birthday: string;
  gender?: "female" | "male" | "other";
  consent: boolean;
  consent_source: string;
}

/** The children under a member. Only those who may see personal data see them. */
export function Children({ id }: { id: string }): ReactNode {
  const t = useWords(list);
  const may = useMay("members:write");
  const [adding, setAdding] = useState(false);
  const children = useQuery({
    queryKey: ["members", "children", id],
    queryFn: () => ok(api.GET("/v1/members/{id}/children", { params: { path: { id } } })),
  });
  return (
    <Card
      title={t.title}
      aside={
        may ? (
          <Button size="small" onClick={() => setAdding(true)}>
            {t.add}
          </Button>
        ) : undefined
      }
    >
      <Show query={children} rows={1}>
        {(page) =>
          page.data.length === 0 ? (
            <p className="meta">{t.none}</p>
          ) : (
            <ul className="plain stack" style={{ gap: 8 }}>
              {page.data.map((child) => (
                <Child key={child.id} child={child} member={id} />
              ))}
            </ul>
          )
        }
      </Show>
      {adding ? <AddChild id={id} close={() => setAdding(false)} /> : null}
    </Card>
  );
}

function Child({ child, member }: { child: Schema<"ChildOut">; member: string }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const may = useMay("members:write");
  const name = child.name || t.unnamed;
  const remove = async () => {
    try {
      await ok(
        api.DELETE("/v1/members/{id}/children/{child_id}", { params: { path: { id: member, child_id: child.id } } }),
      );
      void message.success(t.removed);
      await client.invalidateQueries({ queryKey: ["members"] });
    } catch (cause) {
      modal.error({ title: t.failed, content: cause instanceof Error ? cause.message : String(cause) });
    }
  };
  return (
    <li className="row between">
      <span>
        <b>{name}</b> {child.birthday ? day(child.birthday) : ""} {label("gender", child.gender)}
        <div className="meta">
          {child.consent_at ? t.agreed(date(child.consent_at)) : ""}
          {child.consent_source ? ` · ${child.consent_source}` : ""}
        </div>
      </span>
      {may ? (
        <Button
          size="small"
          aria-label={t.removeOf(name)}
          onClick={() =>
            modal.confirm({
              title: t.removeTitle(name),
              content: t.removeText,
              okText: t.remove,
              okButtonProps: { danger: true },
              cancelText: t.cancel,
              onOk: remove,
            })
          }
        >
          {t.remove}
        </Button>
      ) : null}
    </li>
  );
}

function AddChild({ id, close }: { id: string; close: () => void }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const { message } = App.useApp();
  const client = useQueryClient();
  const send = async (values: Values) => {
    await ok(
      api.POST("/v1/members/{id}/children", {
        params: { path: { id } },
        body: {
          name: values.name?.trim() || undefined,
          birthday: values.birthday,
          gender: values.gender,
          consent_at: new Date().toISOString(),
          consent_source: values.consent_source,
        },
      }),
    );
    void message.success(t.saved);
    await client.invalidateQueries({ queryKey: ["members"] });
  };
  return (
    <FormDrawer<Values> title={t.add} close={close} send={send}>
      <Form.Item name="name" label={t.name}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="birthday" label={t.birthday} rules={[{ required: true, message: t.needed }]}>
        <DayInput />
      </Form.Item>
      <Form.Item name="gender" label={t.gender}>
        <Select allowClear options={wordsOf("gender").map((value) => ({ value, label: label("gender", value) }))} />
      </Form.Item>
      <Form.Item
        name="consent"
        valuePropName="checked"
        rules={[{ validator: (_, v) => (v ? Promise.resolve() : Promise.reject(new Error(t.consentNeeded))) }]}
      >
        <Checkbox>{t.consent}</Checkbox>
      </Form.Item>
      <Form.Item
        name="consent_source"
        label={t.source}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={200} placeholder={t.sourceExample} />
      </Form.Item>
    </FormDrawer>
  );
}
