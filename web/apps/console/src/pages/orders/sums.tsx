import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useLabel } from "../../ui/labels.ts";
import { useProgramme } from "../../ui/programme.ts";

const list = words(
  {
    total: "商品与费用合计",
    discount: "优惠合计",
    ofPoints: (n: string, name: string) => `其中 ${n} ${name}抵扣`,
    payable: "应付",
    balance: "储值支付",
    cash: "实收",
    back: "已退",
    kept: "退款后留存",
  },
  {
    total: "Goods and fees",
    discount: "Discounts",
    ofPoints: (n: string, name: string) => `of it for ${n} ${name}`,
    payable: "Payable",
    balance: "Paid from the balance",
    cash: "Paid in money",
    back: "Given back",
    kept: "Kept after refunds",
  },
);

/** What an order or a quote comes to. */
export function Sums({ order }: { order: Schema<"OutcomeOut"> & Partial<Schema<"OrderOut">> }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const programme = useProgramme();
  const back = order.kept_minor === undefined ? 0 : order.payable_minor - order.kept_minor;
  return (
    <dl className="sums">
      <dt>{t.total}</dt>
      <dd>{money(order.total_minor)}</dd>
      <dt>{t.discount}</dt>
      <dd>{order.discount_minor ? `−${money(order.discount_minor)}` : money(0)}</dd>
      {order.points.spent ? (
        <>
          <dt>{t.ofPoints(count(order.points.spent), programme.points)}</dt>
          <dd className="meta">−{money(order.points.spent_minor)}</dd>
        </>
      ) : null}
      <dt className="total">{t.payable}</dt>
      <dd className="total">{money(order.payable_minor)}</dd>
      {order.balance.spent_minor ? (
        <>
          <dt>{t.balance}</dt>
          <dd>{money(order.balance.spent_minor)}</dd>
          <dt>{t.cash}</dt>
          <dd>{money(order.cash_minor)}</dd>
        </>
      ) : null}
      {order.payments?.map((p, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: payments have no id and never move
        <div key={i} className="fact-pair">
          <dt>{label("payment", p.kind)}</dt>
          <dd>{money(p.amount_minor)}</dd>
        </div>
      ))}
      {back > 0 ? (
        <>
          <dt>{t.back}</dt>
          <dd className="bad">−{money(back)}</dd>
          <dt className="total">{t.kept}</dt>
          <dd className="total">{money(order.kept_minor ?? 0)}</dd>
        </>
      ) : null}
    </dl>
  );
}
