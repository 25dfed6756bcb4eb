import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { MemberPick } from "../../ui/pick.tsx";
import { type Proof, ProofFields, proofField, startProof } from "../../ui/proof.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import type { Coupon } from "./words.ts";

const list = words(
  {
    title: "转赠给另一位会员",
    to: "赠给",
    proof: "持有人确认",
    help: "券离开会员账户，需要持有人出示会员码或 PIN；特殊情况可说明理由后办理。",
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
    needed: "Please fill in",
    give: "Give",
    cancel: "Back",
    done: "Given",
  },
);

interface Fields {
  to_member_id: string;
  proof: Proof;
}

/** Gives a coupon from its holder to somebody else. */
export function TransferModal({ coupon, close }: { coupon: Coupon; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Fields>();
  const { busy, problem, send } = useSend(form, (field) => proofField(field, form.getFieldValue("proof")));
  const work = (v: Fields) =>
    send(async () => {
      await ok(
        api.POST("/v1/coupons/{code}/transfer", {
          params: { path: { code: coupon.code } },
          headers: { "Idempotency-Key": key },
          body: v,
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
        initialValues={{ proof: startProof }}
        onFinish={(values) => void work(values)}
      >
        <Form.Item name="to_member_id" label={t.to} rules={[{ required: true, message: t.needed }]}>
          <MemberPick except={coupon.member_id} />
        </Form.Item>
        <ProofFields label={t.proof} help={t.help} />
      </Form>
    </Modal>
  );
}
