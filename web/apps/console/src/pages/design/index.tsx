import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Segmented, Tabs } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day, money, percent, shortMoney, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Chart } from "../../ui/chart.tsx";
import { useNamed } from "../../ui/named.ts";
import { Card, Hint, Page, Tag } from "../../ui/page.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { Empty, Show } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";

import { dayAfter, dayOf } from "../../ui/zone.ts";
import { Sheet } from "./sheet.tsx";
import { designWords } from "./words.ts";
import "./style.css";

type Design = Schema<"DesignOut">;

const spans = { quarter: 90, year: 365, years: 730 } as const;
type Span = keyof typeof spans;

/** How the programme in force stands, and what its benefits were used for: what one looks at before changing it. */
export default function DesignPage(): ReactNode {
  const t = useWords(designWords);
  const navigate = useNavigate();
  const [search, change] = useAddress();
  const tab = search.tab === "sheet" ? "sheet" : "design";
  return (
    <Page
      title={t.title}
      actions={
        <May permission="program:write">
          <Button onClick={() => void navigate({ to: "/programme/ready" })}>{t.ready}</Button>
          <Button type="primary" onClick={() => void navigate({ to: "/simulations" })}>
            {t.simulate}
          </Button>
        </May>
      }
    >
      <Tabs
        activeKey={tab}
        onChange={(next) => change({ tab: next === "sheet" ? "sheet" : undefined })}
        items={[
          { key: "design", label: t.tab },
          { key: "sheet", label: t.sheet },
        ]}
      />
      {tab === "sheet" ? <Sheet /> : <Standing />}
    </Page>
  );
}

function Standing(): ReactNode {
  const t = useWords(designWords);
  const [search, change] = useAddress();
  const span: Span = search.span === "quarter" || search.span === "years" ? search.span : "year";
  const from = dayAfter(dayOf(Date.now()), 1 - spans[span]);
  const query = useQuery({
    queryKey: ["design", from],
    queryFn: () => ok(api.GET("/v1/program/design", { params: { query: { from } } })),
    placeholderData: (old) => old,
  });
  return (
    <div className="stack">
      <div className="row">
        <Segmented<Span>
          value={span}
          onChange={(next) => change({ span: next === "year" ? undefined : next })}
          options={[
            { value: "quarter", label: t.days90 },
            { value: "year", label: t.year },
            { value: "years", label: t.twoYears },
          ]}
        />
        {query.data ? (
          <span className="meta">
            {t.period(day(query.data.from ?? ""), day(query.data.until ?? ""))} · {t.asOf(time(query.data.as_of ?? ""))}
          </span>
        ) : null}
      </div>
      <Show query={query} rows={12}>
        {(d) => (
          <div className="grid">
            <Shape of={d} />
            <Worth of={d} />
            <Top of={d} />
            <Tenths of={d} />
            <Benefits of={d} />
            <Rules of={d} />
          </div>
        )}
      </Show>
    </div>
  );
}

interface Props {
  of: Design;
}

