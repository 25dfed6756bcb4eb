import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count, money, signed, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { Card } from "../../ui/page.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { Rows } from "../../ui/table.tsx";
import { bringWords } from "./bringwords.ts";

const list = words(
  {
    title: "退款",
    number: "退款号",
    amount: "退款金额",
    debt: (n: string) => `欠分 ${n}`,
    balance: (sum: string) => `其中储值 ${sum}`,
    deducted: (sum: string) => `扣除赠品 ${sum}`,
    lines: "退了什么",
    lineOf: (name: string, n: string) => `${name} × ${n}`,
  },
  {
    title: "Refunds",
    number: "Number",
    amount: "Money back",
    debt: (n: string) => `${n} debt`,
    balance: (sum: string) => `${sum} of it to the balance`,
    deducted: (sum: string) => `${sum} kept for used gifts`,
    lines: "What came back",
    lineOf: (name: string, n: string) => `${name} × ${n}`,
  },
);

/** The refunds of an order; nothing where there are none. */
export function Refunds({ order }: { order: Schema<"OrderOut"> }): ReactNode {
  const t = useWords(list);
  const brings = useWords(bringWords);
  const programme = useProgramme();
  const name = (line: number) => order.lines[line]?.name || order.lines[line]?.sku || String(line + 1);
  if (!order.refunds?.length) return null;
  return (
    <Card title={t.title} flush>
      <Rows<Schema<"RefundOut">>
        rowKey={(r) => r.id ?? ""}
        scroll={{}}
        dataSource={order.refunds}
        columns={[
          {
            key: "number",
            title: t.number,
            render: (_, r) => (
              <>
                <div className="tabular">{r.number || r.id}</div>
                <div className="meta">{r.refunded_at ? time(r.refunded_at) : ""}</div>
              </>
            ),
          },
          {
            key: "lines",
            title: t.lines,
            render: (_, r) => (
              <div>
                {r.lines.map((l) => (
                  <div key={l.line}>{t.lineOf(name(l.line), count(l.quantity))}</div>
                ))}
                {r.coupons.map((c) => (
                  <div key={c.code} className="meta">
                    {brings.back}: {c.name || c.code}
                  </div>
                ))}
                {r.entitlements.map((e) => (
                  <div key={e.benefit} className="meta">
                    {brings.backUses}: {e.name || e.benefit} {brings.times(count(e.quantity))}
                  </div>
                ))}
                {r.reason ? <div className="meta">{r.reason}</div> : null}
              </div>
            ),
          },
          {
            key: "amount",
            title: t.amount,
            className: "num",
            render: (_, r) => (
              <>
                {money(r.amount_minor)}
                {r.balance.returned_minor ? (
                  <div className="meta">{t.balance(money(r.balance.returned_minor))}</div>
                ) : null}
                {r.deducted_minor ? <div className="meta">{t.deducted(money(r.deducted_minor))}</div> : null}
              </>
            ),
          },
          {
            key: "points",
            title: capital(programme.points),
            className: "num",
            render: (_, r) => <Moved points={r.points} />,
          },
        ]}
      />
    </Card>
  );
}

/** What went and what came back of points; what of it could not be taken and is owed. */
function Moved({ points }: { points: Schema<"RefundPoints"> }): ReactNode {
  const t = useWords(list);
  const moved = [-points.clawed_back, points.returned + (points.given ?? 0)].filter((n) => n !== 0);
  return (
    <>
      {moved.length > 0 ? moved.map((n) => <div key={n}>{signed(n)}</div>) : "—"}
      {points.debt ? <div className="bad">{t.debt(count(points.debt))}</div> : null}
    </>
  );
}
