import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button, Segmented, Tabs } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema, tagged } from "../../../../../shared/api.ts";
import { count, day, money, percent, shortCount, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { May, useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Chart } from "../../ui/chart.tsx";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { Empty, ErrorState, Loading, NoHits, Show } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { dayOf } from "../../ui/zone.ts";
import { CouponDrawer, MemberLink } from "./coupon.tsx";
import { TemplateDrawer } from "./edit.tsx";
import { IssueDrawer, saveCodes } from "./issue.tsx";
import {
  type Coupon,
  couponWords,
  grouped,
  type Issue,
  promise,
  spanOf,
  states,
  type Template,
  tone,
  validity,
} from "./words.ts";
import "./style.css";

const list = words(
  {
    edit: "修改",
    issue: "发券",
    figures: "效果",
    terms: "条款",
    coupons: "券与券码",
    uses: "核销记录",
    issues: "发放批次",
    tabs: "券的内容",
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
    store: "门店",
    payable: "订单应付",
    returned: "已退回",
    what: "内容",
    toMembers: (n: string) => `发给会员 ${n} 张`,
    asCodes: (n: string) => `券码 ${n} 个`,
    refused: (n: string) => `${n} 人未发放`,
    download: "下载券码",
    by: "操作人",
    days: "近 30 天使用",
    used: "使用数",
    noDays: "近 30 天没有使用。",
    sentence: (n: string, off: string) => `近 30 天使用 ${n} 张，优惠 ${off}。`,
    dayHead: "日期",
    stacking: "叠加",
    alone: "不与任何券同用",
    once: (name: string) => `同类（${name || "—"}）最多用一张`,
    always: "可与其他券同用",
    perMember: "每人限领",
    transferable: "可转赠",
    yes: "是",
    no: "否",
    cost: "单张成本",
    remind: "到期提醒",
    remindDays: (n: string) => `提前 ${n} 天`,
    scope: "适用范围",
    everything: "全部商品、门店与会员",
    codes: "券码",
    issuedAt: "发放时间",
    back: "回到优惠券",
    gone: "找不到这个券模板",
    note: "备注",
  },
  {
    edit: "Change",
    issue: "Issue",
    figures: "How it does",
    terms: "Terms",
    coupons: "Coupons and codes",
    uses: "Uses",
    issues: "Issues",
    tabs: "About the coupon",
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
    store: "Store",
    payable: "Payable",
    returned: "Given back",
    what: "What",
    toMembers: (n: string) => `${n} to members`,
    asCodes: (n: string) => `${n} codes`,
    refused: (n: string) => `${n} were given none`,
    download: "Download codes",
    by: "By",
    days: "Uses of the last 30 days",
    used: "Used",
    noDays: "No use in the last 30 days.",
    sentence: (n: string, off: string) => `${n} used in the last 30 days, ${off} off.`,
    dayHead: "Day",
    stacking: "Stacking",
    alone: "stands alone",
    once: (name: string) => `one of its class (${name || "—"})`,
    always: "goes with others",
    perMember: "Per member",
    transferable: "May be given away",
    yes: "yes",
    no: "no",
    cost: "Cost of one",
    remind: "Reminder",
    remindDays: (n: string) => `${n} days before its end`,
    scope: "Where it may be used",
    everything: "all goods, stores and members",
    codes: "Codes",
    issuedAt: "Issued at",
    back: "To the coupons",
    gone: "There is no such coupon template",
    note: "Note",
  },
);

const tabs = ["figures", "coupons", "uses", "issues"] as const;

/** One template: its terms, how it does, what was issued and used. */
export default function TemplatePage(): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const { id = "" } = useParams({ strict: false });
  const [search, change] = useAddress();
  const [open, setOpen] = useState<"edit" | "issue">();
  const query = useQuery({
    queryKey: ["coupons", "template", id],
    queryFn: () => tagged(api.GET("/v1/coupon-templates/{id}", { params: { path: { id } } })),
  });
  const p = query.data?.data;
  if (!p) {
    const missing = (query.error as { status?: number } | null)?.status === 404;
    return (
      <Page title={w.title}>
        {missing ? (
          <Empty title={t.gone} action={<Link to="/coupons">{t.back}</Link>} />
        ) : query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading rows={10} />
        )}
      </Page>
    );
  }
  const tab = tabs.find((key) => key === search.tab) ?? "figures";
  const body = {
    figures: <Figures template={p} />,
    coupons: <Made template={p} />,
    uses: <Uses template={p} />,
    issues: <Issues template={p} />,
  };
  return (
    <Page
      title={p.name}
      sub={
        <span className="row">
          <Tag tone={tone(p.status ?? "")}>{w[p.status || "active"]}</Tag>
          <span>{promise(p, lang)}</span>
        </span>
      }
      actions={
        <>
          <May permission="coupons:write">
            <Button onClick={() => setOpen("edit")}>{t.edit}</Button>
          </May>
          {p.status === "active" ? (
            <May permission="coupons:issue">
              <Button type="primary" onClick={() => setOpen("issue")}>
                {t.issue}
              </Button>
            </May>
          ) : null}
        </>
      }
    >
      <Tabs
        aria-label={t.tabs}
        activeKey={tab}
        onChange={(key) => change({ tab: key === "figures" ? undefined : key, status: undefined, code: undefined })}
        destroyOnHidden
        items={tabs.map((key) => ({ key, label: t[key], children: key === tab ? body[key] : null }))}
      />
      {open === "edit" ? (
        <TemplateDrawer
          template={p}
          tag={query.data?.tag}
          fresh={() => query.refetch()}
          close={() => setOpen(undefined)}
        />
      ) : null}
      {open === "issue" ? <IssueDrawer template={p} close={() => setOpen(undefined)} /> : null}
      {search.code ? <CouponDrawer code={search.code} close={() => change({ code: undefined })} /> : null}
    </Page>
  );
}

