import { useQueryClient } from "@tanstack/react-query";
import { App, Form } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MemberPick } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";

const list = words(
  {
    title: (number: string) => `把订单 ${number} 归到会员`,
    text: "核对顾客确实是下单的人后再归属。会员会补得这一单的积分和成长值；价格和优惠不变。归属后不能改。",
    member: "会员",
    needed: "请选择会员",
    act: "归到这位会员",
    done: (points: string, name: string) => `已归属，补得 ${points} ${name}`,
  },
  {
    title: (number: string) => `Give order ${number} to a member`,
    text: "Make sure that it is the person who placed it. The member earns what the order would have earned; prices and discounts stay. It cannot be given to somebody else later.",
    member: "Member",
    needed: "Please choose a member",
    act: "Give to this member",
    done: (points: string, name: string) => `Given; ${points} ${name} earned`,
  },
);

/** Gives a guest's order to the member who placed it. */
export function ClaimDrawer({ order, close }: { order: Schema<"OrderOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const { message } = App.useApp();
  const client = useQueryClient();
  const send = async (body: { member_id: string }) => {
    const made = await ok(api.POST("/v1/orders/{id}/claim", { params: { path: { id: order.id } }, body }));
    void message.success(t.done(count(made.points.earned), programme.points));
    await client.invalidateQueries({ queryKey: ["orders"] });
    void client.invalidateQueries({ queryKey: ["members"] });
  };
  return (
    <FormDrawer<{ member_id: string }> title={t.title(order.number)} close={close} send={send} submit={t.act}>
      <p style={{ marginBottom: 16 }}>{t.text}</p>
      <Form.Item name="member_id" label={t.member} rules={[{ required: true, message: t.needed }]}>
        <MemberPick label={t.member} />
      </Form.Item>
    </FormDrawer>
  );
}
