import { useQuery } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import { type ReactNode, useEffect } from "react";
import { api, ok, type Schema } from "../../../../shared/api.ts";
import { money } from "../../../../shared/format.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useMe } from "../session.tsx";
import { useLabel, wordsOf } from "./labels.ts";
import { StorePick } from "./pick.tsx";
import { ProofFields } from "./proof.tsx";
import { MoneyInput } from "./send.tsx";

const list = words(
  {
    payBy: "收款方式",
    number: "单号",
    store: "门店",
    storeNeeded: "请选择您所在的门店",
    noStore: "线上或总部",
    needed: "请填写",
    value: "用储值支付",
    has: (all: string, principal: string, bonus: string) => `可用 ${all}（本金 ${principal}，赠送 ${bonus}）。`,
    rest: (amount: string) => `其余 ${amount} 另收。`,
    stored: (amount: string) => `储值 ${amount}`,
    counts: "这笔款项不计消费与积分，也不计入升级。",
  },
  {
    payBy: "Paid by",
    number: "Number",
    store: "Store",
    storeNeeded: "Choose the store where you work",
    noStore: "online, or head office",
    needed: "Please fill in",
    value: "Paid with stored value",
    has: (all: string, principal: string, bonus: string) =>
      `${all} can be used (${principal} principal, ${bonus} bonus).`,
    rest: (amount: string) => `${amount} are left to pay otherwise.`,
    stored: (amount: string) => `Stored value ${amount}`,
    counts: "It counts neither as spend nor for points, and moves no tier.",
  },
);

/** A payment as the API names it. */
export type Paid = Schema<"PaymentBody">;

/** The store where the reader works, where that is one alone. */
export function useOwnStore(): string | undefined {
  const me = useMe();
  return me.all_stores || me.store_ids?.length !== 1 ? undefined : me.store_ids[0];
}

/** Where something is sold, as `store_id` of a form: whoever works in some stores names one of them. */
export function SaleStore(): ReactNode {
  const t = useWords(list);
  const me = useMe();
  return (
    <Form.Item name="store_id" label={t.store} rules={[{ required: !me.all_stores, message: t.storeNeeded }]}>
      <StorePick own placeholder={t.noStore} />
    </Form.Item>
  );
}

/** How a purchase is paid, as `kind` of a form. */
export function PayKind(): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  return (
    <Form.Item name="kind" label={t.payBy}>
      <Select options={wordsOf("payment").map((value) => ({ value, label: label("payment", value) }))} />
    </Form.Item>
  );
}

/** The number of a sale, as `number` of a form. */
export function SaleNumber(): ReactNode {
  const t = useWords(list);
  return (
    <Form.Item name="number" label={t.number} rules={[{ required: true, whitespace: true, message: t.needed }]}>
      <Input maxLength={64} />
    </Form.Item>
  );
}

/** Said wherever something is sold beside orders. */
export function CountsNot(): ReactNode {
  return <p className="meta">{useWords(list).counts}</p>;
}

/**
 * How much of what is due is paid with the member's stored value, as `balance_minor` of a form, and what proves that he is there:
 * not where the form asks for that anyway (`proven`).
 */
export function ValuePart({ member, due, proven }: { member: string; due: number; proven?: boolean }): ReactNode {
  const t = useWords(list);
  const form = Form.useFormInstance<{ balance_minor?: number | null }>();
  const used = Form.useWatch("balance_minor", form) ?? 0;
  const query = useQuery({
    queryKey: ["members", member, "value"],
    queryFn: async () => (await ok(api.GET("/v1/members/{id}", { params: { path: { id: member } } }))).balance,
  });
  const { principal_minor = 0, bonus_minor = 0 } = query.data ?? {};
  const has = principal_minor + bonus_minor;
  const most = Math.min(has, due);
  const tooMuch = !!query.data && due > 0 && used > most;
  useEffect(() => {
    if (tooMuch) form.setFieldValue("balance_minor", most); // something cheaper was chosen: what is seen is what is spent
  }, [form, tooMuch, most]);
  if (due === 0 || has <= 0) return null;
  return (
    <>
      <Form.Item
        name="balance_minor"
        label={t.value}
        extra={[
          t.has(money(has), money(principal_minor), money(bonus_minor)),
          used > 0 && used < due ? t.rest(money(due - used)) : "",
        ].join("")}
      >
        <MoneyInput min={0} max={most} />
      </Form.Item>
      {used > 0 && !proven ? <ProofFields /> : null}
    </>
  );
}

/** Stored value in a line, where there was some. */
export function useStoredText(): (minor: number) => string {
  const t = useWords(list);
  return (minor) => (minor > 0 ? t.stored(money(minor)) : "");
}

/** Payments in a line: "WeChat Pay ¥40 · Cash ¥60". */
export function usePaidText(): (payments: Paid[] | null | undefined) => string {
  const label = useLabel();
  return (payments) => (payments ?? []).map((p) => `${label("payment", p.kind)} ${money(p.amount_minor)}`).join(" · ");
}
