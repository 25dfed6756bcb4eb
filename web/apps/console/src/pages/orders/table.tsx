import { Link } from "@tanstack/react-router";
import type { TableColumnType } from "antd";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count, money, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useLabel } from "../../ui/labels.ts";
import { Tag } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { orderWords } from "./words.ts";

type Order = Schema<"OrderRow">;
type Column = TableColumnType<Order> & { key: string; title: string };

const tones = { paid: "good", partly_refunded: "warn", refunded: "bad" } as const;

/** An order's status; its colour says whether money went back. */
export function OrderStatus({ status }: { status: string }): ReactNode {
  const label = useLabel();
  return <Tag tone={tones[status as keyof typeof tones]}>{label("order", status)}</Tag>;
}

/** The columns of lists of orders; `own` is the list of one member, who need not be named. */
export function useOrderColumns(own = false): Column[] {
  const t = useWords(orderWords);
  const label = useLabel();
  const { name: store } = useStores();
  const programme = useProgramme();
  const columns: Column[] = [
    {
      key: "number",
      title: t.number,
      render: (_, o) => (
        <Link to="/orders/$id" params={{ id: o.id }} onClick={(e) => e.stopPropagation()} className="tabular">
          {o.number}
        </Link>
      ),
    },
    {
      key: "member",
      title: t.member,
      render: (_, o) =>
        o.member ? (
          <Link to="/members/$id" params={{ id: o.member.id }} onClick={(e) => e.stopPropagation()}>
            {o.member.name || o.member.code || o.member.phone || o.member.id}
          </Link>
        ) : (
          <span className="meta">{t.guest}</span>
        ),
    },
    { key: "placed", title: t.placed, className: "tabular", render: (_, o) => (o.placed_at ? time(o.placed_at) : "—") },
    { key: "store", title: t.store, render: (_, o) => store(o.store_id) || "—" },
    { key: "channel", title: t.channel, render: (_, o) => label("channel", o.channel) },
    { key: "status", title: t.status, className: "corner", render: (_, o) => <OrderStatus status={o.status} /> },
    {
      key: "fulfilment",
      title: t.fulfilment,
      render: (_, o) => (o.fulfilment === "none" ? "—" : label("fulfilment", o.fulfilment)),
    },
    { key: "payable", title: t.payable, className: "num", render: (_, o) => money(o.payable_minor) },
    {
      key: "points",
      title: capital(programme.points),
      className: "num",
      render: (_, o) => (o.member_id ? count(o.points_earned) : "—"),
    },
  ];
  return own ? columns.filter((c) => c.key !== "member") : columns;
}