function Figures({ template: p }: { template: Template }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const report = useQuery({
    queryKey: ["coupons", "report", p.id],
    queryFn: () => ok(api.GET("/v1/coupon-templates/{id}/report", { params: { path: { id: p.id } } })),
  });
  return (
    <div className="grid top">
      <div className="span-8">
        <Card title={t.figures}>
          <div className="coupon-figures">
            <Figure name={w.issued} value={count(p.issued)} />
            <Figure name={w.usedCount} value={count(p.used)} />
            <Figure name={w.rate} value={p.issued > 0 ? percent(p.used / p.issued) : "—"} />
            <Figure name={w.discount} value={money(p.discount_minor)} />
            <Figure name={w.sales} value={money(p.sales_minor)} />
          </div>
          <Show query={report} rows={8}>
            {(r) => <Lately report={r} />}
          </Show>
        </Card>
      </div>
      <div className="span-4">
        <Card title={t.terms}>
          <TermsList template={p} />
        </Card>
      </div>
    </div>
  );
}

function Figure({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <div className="figure">
      <div className="name">{name}</div>
      <div className="value">{value}</div>
    </div>
  );
}

/** The last thirty days, today included. */
function lastDays(): string[] {
  const today = Date.parse(`${dayOf(Date.now())}T00:00:00Z`);
  return Array.from({ length: 30 }, (_, i) => new Date(today - (29 - i) * 86_400_000).toISOString().slice(0, 10));
}

function Lately({ report }: { report: Schema<"CouponReport"> }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const days = lastDays();
  const used = report.days.reduce((sum, d) => sum + d.used, 0);
  const off = report.days.reduce((sum, d) => sum + d.discount_minor, 0);
  return (
    <>
      <ul className="coupon-states">
        {states
          .filter((s) => report.states[s])
          .map((s) => (
            <li key={s}>
              <Tag tone={tone(s)}>{w[s]}</Tag>
              <span className="tabular">{count(report.states[s] ?? 0)}</span>
            </li>
          ))}
      </ul>
      <h3 className="coupon-part">{t.days}</h3>
      {report.days.length === 0 ? (
        <p className="meta">{t.noDays}</p>
      ) : (
        <Chart
          kind="bar"
          labels={days}
          series={[{ name: t.used, values: days.map((on) => report.days.find((d) => d.on === on)?.used ?? 0) }]}
          format={count}
          axis={shortCount}
          name={t.days}
          sentence={t.sentence(count(used), money(off))}
          head={t.dayHead}
          tick={(on) => on.slice(5)}
          height={220}
          whole
        />
      )}
    </>
  );
}

