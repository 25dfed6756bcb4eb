import { Form, Input, Select } from "antd";
import type { ReactNode } from "react";
import type { Schema } from "../../../../shared/api.ts";
import { money } from "../../../../shared/format.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useMe } from "../session.tsx";
import { useLabel, wordsOf } from "./labels.ts";
import { StorePick } from "./pick.tsx";

const list = words(
  {
    payBy: "收款方式",
    number: "单号",
    store: "门店",
    storeNeeded: "请选择您所在的门店",
    noStore: "线上或总部",
    needed: "请填写",
  },
  {
    payBy: "Paid by",
    number: "Number",
    store: "Store",
    storeNeeded: "Choose the store where you work",
    noStore: "online, or head office",
    needed: "Please fill in",
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

/** Payments in a line: "WeChat Pay ¥40 · Cash ¥60". */
export function usePaidText(): (payments: Paid[] | null | undefined) => string {
  const label = useLabel();
  return (payments) => (payments ?? []).map((p) => `${label("payment", p.kind)} ${money(p.amount_minor)}`).join(" · ");
}
