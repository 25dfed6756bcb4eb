import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money, percent } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Card, Hint, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { type Plan, PlanDrawer } from "./edit.tsx";
import { nameIn, planWords } from "./words.ts";

type Report = Schema<"PlanReportOut">;

/** The figures of the last thirty days, and what is sold. */
export default function Plans(): ReactNode {
  const t = useWords(planWords);
  const lang = useLanguage();
  const may = useMay("offers:write");
  const mayReport = useMay("reports:read");
  const [editing, setEditing] = useState<Plan | "new">();
  const plans = useList<Plan>(["plans", "list"], () => ok(api.GET("/v1/plans", {})));
  const report = useQuery({
    queryKey: ["plans", "report"],
    queryFn: () => ok(api.GET("/v1/plan-report", {})),
    enabled: mayReport,
  });
  const rows = report.data?.data ?? [];
  const of = (id: string) => rows.find((r) => r.plan_id === id);
  return (
    <div className="stack">
      {mayReport ? <Figures rows={rows} /> : null}
      <Card
        title={t.plans}
        flush
        aside={
          may ? (
            <Button type="primary" onClick={() => setEditing("new")}>
              {t.add}
            </Button>
          ) : undefined
        }
      >
        <DataTable<Plan>
          label={t.plans}
          list={plans}
          rowKey="id"
          empty={
            <Empty
              title={t.none}
              text={t.noneText}
              action={may ? <Button onClick={() => setEditing("new")}>{t.add}</Button> : undefined}
            />
          }
          columns={[
            {
              title: t.name,
              render: (_, p) => (
                <>
                  {may ? (
                    <Button type="link" className="cell-link" onClick={() => setEditing(p)}>
                      {nameIn(p.name, lang)}
                    </Button>
                  ) : (
                    <b>{nameIn(p.name, lang)}</b>
                  )}
                  <div className="meta">
                    <code>{p.code}</code> · {t.version(p.version)}
                  </div>
                </>
              ),
            },
            { title: t.level, className: "num", render: (_, p) => p.level },
            {
              title: t.price,
              className: "num",
              render: (_, p) => `${money(p.price_minor)} / ${t[p.period].toLowerCase()}`,
            },
            {
              title: t.benefits,
              render: (_, p) => (
                <span className="wrap plan-gives">
                  {(p.benefits ?? []).map((b) => nameIn(b.name, lang)).join(lang === "zh" ? "、" : ", ") || "—"}
                </span>
              ),
            },
            ...(mayReport
              ? [
                  { title: t.active, className: "num", render: (_: unknown, p: Plan) => count(of(p.id)?.active ?? 0) },
                  {
                    title: t.revenue,
                    className: "num",
                    render: (_: unknown, p: Plan) => money(of(p.id)?.revenue_minor ?? 0),
                  },
                ]
              : []),
            {
              title: t.state,
              render: (_, p) => (p.on_sale ? <Tag tone="good">{t.onSale}</Tag> : <Tag>{t.offSale}</Tag>),
            },
          ]}
        />
      </Card>
      {editing ? (
        <PlanDrawer plan={editing === "new" ? undefined : editing} close={() => setEditing(undefined)} />
      ) : null}
    </div>
  );
}

/** Sums over all plans. */
function Figures({ rows }: { rows: Report[] }): ReactNode {
  const t = useWords(planWords);
  const sum = (pick: (r: Report) => number) => rows.reduce((all, r) => all + pick(r), 0);
  const ended = sum((r) => r.ended);
  const figures = [
    { name: t.active, value: count(sum((r) => r.active)), sub: t.cancelledN(count(sum((r) => r.cancelled))) },
    {
      name: t.newcomers,
      value: count(sum((r) => r.joined + r.returned + r.renewed + r.upgraded)),
      sub: `${t.renewed(count(sum((r) => r.renewed)))} · ${t.upgraded(count(sum((r) => r.upgraded)))}`,
    },
    {
      name: t.revenue,
      value: money(sum((r) => r.revenue_minor)),
      sub: `${t.refunds} ${money(sum((r) => r.refund_minor))}`,
    },
    {
      name: t.renewal,
      hint: t.renewalHint,
      value: ended > 0 ? percent(sum((r) => r.continued) / ended) : "—",
      sub: t.ended(count(ended)),
    },
  ];
  return (
    <div className="grid plan-figures">
      {figures.map((f) => (
        <Card key={f.name} className="span-3 figure" label={f.name}>
          <div className="name">
            {f.name}
            {f.hint ? <Hint text={f.hint} /> : null}
          </div>
          <div className="value">{f.value}</div>
          <div className="change">{f.sub}</div>
        </Card>
      ))}
    </div>
  );
}
