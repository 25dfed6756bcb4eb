import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { MemberPick } from "../../ui/pick.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import type { Coupon } from "./words.ts";

const list = words(
  {
    title: "转赠给另一位会员",
    to: "赠给",
    proof: "持有人确认",
    help: "券离开会员账户，需要持有人出示会员码或支付密码；特殊情况可说明理由代为办理。",
    member_code: "会员码",
    pin: "支付密码",
    override: "代为办理",
    value: "数字",
    reason: "理由",
    needed: "请填写",
    give: "转赠",
    cancel: "取消",
    done: "已转赠",
  },
  {
    title: "Give it to another member",
    to: "To",
    proof: "Agreed by its holder",
    help: "It leaves the member: its holder shows the member code or the PIN. In special cases it can be done for a stated reason.",
    member_code: "Member code",
    pin: "PIN",
    override: "For a reason",
    value: "Digits",
    reason: "Reason",
    needed: "Please fill in",
    give: "Give",
    cancel: "Back",
    done: "Given",
  },
);

interface Fields {
  to_member_id: string;
  kind: "member_code" | "pin" | "override";
  value?: string;
  reason?: string;
}

/** Gives a coupon from its holder to somebody else. */
export function TransferModal({ coupon, close }: { coupon: Coupon; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch("kind", form) ?? "member_code";
  const { busy, problem, send } = useSend(form, (f) => (f.startsWith("proof") ? "value" : f));
  const needed = [{ required: true, whitespace: true, message: t.needed }];
  const work = (v: Fields) =>
    send(async () => {
      await ok(
        api.POST("/v1/coupons/{code}/transfer", {
          params: { path: { code: coupon.code } },
          headers: { "Idempotency-Key": key },
          body: { to_member_id: v.to_member_id, proof: { kind: v.kind, value: v.value, reason: v.reason } },
        }),
      );
      await client.invalidateQueries({ queryKey: ["coupons"] });
      void message.success(t.done);
      close();
    });
  return (
    <Modal
      open
      title={t.title}
      okText={t.give}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <FormProblem problem={problem} />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ kind: "member_code" }}
        onFinish={(values) => void work(values)}
      >
        <Form.Item name="to_member_id" label={t.to} rules={[{ required: true, message: t.needed }]}>
          <MemberPick except={coupon.member_id} />
        </Form.Item>
        <Form.Item name="kind" label={t.proof} extra={t.help}>
          <Segmented
            options={(["member_code", "pin", "override"] as const).map((value) => ({ value, label: t[value] }))}
          />
        </Form.Item>
        {kind === "override" ? (
          <Form.Item name="reason" label={t.reason} rules={needed}>
            <Input maxLength={500} />
          </Form.Item>
        ) : (
          <Form.Item name="value" label={t.value} rules={needed}>
            <Input maxLength={200} inputMode="numeric" autoComplete="off" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
