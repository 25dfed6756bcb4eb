import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useWaits } from "../../ui/second.tsx";

const list = words(
  {
    title: (name: string) => `批准入会：${name}`,
    submit: "批准入会",
    help: "批准后即成为最低等级的会员，从此享受会员体系的承诺；此前的消费照常计入等级条件。",
    reason: "原因",
    example: "如：店内填写了入会申请",
    needed: "请填写",
    done: "已成为会员",
  },
  {
    title: (name: string) => `Admit ${name} as a member`,
    submit: "Admit",
    help: "The person becomes a member of the lowest tier at once and is promised what the programme says; earlier purchases count for tiers as usual.",
    reason: "Reason",
    example: "Such as: applied in the shop",
    needed: "Please fill in",
    done: "Now a member",
  },
);

/** Makes a customer a member, where the programme does not let everybody in. */
export function AdmitDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const client = useQueryClient();
  const waits = useWaits();
  const send = async ({ reason }: { reason: string }) => {
    const answer = await ok(
      api.POST("/v1/members/{id}/admit", { params: { path: { id: member.id } }, body: { reason } }),
    );
    if (!waits(answer)) void message.success(t.done);
    await client.invalidateQueries({ queryKey: ["members"] });
  };
  return (
    <FormDrawer<{ reason: string }>
      title={t.title(member.name || member.id)}
      close={close}
      send={send}
      submit={t.submit}
    >
      <p className="meta form-help">{t.help}</p>
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input.TextArea rows={2} maxLength={500} placeholder={t.example} />
      </Form.Item>
    </FormDrawer>
  );
}
