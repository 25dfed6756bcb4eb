import { Link } from "@tanstack/react-router";
import type { TableColumnType } from "antd";
import type { Schema } from "../../../../../shared/api.ts";
import { ago, count, date, money, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useLabel } from "../../ui/labels.ts";
import { Tag, Who } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { phoneText } from "./phone.ts";
import { sortOf } from "./query.ts";
import { TierTag } from "./tiertag.tsx";
import { listWords } from "./words.ts";

type Member = Schema<"MemberOut">;
type Column = TableColumnType<Member> & { key: string; title: string };

/** The keys of all columns, as they stand from left to right; the member's name is always there. */
export const allColumns = [
  "phone",
  "tier",
  "tags",
  "store",
  "channel",
  "status",
  "orders",
  "points",
  "growth",
  "spend",
  "lastOrder",
  "joined",
];

/** What is shown where nobody has chosen. */
export const usualColumns = ["phone", "tier", "tags", "orders", "points", "spend", "lastOrder"];

/** What a member is known by: the name, else a number. */
function known(m: Member): string {
  return m.name || m.external_id || m.card_no || "";
}

/** The columns of the list, in the order of their keys. */
export function useMemberColumns(search: Record<string, string | undefined>): Column[] {
  const t = useWords(listWords);
  const label = useLabel();
  const programme = useProgramme();
  const { name: store } = useStores();
  const sort = sortOf(search);
  const sorted = (by: string): Partial<Column> => ({
    sorter: true,
    sortDirections: ["descend", "ascend"],
    sortOrder: !search.q && sort.by === by ? (sort.up ? "ascend" : "descend") : null,
    showSorterTooltip: false,
  });
  const number = (key: string, title: string, show: (m: Member) => string): Column => ({
    key,
    title,
    className: "num",
    render: (_, m) => show(m),
  });
  return [
    {
      key: "member",
      title: t.member,
      fixed: "left",
      render: (_, m) => (
        <Link to="/members/$id" params={{ id: m.id }} className="plain-link" onClick={(e) => e.stopPropagation()}>
          <Who
            name={known(m)}
            sub={
              [m.card_no, m.external_id, m.email, m.status === "customer" ? t.customer : ""].find(
                (text) => text && text !== known(m),
              ) ?? ""
            }
          />
        </Link>
      ),
    },
    { key: "phone", title: t.phone, className: "tabular", render: (_, m) => phoneText(m.phone) || "—" },
    {
      key: "tier",
      title: t.tier,
      className: "corner",
      render: (_, m) =>
        m.tier ? (
          <TierTag code={m.tier.code} name={m.tier.name} color={programme.color(m.tier.code)} />
        ) : (
          <Tag>{t.customer}</Tag>
        ),
    },
    {
      key: "tags",
      title: t.tags,
      render: (_, m) => (
        <span className="tags">
          {m.tags.slice(0, 3).map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          {m.tags.length > 3 ? (
            <span className="meta" title={m.tags.slice(3).join("、")}>
              +{m.tags.length - 3}
            </span>
          ) : null}
        </span>
      ),
    },
    { key: "store", title: t.store, render: (_, m) => store(m.store_id) || "—" },
    { key: "channel", title: t.channel, render: (_, m) => label("channel", m.channel) || "—" },
    { key: "status", title: t.status, render: (_, m) => label("status", m.status) },
    number("orders", t.orders, (m) => count(m.stats.order_count)),
    { ...number("points", capital(programme.points), (m) => count(m.points.available)), ...sorted("points") },
    number("growth", capital(programme.growth), (m) => count(m.growth)),
    { ...number("spend", t.spend, (m) => money(m.stats.spend_minor)), ...sorted("spend") },
    {
      ...number("lastOrder", t.lastOrder, (m) => (m.stats.last_order_at ? ago(m.stats.last_order_at) : t.never)),
      render: (_, m) =>
        m.stats.last_order_at ? (
          <span title={time(m.stats.last_order_at)}>{ago(m.stats.last_order_at)}</span>
        ) : (
          <span className="meta">{t.never}</span>
        ),
      ...sorted("last_order"),
    },
    {
      ...number("joined", t.joined, (m) => (m.joined_at ? date(m.joined_at) : "—")),
      ...sorted("joined"),
    },
  ];
}
