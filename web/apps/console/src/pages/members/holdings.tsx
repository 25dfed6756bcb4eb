import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { ago, count, date, day, money, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { Card, Hint } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { lastDay } from "../../ui/zone.ts";

const list = words(
  {
    title: "持有",
    available: (name: string) => `可用${name}`,
    pending: "待生效",
    pendingHelp: "已获得，要等签收或退货期过后才能使用。",
    held: "冻结",
    heldHelp: "被未完成的试算占用，到时自动放回。",
    debt: "欠分",
    debtHelp: "退款时没能收回的部分；以后得分先抵扣。",
    expiring: "将到期",
    expiringOne: (n: string, day: string) => `${n}（至 ${day}）`,
    more: (n: number) => `另有 ${n} 批`,
    noExpiry: "没有将到期的",
    balance: "储值余额",
    commission: "分成（待支付）",
    split: (principal: string, bonus: string) => `本金 ${principal} · 赠送 ${bonus}`,
    spend: "累计消费",
    orders: "订单数",
    average: "客单价",
    interval: "购买间隔",
    days: (n: string) => `${n} 天`,
    last: "最近消费",
    first: "首次消费",
    refunds: "累计退款",
    never: "还没有消费",
    store: "常去门店",
    entries: "查看明细",
    stats: "消费",
  },
  {
    title: "Holdings",
    available: (name: string) => `${name} to spend`,
    pending: "Pending",
    pendingHelp: "Earned, and spendable once delivered or past the return window.",
    held: "Held",
    heldHelp: "Reserved by an open quote; comes back by itself.",
    debt: "Debt",
    debtHelp: "What a refund could not take back; what is earned next pays it first.",
    expiring: "Expiring",
    expiringOne: (n: string, day: string) => `${n} after ${day}`,
    more: (n: number) => `and ${n} more lots`,
    noExpiry: "Nothing expires",
    balance: "Balance",
    commission: "Commission owed",
    split: (principal: string, bonus: string) => `${principal} principal · ${bonus} bonus`,
    spend: "Spend",
    orders: "Orders",
    average: "Average order",
    interval: "Between orders",
    days: (n: string) => `${n} days`,
    last: "Last order",
    first: "First order",
    refunds: "Refunded",
    never: "No order yet",
    store: "Favourite store",
    entries: "See the entries",
    stats: "Purchases",
  },
);

type Member = Schema<"MemberOut">;

/** What a member holds: points with all their states, growth, balance where there is one. */
export function HoldingsCard({ member }: { member: Member }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const { points, balance } = member;
  return (
    <Card
      title={t.title}
      aside={
        <Link to="/members/$id" params={{ id: member.id }} search={{ tab: "entries" }}>
          {t.entries}
        </Link>
      }
    >
      <div className="holdings">
        <div className="figure">
          <div className="name">{capital(t.available(programme.points))}</div>
          <div className="value">{count(points.available)}</div>
        </div>
        <div className="figure">
          <div className="name">{capital(programme.growth)}</div>
          <div className="value">{count(member.growth)}</div>
        </div>
      </div>
      <dl className="facts">
        <dt>
          {t.pending} <Hint text={t.pendingHelp} />
        </dt>
        <dd className="tabular">{count(points.pending)}</dd>
        {points.held ? (
          <>
            <dt>
              {t.held} <Hint text={t.heldHelp} />
            </dt>
            <dd className="tabular">{count(points.held)}</dd>
          </>
        ) : null}
        {points.debt ? (
          <>
            <dt>
              {t.debt} <Hint text={t.debtHelp} />
            </dt>
            <dd className="tabular bad">{count(points.debt)}</dd>
          </>
        ) : null}
        <dt>{t.expiring}</dt>
        <dd>
          <Expiring points={points} />
        </dd>
        {balance.principal_minor + balance.bonus_minor > 0 ? (
          <>
            <dt>{t.balance}</dt>
            <dd>
              <b className="tabular">{money(balance.principal_minor + balance.bonus_minor)}</b>
              <div className="meta">{t.split(money(balance.principal_minor), money(balance.bonus_minor))}</div>
            </dd>
          </>
        ) : null}
        {member.commission_minor ? (
          <>
            <dt>{t.commission}</dt>
            <dd className="tabular">{money(member.commission_minor)}</dd>
          </>
        ) : null}
      </dl>
    </Card>
  );
}

/** The lots that end soonest; the rest as a number. */
function Expiring({ points }: { points: Member["points"] }): ReactNode {
  const t = useWords(list);
  if (points.expiring.length === 0) return <span className="meta">{t.noExpiry}</span>;
  return (
    <>
      {points.expiring.slice(0, 3).map((lot) => (
        <div key={`${lot.at}${lot.amount}`} className="tabular">
          {t.expiringOne(count(lot.amount), lot.at ? day(lastDay(lot.at)) : "")}
        </div>
      ))}
      {points.expiring.length > 3 ? <div className="meta">{t.more(points.expiring.length - 3)}</div> : null}
    </>
  );
}

/** What a member bought, in numbers. */
export function BuysCard({ member }: { member: Member }): ReactNode {
  const t = useWords(list);
  const { name: store } = useStores();
  const s = member.stats;
  const cell = (name: string, value: ReactNode, meta?: ReactNode) => (
    <div>
      <dt className="meta">{name}</dt>
      <dd className="tabular">
        {value}
        {meta ? <span className="meta"> {meta}</span> : null}
      </dd>
    </div>
  );
  return (
    <Card title={t.stats}>
      <dl className="buys">
        {cell(t.spend, money(s.spend_minor))}
        {cell(t.orders, count(s.order_count))}
        {cell(t.average, s.order_count ? money(s.average_minor) : "—")}
        {cell(t.last, s.last_order_at ? <span title={time(s.last_order_at)}>{ago(s.last_order_at)}</span> : t.never)}
        {cell(t.first, s.first_order_at ? date(s.first_order_at) : "—")}
        {cell(t.interval, s.interval_days ? t.days(count(s.interval_days)) : "—")}
        {cell(t.refunds, s.refund_minor ? money(s.refund_minor) : "—")}
        {cell(t.store, store(s.favourite_store_id) || "—")}
      </dl>
    </Card>
  );
}