function TermsList({ template: p }: { template: Template }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const mode = p.stacking?.mode;
  return (
    <dl className="facts">
      <dt>{w.kind}</dt>
      <dd>
        {w[p.kind]}
        <div className="meta">{promise(p, lang)}</div>
      </dd>
      <dt>{w.valid}</dt>
      <dd>{validity(p.validity, w)}</dd>
      <dt>{w.stock}</dt>
      <dd>{p.stock ? `${count(p.stock)} · ${w.left} ${count(p.left ?? 0)}` : w.noLimit}</dd>
      <dt>{t.perMember}</dt>
      <dd>{p.per_member_limit ? count(p.per_member_limit) : w.noLimit}</dd>
      <dt>{t.scope}</dt>
      <dd>
        <ScopeText scope={p.scope} />
      </dd>
      <dt>{t.stacking}</dt>
      <dd>{mode === "always" ? t.always : mode === "once_per_class" ? t.once(p.stacking?.class ?? "") : t.alone}</dd>
      <dt>{t.transferable}</dt>
      <dd>{p.transferable ? t.yes : t.no}</dd>
      {p.remind_days ? (
        <>
          <dt>{t.remind}</dt>
          <dd>{t.remindDays(count(p.remind_days))}</dd>
        </>
      ) : null}
      {p.cost_minor ? (
        <>
          <dt>{t.cost}</dt>
          <dd>{money(p.cost_minor)}</dd>
        </>
      ) : null}
      {p.note ? (
        <>
          <dt>{t.note}</dt>
          <dd>{p.note}</dd>
        </>
      ) : null}
    </dl>
  );
}

/** Where a coupon may be used, part by part. */
function ScopeText({ scope }: { scope: Template["scope"] }): ReactNode {
  const t = useWords(list);
  const { stores } = useStores();
  const parts = [
    ...(scope?.skus ?? []),
    ...(scope?.categories ?? []),
    ...(scope?.stores ?? []).map((code) => stores.find((s) => s.code === code)?.name ?? code),
    ...(scope?.channels ?? []),
    ...(scope?.tiers ?? []),
    ...(scope?.hours ? [`${scope.hours.from}:00–${scope.hours.until}:00`] : []),
  ];
  if (parts.length === 0 && !scope?.condition && !scope?.segments?.length && !scope?.weekdays?.length)
    return t.everything;
  return (
    <span className="row">
      {parts.map((text) => (
        <Tag key={text}>{text}</Tag>
      ))}
      {scope?.condition ? <Sentence text={scope.condition} /> : null}
    </span>
  );
}

/** A condition in words, or as it is written where it cannot be said. */
function Sentence({ text }: { text: string }): ReactNode {
  const lang = useLanguage();
  const said = useQuery({
    queryKey: ["conditions", "read", text],
    queryFn: () => ok(api.POST("/v1/conditions/read", { body: { text, scope: "line" } })),
    staleTime: 300_000,
    retry: false,
  });
  return said.data?.sentence ? <span>{said.data.sentence[lang]}</span> : <code className="wrap">{text}</code>;
}

/** Every coupon and code of the template. */
function Made({ template: p }: { template: Template }): ReactNode {
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
        onRow={(c) => ({ className: "clickable", onClick: () => change({ code: c.code }) })}
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
            render: (_, c) => (
              <Button type="link" className="coupon-name" onClick={() => change({ code: c.code })}>
                {grouped(c.code)}
              </Button>
            ),
          },
          { title: w.state, render: (_, c) => <Tag tone={tone(c.status)}>{w[c.status]}</Tag> },
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
function Uses({ template: p }: { template: Template }): ReactNode {
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
                {t.order}
              </Link>
            ),
          },
          { title: t.store, render: (_, u) => store(u.store_id) || "—" },
          { title: w.discount, className: "num", render: (_, u) => money(u.amount_minor) },
          { title: t.payable, className: "num", render: (_, u) => money(u.payable_minor) },
          {
            title: w.state,
            render: (_, u) =>
              u.returned_at ? (
                <Tag tone="warn">{`${t.returned} ${day(u.returned_at.slice(0, 10))}`}</Tag>
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
function Issues({ template: p }: { template: Template }): ReactNode {
  const t = useWords(list);
  const may = useMay("coupons:issue");
  const rows = useList<Issue>(["coupons", "issues", p.id], (after) =>
    ok(api.GET("/v1/coupon-templates/{id}/issues", { params: { path: { id: p.id }, query: { after, limit: 50 } } })),
  );
  const download = async (id: string) => {
    const issue = await ok(api.GET("/v1/coupon-issues/{id}", { params: { path: { id } } }));
    saveCodes(p.name, issue);
  };
  return (
    <Card flush>
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
                  <div className="meta" title={b.refused.map((r) => r.message).join("\n")}>
                    {t.refused(count(b.refused.length))}
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
                <Button size="small" onClick={() => void download(b.id)}>
                  {t.download}
                </Button>
              ) : null,
          },
        ]}
      />
    </Card>
  );
}
