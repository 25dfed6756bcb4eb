import { Button, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { day, money, signed, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useAddress } from "../../ui/address.ts";
import { useLabel } from "../../ui/labels.ts";
import { useProgramme } from "../../ui/programme.ts";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { lastDay } from "../../ui/zone.ts";
import { WhyDrawer } from "./why.tsx";

const list = words(
  {
    label: "积分与成长值明细",
    all: "全部",
    balance: "储值",
    at: "时间",
    kind: "变动",
    what: "依据",
    amount: "数量",
    why: "为什么",
    whyOf: (what: string) => `为什么：${what}`,
    until: (day: string) => `有效至 ${day}`,
    principal: "储值本金",
    bonus: "储值赠送",
    commission: "分成",
    refunded: "退款",
    none: "还没有变动",
    noneText: "下单得分、抵扣、过期、退款和手工调整都会逐条记在这里，每条都能说出原因。",
    spent: "订单抵扣",
    mall: "积分商城",
    byHand: "人工",
    asset: "资产",
  },
  {
    label: "Entries of points and growth",
    all: "All",
    balance: "Balance",
    at: "When",
    kind: "What",
    what: "By",
    amount: "Amount",
    why: "Why",
    whyOf: (what: string) => `Why: ${what}`,
    until: (day: string) => `good until ${day}`,
    principal: "Principal",
    bonus: "Bonus",
    commission: "Commission",
    refunded: "A refund",
    none: "Nothing yet",
    noneText: "Earning, spending, expiry, refunds and changes by hand are kept here one by one, each with its reason.",
    spent: "Spent on an order",
    mall: "Points mall",
    byHand: "By hand",
    asset: "Asset",
  },
);

type Entry = Schema<"EntryOut">;
const assets = ["points", "growth", "balance", "commission"] as const;

/** Every change of what a member holds, each with its why. */
export function Entries({ id, commission }: { id: string; commission: boolean }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const programme = useProgramme();
  const [search, change] = useAddress();
  const asset = assets.find((a) => a === search.asset);
  const [open, setOpen] = useState<Entry>();
  const rows = useList(["members", "entries", id, asset], (after) =>
    ok(api.GET("/v1/members/{id}/entries", { params: { path: { id }, query: { asset, after, limit: 50 } } })),
  );
  const unit = (e: Entry) =>
    ({
      points: programme.points,
      growth: programme.growth,
      principal: t.principal,
      bonus: t.bonus,
      commission: t.commission,
    })[e.asset] ?? e.asset;
  const sum = (e: Entry) => (e.asset === "points" || e.asset === "growth" ? signed(e.amount) : money(e.amount));
  const basis = (e: Entry) => {
    if (e.by?.startsWith("refund:")) return t.refunded;
    if (e.cause.startsWith("redemption:")) return t.mall;
    if (e.rule) return programme.rule(e.rule);
    if (e.kind === "spend") return t.spent;
    return e.cause.startsWith("grant:") ? t.byHand : "—";
  };
  return (
    <>
      <div className="toolbar">
        <Segmented
          aria-label={t.asset}
          value={asset ?? "all"}
          onChange={(next) => change({ asset: next === "all" ? undefined : next })}
          options={[
            { value: "all", label: t.all },
            { value: "points", label: programme.points },
            { value: "growth", label: programme.growth },
            { value: "balance", label: t.balance },
            ...(commission || asset === "commission" ? [{ value: "commission", label: t.commission }] : []),
          ]}
        />
      </div>
      <DataTable
        list={rows}
        rowKey="id"
        label={t.label}
        onRow={(e) => ({ className: "clickable", onClick: () => setOpen(e) })}
        columns={[
          { key: "at", title: t.at, className: "tabular", render: (_, e) => (e.at ? time(e.at) : "—") },
          { key: "kind", title: t.kind, render: (_, e) => label("entry", e.kind) },
          {
            key: "what",
            title: t.what,
            render: (_, e) => (
              <>
                {basis(e)}
                {e.expires_at && e.remaining ? <div className="meta">{t.until(day(lastDay(e.expires_at)))}</div> : null}
              </>
            ),
          },
          {
            key: "amount",
            title: t.amount,
            className: "num",
            render: (_, e) => (
              <>
                <b className={e.amount > 0 ? "good" : e.amount < 0 ? "bad" : ""}>{sum(e)}</b>{" "}
                <span className="meta">{unit(e)}</span>
              </>
            ),
          },
          {
            key: "why",
            title: <span className="visually-hidden">{t.why}</span>,
            render: (_, e) => (
              <Button
                type="link"
                size="small"
                aria-label={t.whyOf(`${label("entry", e.kind)} ${sum(e)} ${unit(e)}`)}
                onClick={(event) => {
                  event.stopPropagation();
                  setOpen(e);
                }}
              >
                {t.why}
              </Button>
            ),
          },
        ]}
        empty={<Empty title={t.none} text={t.noneText} />}
      />
      <WhyDrawer entry={open} member={id} close={() => setOpen(undefined)} />
    </>
  );
}
