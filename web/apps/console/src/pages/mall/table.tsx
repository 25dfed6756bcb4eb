import { Link } from "@tanstack/react-router";
import type { TableColumnType } from "antd";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { Tag } from "../../ui/page.tsx";
import { Thumb } from "../../ui/picture.tsx";
import { useCost } from "./items.tsx";
import { mallWords } from "./words.ts";

export type Redemption = Schema<"RedemptionOut">;
type Column = TableColumnType<Redemption> & { key: string; title: string };

const tones = { waiting: "warn", shipped: "accent", done: "good", cancelled: "bad" } as const;

/** How far a redemption has come. */
export function RedemptionState({ of }: { of: Redemption }): ReactNode {
  const t = useWords(mallWords);
  const waiting = of.hand_over === "pickup" ? t.toPick : t.toSend;
  return <Tag tone={tones[of.state]}>{of.state === "waiting" ? waiting : t[of.state]}</Tag>;
}

/** The member of a redemption as a text. */
export function memberName(of: Redemption): string {
  const m = of.member;
  return m ? m.name || m.code || m.phone || m.id : "";
}

/** The columns of lists of redemptions; `own` is the list of one member, who need not be named. */
export function useRedemptionColumns(open: (of: Redemption) => void, own = false): Column[] {
  const t = useWords(mallWords);
  const cost = useCost();
  const columns: Column[] = [
    {
      key: "item",
      title: t.item,
      render: (_, r) => (
        <span className="with-thumb">
          {r.picture_url ? <Thumb url={r.picture_url} /> : null}
          <span>
            <button type="button" className="plain-button link" onClick={() => open(r)}>
              {r.quantity > 1 ? t.of(r.name, count(r.quantity)) : r.name}
            </button>
            <small className="meta block">{r.number}</small>
          </span>
        </span>
      ),
    },
    {
      key: "member",
      title: t.member,
      render: (_, r) =>
        r.member ? (
          <Link to="/members/$id" params={{ id: r.member.id }}>
            {memberName(r)}
          </Link>
        ) : (
          <span className="meta">{t.erased}</span>
        ),
    },
    { key: "spent", title: t.spent, className: "num", render: (_, r) => cost(r.points, r.price_minor) },
    { key: "over", title: t.handOver, render: (_, r) => t[r.hand_over] },
    { key: "at", title: t.at, className: "tabular", render: (_, r) => (r.at ? time(r.at) : "—") },
    { key: "state", title: t.state, className: "corner", render: (_, r) => <RedemptionState of={r} /> },
  ];
  return own ? columns.filter((c) => c.key !== "member") : columns;
}
