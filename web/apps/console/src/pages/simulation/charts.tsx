import type { ReactNode } from "react";
import { count, money, shortCount, shortMoney } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { Chart } from "../../ui/chart.tsx";
import { useNamed } from "../../ui/named.ts";
import { Card, Hint, Tag } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { Empty } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";
import { useCategories } from "../catalogue/tree.ts";
import type { Found } from "./report.tsx";
import { simulationWords } from "./words.ts";

interface Props {
  of: Found;
}

/** The names of tiers by code; who has none has a name too. */
export function useTierNames(of: Found): (code: string) => string {
  const t = useWords(simulationWords);
  const named = useNamed();
  const tiers = of.report.tiers ?? [];
  return (code) => {
    if (code === "") return t.noTier;
    const tier = tiers.find((x) => x.code === code);
    return tier ? named(tier.name, code) : code;
  };
}

/** Cost by month, real and simulated. */
export function Months({ of }: Props): ReactNode {
  const t = useWords(simulationWords);
  const months = of.report.months ?? [];
  return (
    <Card className="span-7" title={t.months} hint={<Hint text={t.costHint} />}>
      {months.length === 0 ? (
        <Empty title={t.none} />
      ) : (
        <Chart
          kind={months.length < 3 ? "bar" : "line"}
          name={t.months}
          head={t.month}
          labels={months.map((m) => (m.on ?? "").slice(0, 7))}
          series={[
            { name: t.would, values: months.map((m) => m.would_minor) },
            { name: t.was, values: months.map((m) => m.was_minor), comparison: true },
          ]}
          format={money}
          axis={shortMoney}
          height={260}
          sentence={t.monthsText(count(months.length))}
        />
      )}
    </Card>
  );
}

/** Members by tier, real and simulated. */
export function Tiers({ of }: Props): ReactNode {
  const t = useWords(simulationWords);
  const name = useTierNames(of);
  const tiers = (of.report.tiers ?? []).filter((x) => x.code !== "" || x.was + x.would > 0);
  return (
    <Card className="span-5" title={t.tiers}>
      <Chart
        kind="bar"
        name={t.tiers}
        head={t.tier}
        labels={tiers.map((x) => name(x.code))}
        series={[
          { name: t.would, values: tiers.map((x) => x.would) },
          { name: t.was, values: tiers.map((x) => x.was), comparison: true },
        ]}
        format={count}
        axis={shortCount}
        whole
        height={260}
        sentence={t.tiersText}
      />
    </Card>
  );
}

