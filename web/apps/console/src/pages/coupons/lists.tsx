import { Link } from "@tanstack/react-router";
import { App, Button, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day, money, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { dayOf } from "../../ui/zone.ts";
import { saveCodes } from "./issue.tsx";
import { type Coupon, couponWords, grouped, type Issue, spanOf, states, type Template, tone } from "./words.ts";

const list = words(
  {
    coupons: "券与券码",
    uses: "核销记录",
    issues: "发放批次",
    all: "全部",
    filter: "按状态筛选",
    noneCoupons: "还没有发放",
    noneCouponsText: "可以直接发给会员，也可以生成券码印在卡片或海报上，由会员领取。",
    noneUses: "还没有人使用",
    noneUsesText: "会员下单用券后，每一笔都会记在这里；退款退回的也会标明。",
    noneIssues: "还没有批次",
    noneIssuesText: "每次发券或生成券码都会记一个批次，券码可以随时再次下载。",
    when: "时间",
    order: "订单",
    look: "查看",
    store: "门店",
    payable: "订单应付",
    returned: "已退回",
    what: "内容",
    toMembers: (n: string) => `发给会员 ${n} 张`,
    asCodes: (n: string) => `券码 ${n} 个`,
    refused: (n: string) => `${n} 人未发放`,
    download: "下载券码",
    codes: "券码",
    others: "这里是直接发放的批次；随奖励、礼包和订单得到的券，见“券与券码”。",
    issuedAt: "发放时间",
  },
  {
    coupons: "Coupons and codes",
    uses: "Uses",
    issues: "Issues",
    all: "All",
    filter: "Filter by state",
    noneCoupons: "Nothing issued yet",
    noneCouponsText: "Give them to members, or make codes for cards and posters that members claim.",
    noneUses: "Nobody has used one yet",
    noneUsesText: "Each order that uses one is kept here, and so is what a refund gave back.",
    noneIssues: "No issues yet",
    noneIssuesText: "Each time that coupons are given or codes are made is kept here; codes can be downloaded again.",
    when: "When",
    order: "Order",
    look: "Open",
    store: "Store",
    payable: "Payable",
    returned: "Given back",
    what: "What",
    toMembers: (n: string) => `${n} to members`,
    asCodes: (n: string) => `${n} codes`,
    refused: (n: string) => `${n} were given none`,
    download: "Download codes",
    codes: "Codes",
    others:
      "What was issued directly. Coupons that came with rewards, packs and orders stand under “Coupons and codes”.",
    issuedAt: "Issued at",
  },
);

/** Whether the code is one that the reader may not see whole: nobody holds it yet. */
function masked(c: Coupon): boolean {
  return c.code.startsWith("*");
}

/** Every coupon and code of the template. */
export function Made({ template: p }: { template: Template }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const [search, change] = useAddress();
  const state = states.find((s) => s === search.status);
  const rows = useList(["coupons", "made", p.id, state], (after) =>
    ok(
      api.GET("/v1/coupon-templates/{id}/coupons", {
        params: { path: { id: p.id }, query: { status: state, after, limit: 50 } },
      }),
    ),
  );
  return (
    <Card flush>
      <div className="toolbar">
        <Segmented
          aria-label={t.filter}
          value={state ?? ""}
          onChange={(next) => change({ status: next || undefined })}
          options={[{ value: "", label: t.all }, ...states.map((value) => ({ value, label: w[value] }))]}
        />
      </div>
      <DataTable<Coupon>
        list={rows}
        rowKey="id"
        label={t.coupons}
        onRow={(c) => (masked(c) ? {} : { className: "clickable", onClick: () => change({ code: c.code }) })}
        empty={
          state ? (
            <NoHits clear={() => change({ status: undefined })} />
          ) : (
            <Empty title={t.noneCoupons} text={t.noneCouponsText} />
          )
        }
        columns={[
          {
            title: w.code,
            className: "tabular",
            render: (_, c) =>
              masked(c) ? (
                c.code
              ) : (
                <Button type="link" className="coupon-name" onClick={() => change({ code: c.code })}>
                  {grouped(c.code)}
                </Button>
              ),
          },
          { title: w.state, className: "corner", render: (_, c) => <Tag tone={tone(c.status)}>{w[c.status]}</Tag> },
          {
            title: w.member,
            render: (_, c) =>
              c.member_id ? <MemberLink id={c.member_id} /> : <span className="meta">{w.nobody}</span>,
          },
          { title: w.valid, render: (_, c) => spanOf(c, w) },
          { title: t.issuedAt, render: (_, c) => (c.issued_at ? time(c.issued_at) : "—") },
        ]}
      />
    </Card>
  );
}

/** Each order that used one. */
export function Uses({ template: p }: { template: Template }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const may = useMay("orders:read");
  const { name: store } = useStores();
  const [, change] = useAddress();
  const rows = useList<Schema<"CouponUseOut">>(
    ["coupons", "uses", p.id],
    (after) =>
      ok(api.GET("/v1/coupon-templates/{id}/uses", { params: { path: { id: p.id }, query: { after, limit: 50 } } })),
    may,
  );
  return (
    <Card flush>
      <DataTable<Schema<"CouponUseOut">>
        list={rows}
        rowKey="id"
        label={t.uses}
        empty={<Empty title={t.noneUses} text={t.noneUsesText} />}
        columns={[
          { title: t.when, render: (_, u) => (u.at ? time(u.at) : "—") },
          {
            title: w.code,
            className: "tabular",
            render: (_, u) => (
              <Button type="link" className="coupon-name" onClick={() => change({ code: u.code })}>
                {grouped(u.code)}
              </Button>
            ),
          },
          { title: w.member, render: (_, u) => <MemberLink id={u.member_id} /> },
          {
            title: t.order,
            render: (_, u) => (
              <Link to="/orders/$id" params={{ id: u.order_id }}>
                {t.look}
              </Link>
            ),
          },
          { title: t.store, render: (_, u) => store(u.store_id) || "—" },
          { title: w.discount, className: "num", render: (_, u) => money(u.amount_minor) },
          { title: t.payable, className: "num", render: (_, u) => money(u.payable_minor) },
          {
            title: w.state,
            className: "corner",
            render: (_, u) =>
              u.returned_at ? (
                <Tag tone="warn">{`${t.returned} ${day(dayOf(u.returned_at))}`}</Tag>
              ) : (
                <Tag tone="accent">{w.used}</Tag>
              ),
          },
        ]}
      />
    </Card>
  );
}

/** Each call that issued some. */
export function Issues({ template: p }: { template: Template }): ReactNode {
  const t = useWords(list);
  const may = useMay("coupons:issue");
  const rows = useList<Issue>(["coupons", "issues", p.id], (after) =>
    ok(api.GET("/v1/coupon-templates/{id}/issues", { params: { path: { id: p.id }, query: { after, limit: 50 } } })),
  );
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string>();
  const download = async (id: string) => {
    setBusy(id);
    try {
      saveCodes(p.name, await ok(api.GET("/v1/coupon-issues/{id}", { params: { path: { id } } })));
    } catch (cause) {
      void message.error(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <Card flush>
      <div className="toolbar">
        <span className="meta">{t.others}</span>
      </div>
      <DataTable<Issue>
        list={rows}
        rowKey="id"
        label={t.issues}
        empty={<Empty title={t.noneIssues} text={t.noneIssuesText} />}
        columns={[
          { title: t.when, render: (_, b) => (b.at ? time(b.at) : "—") },
          {
            title: t.what,
            render: (_, b) => (
              <>
                {b.kind === "codes" ? t.asCodes(count(b.count)) : t.toMembers(count(b.count))}
                {b.refused.length > 0 ? (
                  <div className="meta">
                    {t.refused(count(b.refused.length))}
                    {[...new Set(b.refused.map((r) => r.message))].slice(0, 3).map((text) => (
                      <div key={text}>{text}</div>
                    ))}
                  </div>
                ) : null}
              </>
            ),
          },
          {
            title: t.codes,
            className: "num",
            render: (_, b) =>
              may && b.kind === "codes" ? (
                <Button size="small" loading={busy === b.id} onClick={() => void download(b.id)}>
                  {t.download}
                </Button>
              ) : null,
          },
        ]}
      />
    </Card>
  );
}
