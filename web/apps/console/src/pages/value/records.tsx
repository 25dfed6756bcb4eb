import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { money, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useLabel } from "../../ui/labels.ts";
import { Card } from "../../ui/page.tsx";
import { type Paid, usePaidText } from "../../ui/sale.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { valueWords } from "./words.ts";

type Recharge = Schema<"RechargeOut">;
type Withdrawal = Schema<"WithdrawalOut">;

/** A member as a link, where there still is one. */
function Owner({ member }: { member?: Recharge["member"] }): ReactNode {
  const t = useWords(valueWords);
  if (!member) return <span className="meta">{t.erasedMember}</span>;
  return (
    <Link to="/members/$id" params={{ id: member.id }} search={{ tab: "held" }}>
      {member.name || member.phone || member.id}
    </Link>
  );
}

/** Where a withdrawal goes, one entry for each means of payment. */
export function backOf(w: Withdrawal): Paid[] {
  const sums = new Map<Paid["kind"], number>();
  for (const part of w.parts ?? []) {
    for (const p of part.back ?? []) sums.set(p.kind, (sums.get(p.kind) ?? 0) + p.amount_minor);
  }
  return [...sums].map(([kind, amount_minor]) => ({ kind, amount_minor }));
}

/** What was recharged, newest first. */
export function Recharges(): ReactNode {
  const t = useWords(valueWords);
  const label = useLabel();
  const list = useList<Recharge>(["value", "recharges"], (after) =>
    ok(api.GET("/v1/recharges", { params: { query: { after, limit: 50 } } })),
  );
  return (
    <Card title={t.recharges} flush>
      <DataTable<Recharge>
        label={t.recharges}
        list={list}
        rowKey="id"
        empty={<Empty title={t.noRecharges} text={t.nothingText} />}
        columns={[
          { title: t.at, className: "tabular", render: (_, r) => (r.at ? time(r.at) : "—") },
          { title: t.member, render: (_, r) => <Owner member={r.member} /> },
          { title: t.offer, render: (_, r) => r.offer || t.noOffer },
          { title: t.amount, className: "num", render: (_, r) => money(r.amount_minor) },
          {
            title: t.gives,
            className: "num",
            render: (_, r) => (
              <>
                {money(r.bonus_minor)}
                {r.gift_refused ? <div className="meta wrap">{t.giftless(r.gift_refused)}</div> : null}
              </>
            ),
          },
          { title: t.back, className: "num", render: (_, r) => (r.withdrawn_minor ? money(r.withdrawn_minor) : "—") },
          { title: t.number, render: (_, r) => <code>{`${label("source", r.source)} ${r.number}`}</code> },
        ]}
      />
    </Card>
  );
}

/** What was paid back, newest first. */
export function Withdrawals(): ReactNode {
  const t = useWords(valueWords);
  const paid = usePaidText();
  const list = useList<Withdrawal>(["value", "withdrawals"], (after) =>
    ok(api.GET("/v1/withdrawals", { params: { query: { after, limit: 50 } } })),
  );
  return (
    <Card title={t.withdrawals} flush>
      <DataTable<Withdrawal>
        label={t.withdrawals}
        list={list}
        rowKey="id"
        empty={<Empty title={t.noWithdrawals} />}
        columns={[
          { title: t.at, className: "tabular", render: (_, w) => (w.at ? time(w.at) : "—") },
          { title: t.member, render: (_, w) => <Owner member={w.member} /> },
          { title: t.refund, className: "num", render: (_, w) => money(w.amount_minor) },
          { title: t.backTo, render: (_, w) => paid(backOf(w)) || "—" },
          { title: t.because, render: (_, w) => (w.because === "merchant" ? t.ofMerchant : t.ofMember) },
          { title: t.reason, render: (_, w) => <span className="wrap wide">{w.reason || "—"}</span> },
        ]}
      />
    </Card>
  );
}