/** From the tier that is held to the one that would be. */
export function Matrix({ of }: Props): ReactNode {
  const t = useWords(simulationWords);
  const name = useTierNames(of);
  const tiers = (of.report.tiers ?? []).map((x) => x.code);
  const moves = new Map((of.report.moves ?? []).map((m) => [`${m.from} ${m.to}`, m.members]));
  const used = tiers.filter((c) => (of.report.moves ?? []).some((m) => m.from === c || m.to === c));
  const most = Math.max(1, ...(of.report.moves ?? []).filter((m) => m.from !== m.to).map((m) => m.members));
  let up = 0;
  let down = 0;
  let stay = 0;
  for (const m of of.report.moves ?? []) {
    const rise = tiers.indexOf(m.to) - tiers.indexOf(m.from);
    if (rise > 0) up += m.members;
    else if (rise < 0) down += m.members;
    else stay += m.members;
  }
  return (
    <Card className="span-7" title={t.matrix} hint={<Hint text={t.matrixHint} />}>
      <div className="row sim-moves">
        <Tag tone="good">↑ {t.up(count(up))}</Tag>
        <Tag tone="warn">↓ {t.down(count(down))}</Tag>
        <Tag>{t.stay(count(stay))}</Tag>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="sim-scroll" aria-label={t.matrix} tabIndex={0}>
        <table className="sim-matrix">
          <thead>
            <tr>
              <th scope="col">
                {t.from} ↓ · {t.to} →
              </th>
              {used.map((c) => (
                <th key={c} scope="col" className="num">
                  {name(c)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {used.map((from, i) => (
              <tr key={from}>
                <th scope="row">{name(from)}</th>
                {used.map((to, k) => {
                  const n = moves.get(`${from} ${to}`) ?? 0;
                  const kind = i === k ? "stay" : k > i ? "up" : "down";
                  const weight = i === k || n === 0 ? 0 : Math.max(0.15, n / most);
                  return (
                    <td key={to} className={`num ${n === 0 ? "none" : kind}`}>
                      {weight > 0 ? <i aria-hidden="true" style={{ opacity: weight }} /> : null}
                      <span>{n === 0 ? "·" : count(n)}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}

/** How many members gain or lose how much. */
export function Spread({ of }: Props): ReactNode {
  const t = useWords(simulationWords);
  const parts = of.report.spread ?? [];
  const label = (p: (typeof parts)[number]) => {
    const low = p.from_minor ?? null;
    const high = p.to_minor ?? null;
    if (low === null) return `< ${shortMoney(high ?? 0)}`;
    if (high === null) return `≥ ${shortMoney(low)}`;
    if (low < 0 && high > 0) return `±${shortMoney(high)}`;
    return `${shortMoney(low)} … ${shortMoney(high)}`;
  };
  const any = parts.some((p) => p.members > 0);
  return (
    <Card className="span-12" title={t.spread}>
      {any ? (
        <Chart
          kind="bar"
          name={t.spread}
          head={t.delta}
          labels={parts.map(label)}
          series={[{ name: t.members, values: parts.map((p) => p.members) }]}
          format={count}
          axis={shortCount}
          whole
          height={220}
          sentence={t.spreadText}
        />
      ) : (
        <Empty title={t.nobody} />
      )}
    </Card>
  );
}

/** What each rule and benefit cost. */
export function Rules({ of }: Props): ReactNode {
  const t = useWords(simulationWords);
  const named = useNamed();
  const programme = useProgramme();
  const kinds = { points: programme.points, growth: programme.growth, discount: t.kindDiscount };
  const rows = (of.report.rules ?? []).map((r) => ({ ...r, key: `${r.kind} ${r.code}` }));
  const show = (kind: string, n: number) => (kind === "discount" ? money(n) : count(n));
  return (
    <Card className="span-12" title={t.rules} flush>
      <Rows
        size="small"
        aria-label={t.rules}
        dataSource={rows}
        locale={{ emptyText: <Empty title={t.nobody} /> }}
        columns={[
          {
            title: t.rule,
            render: (_, r) => (
              <>
                {named(r.name, r.code)} <span className="meta">{kinds[r.kind]}</span>
              </>
            ),
          },
          { title: t.was, className: "num", render: (_, r) => show(r.kind, r.was) },
          { title: t.would, className: "num", render: (_, r) => show(r.kind, r.would) },
          {
            title: t.change,
            className: "num",
            render: (_, r) => <Difference minor={r.would_minor - r.was_minor} none={r.kind === "growth"} />,
          },
        ]}
      />
    </Card>
  );
}

/** A difference in money, with its sign. */
export function Difference({ minor, none }: { minor: number; none?: boolean }): ReactNode {
  if (none) return "—";
  if (minor === 0) return <span className="meta">0</span>;
  return `${minor > 0 ? "+" : "−"}${money(Math.abs(minor))}`;
}

/** What members of each simulated tier got and would have got, by member. */
export function TierWorth({ of }: Props): ReactNode {
  const t = useWords(simulationWords);
  const name = useTierNames(of);
  const rows = (of.report.tiers ?? []).filter((x) => x.would > 0);
  return (
    <Card className="span-5" title={t.tierWorth} flush>
      <Rows
        size="small"
        aria-label={t.tierWorth}
        rowKey="code"
        dataSource={rows}
        columns={[
          { title: t.tier, render: (_, x) => name(x.code) },
          { title: t.members, className: "num", render: (_, x) => count(x.would) },
          { title: t.was, className: "num", render: (_, x) => money(Math.round(x.was_minor / x.would)) },
          { title: t.would, className: "num", render: (_, x) => money(Math.round(x.would_minor / x.would)) },
        ]}
      />
    </Card>
  );
}

/** What lines of each category got. */
export function Categories({ of }: Props): ReactNode {
  const t = useWords(simulationWords);
  const names = new Map(useCategories().rows.map((c) => [c.code, c.name]));
  const rows = of.report.categories ?? [];
  if (rows.length < 2) return null;
  return (
    <Card className="span-12" title={t.categories} flush>
      <Rows
        size="small"
        aria-label={t.categories}
        pagination={rows.length > 10 ? { pageSize: 10, size: "small", showSizeChanger: false } : false}
        rowKey="code"
        dataSource={rows}
        columns={[
          { title: t.category, render: (_, c) => names.get(c.code) || c.code || t.noCategory },
          { title: t.sales, className: "num", render: (_, c) => money(c.sales_minor) },
          { title: t.costWas, className: "num", render: (_, c) => money(c.was_minor) },
          { title: t.costWould, className: "num", render: (_, c) => money(c.would_minor) },
          { title: t.change, className: "num", render: (_, c) => <Difference minor={c.would_minor - c.was_minor} /> },
        ]}
      />
    </Card>
  );
}
