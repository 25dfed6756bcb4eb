import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count, date, money, percent } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { Show } from "../../ui/states.tsx";
import { Categories, Matrix, Months, Rules, Spread, Tiers, TierWorth } from "./charts.tsx";
import {
  About,
  isOpen,
  Meant,
  Running,
  StartDrawer,
  State,
  simulation,
  useWhich,
  windowOf,
  windowText,
} from "./index.tsx";
import { Movers } from "./movers.tsx";
import { simulationWords } from "./words.ts";
import "./style.css";

/** A simulation with its report. */
export type Report = Schema<"SimulationReport">;
/** A simulation whose report is there. */
export type Found = Report & {
  report: NonNullable<Report["report"]>;
  was: NonNullable<Report["was"]>;
  would: NonNullable<Report["would"]>;
};

/** What a simulation found out. */
export default function SimulationPage(): ReactNode {
  const t = useWords(simulationWords);
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  const which = useWhich();
  const [open, setOpen] = useState(false);
  const query = useQuery(simulation(id));
  const s = query.data;
  return (
    <Page
      title={s ? `${t.title} · ${which(s)}` : t.title}
      sub={
        s ? (
          <>
            <State of={s} /> <span className="meta">{windowText(s)}</span>
          </>
        ) : null
      }
      actions={
        <May permission="program:write">
          <Button onClick={() => setOpen(true)}>{t.again}</Button>
          <Button type="primary" onClick={() => void navigate({ to: "/programme/edit" })}>
            {t.edit}
          </Button>
        </May>
      }
    >
      <Show query={query} rows={12}>
        {(loaded) => (
          <div className="stack">
            <About of={loaded} />
            {isOpen(loaded.state) ? <Running of={loaded} /> : null}
            {loaded.report && loaded.was && loaded.would ? <Body of={loaded as Found} /> : null}
          </div>
        )}
      </Show>
      <StartDrawer open={open} close={() => setOpen(false)} />
    </Page>
  );
}

function Body({ of }: { of: Found }): ReactNode {
  return (
    <>
      <Sentence of={of} />
      <Figures of={of} />
      <div className="grid">
        <Months of={of} />
        <Tiers of={of} />
        <Matrix of={of} />
        <TierWorth of={of} />
        <Spread of={of} />
        <Rules of={of} />
        <Categories of={of} />
        <Movers of={of} side="winners" />
        <Movers of={of} side="losers" />
      </div>
    </>
  );
}

/** The report in one sentence. */
function Sentence({ of }: { of: Found }): ReactNode {
  const t = useWords(simulationWords);
  const more = of.would.cost_minor - of.was.cost_minor;
  const share = of.was.cost_minor > 0 ? ` (${percent(Math.abs(more) / of.was.cost_minor)})` : "";
  const { from, until } = windowOf(of);
  const r = of.report;
  return (
    <Card label={t.title}>
      <p className="sim-sentence">
        {t.sentence(from, until, money(of.would.cost_minor), money(of.was.cost_minor))}{" "}
        {more > 0
          ? t.sentenceMore(money(more), share)
          : more < 0
            ? t.sentenceLess(money(-more), share)
            : t.sentenceSame}{" "}
        {t.sentenceWho(count(r.gaining), count(r.losing), count(r.same))}
      </p>
      <p className="meta">
        {t.played(count(r.played), r.begins ? date(r.begins) : "")}
        {r.skipped > 0 ? ` · ${t.skipped(count(r.skipped))}` : ""}
      </p>
    </Card>
  );
}

interface Row {
  name: string;
  hint?: string;
  was: number;
  would: number;
  format: (n: number) => string;
}

/** Both sides beside each other: four figures at the head, the rest in a table of two columns. */
function Figures({ of }: { of: Found }): ReactNode {
  const t = useWords(simulationWords);
  const { points } = useProgramme();
  const { was, would } = of;
  const main: Row[] = [
    { name: t.cost, hint: t.costHint, was: was.cost_minor, would: would.cost_minor, format: money },
    { name: t.discount, was: was.discount_minor, would: would.discount_minor, format: money },
    {
      name: t.points(capital(points)),
      hint: t.pointsHint,
      was: was.points_given - was.points_back,
      would: would.points_given - would.points_back,
      format: count,
    },
    {
      name: t.owed(capital(points)),
      hint: t.owedHint(points),
      was: was.owed_minor,
      would: would.owed_minor,
      format: money,
    },
  ];
  const rest: Row[] = [
    { name: t.sales, was: was.sales_minor, would: would.sales_minor, format: money },
    { name: t.spent(points), was: was.spent_minor, would: would.spent_minor, format: money },
    { name: t.expired(capital(points)), was: was.points_expired, would: would.points_expired, format: count },
    { name: t.members, was: was.members, would: would.members, format: count },
    { name: t.upgrades, was: was.upgrades, would: would.upgrades, format: count },
    { name: t.downgrades, was: was.downgrades, would: would.downgrades, format: count },
  ];
  return (
    <>
      <div className="grid">
        {main.map((row) => (
          <Card key={row.name} className="span-3 sim-figure" label={row.name}>
            <div className="figure">
              <div className="name">
                <Meant name={row.name} hint={row.hint} />
              </div>
              <div className="value">{row.format(row.would)}</div>
              <div className="change">
                <Delta row={row} />
                <span className="sim-was">{`${t.was} ${row.format(row.was)}`}</span>
              </div>
            </div>
          </Card>
        ))}
      </div>
      <Card label={t.change}>
        <dl className="sim-rest">
          {rest.map((row) => (
            <div key={row.name}>
              <dt>{row.name}</dt>
              <dd className="num">
                <b>{row.format(row.would)}</b> <Delta row={row} />
              </dd>
            </div>
          ))}
        </dl>
      </Card>
    </>
  );
}

/** The change between both sides: an arrow and by how much; what costs more is no worse and no better by itself, so it has no colour. */
function Delta({ row }: { row: Row }): ReactNode {
  const t = useWords(simulationWords);
  const delta = row.would - row.was;
  if (delta === 0) return <span className="meta">{t.same}</span>;
  return (
    <span className="meta">
      {delta > 0 ? "↑" : "↓"} {row.format(Math.abs(delta))}
      {row.was > 0 ? ` (${percent(Math.abs(delta) / row.was)})` : ""}
    </span>
  );
}
