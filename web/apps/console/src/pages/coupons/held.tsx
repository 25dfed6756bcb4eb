import { Button, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { date } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { CouponDrawer } from "./coupon.tsx";
import { GiveDrawer } from "./give.tsx";
import { type Coupon, couponWords, grouped, promise, spanOf, tone } from "./words.ts";

const list = words(
  {
    coupons: "优惠券",
    all: "全部",
    give: "发券",
    filter: "按状态筛选",
    none: "还没有优惠券",
    noneText: "可以在这里直接发一张，也可以请会员凭券码领取；下单时会自动挑选最划算的组合。",
    since: "获得时间",
    from: "来源",
  },
  {
    coupons: "Coupons",
    all: "All",
    give: "Give a coupon",
    filter: "Filter by state",
    none: "No coupons yet",
    noneText: "Give one here, or have the member claim a code. An order finds the best combination by itself.",
    since: "Held since",
    from: "From",
  },
);

const shown = ["usable", "pending", "used", "expired"] as const;
type Shown = (typeof shown)[number];

/** The coupons that a member holds. */
export function HeldCoupons({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const mayIssue = useMay("coupons:issue");
  const [search, change] = useAddress();
  const [open, setOpen] = useState<string>();
  const [giving, setGiving] = useState(false);
  const state = shown.find((s) => s === search.coupons);
  const rows = useList(["coupons", "member", member.id, state], (after) =>
    ok(
      api.GET("/v1/members/{id}/coupons", {
        params: { path: { id: member.id }, query: { status: state, after, limit: 50 } },
      }),
    ),
  );
  return (
    <Card
      title={t.coupons}
      flush
      aside={
        <>
          <Segmented<Shown | "">
            aria-label={t.filter}
            value={state ?? ""}
            onChange={(next) => change({ coupons: next || undefined })}
            options={[{ value: "", label: t.all }, ...shown.map((value) => ({ value, label: w[value] }))]}
          />
          {mayIssue && member.status === "member" ? <Button onClick={() => setGiving(true)}>{t.give}</Button> : null}
        </>
      }
    >
      <DataTable<Coupon>
        list={rows}
        rowKey="id"
        label={t.coupons}
        onRow={(c) => ({ className: "clickable", onClick: () => setOpen(c.code) })}
        empty={
          state ? <NoHits clear={() => change({ coupons: undefined })} /> : <Empty title={t.none} text={t.noneText} />
        }
        columns={[
          {
            title: w.title,
            render: (_, c) => (
              <>
                <Button
                  type="link"
                  className="coupon-name"
                  onClick={(e) => {
                    e.stopPropagation();
                    setOpen(c.code);
                  }}
                >
                  {c.name}
                </Button>
                <div className="meta">{promise(c.terms, lang)}</div>
              </>
            ),
          },
          { title: w.state, className: "corner", render: (_, c) => <Tag tone={tone(c.status)}>{w[c.status]}</Tag> },
          { title: w.valid, render: (_, c) => spanOf(c, w) },
          { title: w.code, className: "tabular", render: (_, c) => grouped(c.code) },
          { title: t.since, render: (_, c) => (c.held_at ? date(c.held_at) : "—") },
        ]}
      />
      {open ? <CouponDrawer code={open} close={() => setOpen(undefined)} /> : null}
      {giving ? <GiveDrawer member={member} close={() => setGiving(false)} /> : null}
    </Card>
  );
}