/** How members are spread over the tiers: the highest at the top, each as wide as it has members. */
function Shape({ of }: Props): ReactNode {
  const t = useWords(designWords);
  const named = useNamed();
  const tiers = [...(of.tiers ?? [])].reverse();
  const most = Math.max(1, ...tiers.map((x) => x.members));
  const share = (n: number) => (of.members > 0 ? percent(n / of.members) : "—");
  return (
    <Card className="span-5" title={t.shape}>
      <p className={of.shape === "diamond" ? "good" : undefined}>{t[`shape_${of.shape}`]}</p>
      <table className="shape">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t.tier}</th>
            <th scope="col">{t.share}</th>
            <th scope="col">{t.members}</th>
          </tr>
        </thead>
        <tbody>
          {tiers.map((x) => (
            <tr key={x.code}>
              <th scope="row">{named(x.name, x.code)}</th>
              <td className="shape-bar">
                <i aria-hidden="true" style={{ width: `${Math.max(1, (100 * x.members) / most)}%` }} />
                <span className="visually-hidden">{share(x.members)}</span>
              </td>
              <td className="num">
                {count(x.members)} <span className="meta">{share(x.members)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** What each tier is worth to who holds it, and how much more than the one below. */
function Worth({ of }: Props): ReactNode {
  const t = useWords(designWords);
  const { points } = useProgramme();
  const named = useNamed();
  const rows = (of.tiers ?? []).map((x, i) => ({ ...x, first: i === 0 }));
  return (
    <Card className="span-7" title={t.worth} hint={<Hint text={t.worthHint(capital(points))} />} flush>
      <Rows
        size="small"
        aria-label={t.worth}
        rowKey="code"
        dataSource={rows}
        columns={[
          { title: t.tier, render: (_, x) => named(x.name, x.code) },
          {
            title: t.spend,
            className: "num",
            render: (_, x) => (x.members > 0 ? money(Math.round(x.spend_minor / x.members)) : "—"),
          },
          { title: t.each, className: "num", render: (_, x) => (x.members > 0 ? money(x.each_minor) : "—") },
          {
            title: t.rate,
            className: "num",
            render: (_, x) => (x.spend_minor > 0 ? percent(x.worth_minor / x.spend_minor) : "—"),
          },
          {
            title: t.step,
            className: "num",
            render: (_, x) => {
              if (x.members === 0 || x.first) return "—";
              const small = x.step_minor * 5 < x.each_minor;
              return (
                <span className="row sim-end">
                  {small ? <Tag tone="warn">{t.flat}</Tag> : null}
                  {x.step_minor < 0 ? `−${money(-x.step_minor)}` : money(x.step_minor)}
                </span>
              );
            },
          },
        ]}
      />
    </Card>
  );
}

/** The best fifth of who bought. */
function Top({ of }: Props): ReactNode {
  const t = useWords(designWords);
  const top = of.top;
  const share = (bp: number | null | undefined) => (bp === null || bp === undefined ? "—" : percent(bp / 10_000));
  return (
    <Card className="span-5" title={t.top} hint={<Hint text={t.topHint} />}>
      {top.buyers === 0 ? (
        <Empty title={t.noOrders} />
      ) : (
        <div className="stack">
          <p>{t.topText(count(top.best), count(top.buyers), share(top.sales_bp))}</p>
          <dl className="design-top">
            <div>
              <dt>{t.sales}</dt>
              <dd>
                <b className="value">{share(top.sales_bp)}</b>
                <span className="meta">
                  {money(top.best_minor)} / {money(top.sales_minor)}
                </span>
              </dd>
            </div>
            <div>
              <dt>{t.profit}</dt>
              <dd>
                <b className="value">{share(top.profit_bp)}</b>
                <span className="meta">
                  {top.profit_minor === null || top.profit_minor === undefined
                    ? t.profitUnknown
                    : t.known(percent(top.known_bp / 10_000))}
                </span>
              </dd>
            </div>
          </dl>
        </div>
      )}
    </Card>
  );
}

function Tenths({ of }: Props): ReactNode {
  const t = useWords(designWords);
  const parts = of.top.tenths ?? [];
  return (
    <Card className="span-7" title={t.tenths}>
      {of.top.buyers === 0 ? (
        <Empty title={t.noOrders} />
      ) : (
        <Chart
          kind="bar"
          name={t.tenths}
          head={t.tenth}
          labels={parts.map((_, i) => t.tenthName(i + 1))}
          series={[{ name: t.sales, values: parts }]}
          format={money}
          axis={shortMoney}
          height={220}
          sentence={t.tenthsText}
        />
      )}
    </Card>
  );
}

/** Use of each benefit of the programme in force. */
function Benefits({ of }: Props): ReactNode {
  const t = useWords(designWords);
  const named = useNamed();
  const rows = of.benefits ?? [];
  return (
    <Card className="span-12" title={t.benefits} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <Empty title={t.noBenefits} text={t.noBenefitsText} />
      ) : (
        <Rows
          size="small"
          aria-label={t.benefits}
          rowKey="code"
          dataSource={rows}
          columns={[
            {
              title: t.benefit,
              render: (_, b) => (
                <>
                  {named(b.name, b.code)} <span className="meta">{t[`kind_${b.kind}`]}</span>
                </>
              ),
            },
            { title: t.eligible, className: "num", render: (_, b) => count(b.eligible) },
            {
              title: t.users,
              className: "num",
              render: (_, b) =>
                b.users === 0 && b.kind !== "service" ? <Tag tone="warn">{t.unused}</Tag> : count(b.users),
            },
            {
              title: t.useRate,
              className: "num",
              render: (_, b) => (b.eligible > 0 ? percent(Math.min(1, b.users / b.eligible)) : "—"),
            },
            { title: t.uses, className: "num", render: (_, b) => count(b.uses) },
            { title: t.cost, className: "num", render: (_, b) => money(b.cost_minor) },
          ]}
        />
      )}
    </Card>
  );
}

/** What each rule gave. */
function Rules({ of }: Props): ReactNode {
  const t = useWords(designWords);
  const { points } = useProgramme();
  const named = useNamed();
  const rows = of.rules ?? [];
  return (
    <Card className="span-12" title={t.rules} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <Empty title={t.none} />
      ) : (
        <Rows
          size="small"
          aria-label={t.rules}
          rowKey="code"
          dataSource={rows}
          columns={[
            { title: t.rule, render: (_, r) => named(r.name, r.code) },
            { title: t.points(capital(points)), className: "num", render: (_, r) => count(r.points) },
            { title: t.cost, className: "num", render: (_, r) => money(r.cost_minor) },
          ]}
        />
      )}
    </Card>
  );
}
