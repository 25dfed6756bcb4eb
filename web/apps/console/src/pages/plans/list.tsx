import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money, percent } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Figures } from "../../ui/figures.tsx";
import { Offered } from "../../ui/offered.tsx";
import { Tag } from "../../ui/page.tsx";
import { useList } from "../../ui/table.tsx";
import { type Plan, PlanDrawer } from "./edit.tsx";
import { nameIn, planWords } from "./words.ts";

type Report = Schema<"PlanReportOut">;

/** The figures of the last thirty days, and what is sold. */
export default function Plans(): ReactNode {
  const t = useWords(planWords);
  const lang = useLanguage();
  const mayReport = useMay("reports:read");
  const plans = useList<Plan>(["plans", "list"], () => ok(api.GET("/v1/plans", {})));
  const report = useQuery({
    queryKey: ["plans", "report"],
    queryFn: () => ok(api.GET("/v1/plan-report", {})),
    enabled: mayReport,
  });
  const of = (id: string) => report.data?.data?.find((r) => r.plan_id === id);
  return (
    <div className="stack">
      {report.data ? <PlanFigures rows={report.data.data ?? []} /> : null}
      <Offered<Plan>
        words={{ title: t.plans, add: t.add, name: t.name, none: t.none, noneText: t.noneText }}
        list={plans}
        name={(p) => nameIn(p.name, lang)}
        below={(p) => (
          <>
            <code>{p.code}</code> · {t.version(p.version)}
          </>
        )}
        drawer={(plan, close) => <PlanDrawer plan={plan} close={close} />}
        columns={[
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
          { title: t.active, className: "num", hidden: !mayReport, render: (_, p) => count(of(p.id)?.active ?? 0) },
          {
            title: t.revenue,
            className: "num",
            hidden: !mayReport,
            render: (_, p) => money(of(p.id)?.revenue_minor ?? 0),
          },
          {
            title: t.state,
            className: "corner",
            render: (_, p) => (p.on_sale ? <Tag tone="good">{t.onSale}</Tag> : <Tag>{t.offSale}</Tag>),
          },
        ]}
      />
    </div>
  );
}

/** Sums over all plans. */
function PlanFigures({ rows }: { rows: Report[] }): ReactNode {
  const t = useWords(planWords);
  const sum = (pick: (r: Report) => number) => rows.reduce((all, r) => all + pick(r), 0);
  const ended = sum((r) => r.ended);
  return (
    <Figures
      figures={[
        {
          name: t.active,
          value: count(sum((r) => r.active)),
          parts: [t.cancelledN(count(sum((r) => r.cancelled)))],
        },
        {
          name: t.newcomers,
          value: count(sum((r) => r.joined + r.returned + r.renewed + r.upgraded)),
          parts: [t.renewed(count(sum((r) => r.renewed))), t.upgraded(count(sum((r) => r.upgraded)))],
        },
        {
          name: t.revenue,
          value: money(sum((r) => r.revenue_minor)),
          parts: [`${t.refunds} ${money(sum((r) => r.refund_minor))}`],
        },
        {
          name: t.renewal,
          hint: t.renewalHint,
          value: ended > 0 ? percent(sum((r) => r.continued) / ended) : "—",
          parts: [t.ended(count(ended))],
        },
      ]}
    />
  );
}
