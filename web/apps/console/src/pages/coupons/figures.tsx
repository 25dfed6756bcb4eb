import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money, percent, shortCount } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { Chart } from "../../ui/chart.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Show } from "../../ui/states.tsx";
import { dayOf } from "../../ui/zone.ts";
import { TermsList } from "./terms.tsx";
import { couponWords, states, type Template, tone } from "./words.ts";

const list = words(
  {
    figures: "效果",
    terms: "条款",
    days: "近 30 天使用",
    used: "使用数",
    noDays: "近 30 天没有使用。",
    sentence: (n: string, off: string) => `近 30 天使用 ${n} 张，优惠 ${off}。`,
    dayHead: "日期",
  },
  {
    figures: "How it does",
    terms: "Terms",
    days: "Uses of the last 30 days",
    used: "Used",
    noDays: "No use in the last 30 days.",
    sentence: (n: string, off: string) => `${n} used in the last 30 days, ${off} off.`,
    dayHead: "Day",
  },
);

/** How the coupons of a template do, beside what they promise. */
export function Figures({ template: p }: { template: Template }): ReactNode {
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
