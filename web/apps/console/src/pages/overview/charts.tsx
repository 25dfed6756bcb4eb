import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { count, day, money, percent, shortCount, shortMoney, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { usePalette } from "../../theme.ts";
import { Chart, ringTones } from "../../ui/chart.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Card } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Change, type Figure, Meaning, nameOf, type Overview, SmallFigure, say } from "./figures.tsx";
import { byMonth, grain } from "./period.ts";
import { overviewWords } from "./words.ts";

interface Props {
  overview: Overview;
}

type Day = Overview["series"][number];

/** The days of a period, or its months where there are many, with one number each. Of a period before, `as` are the days of
 * the one that it is compared with: each day counts where its counterpart stands. */
function drawn(days: readonly Day[], value: (d: Day) => number, as = days): { labels: string[]; values: number[] } {
  const dated = days.map((d, i) => ({ date: as[i]?.date ?? "", value: value(d) }));
  const parts =
    grain(days.length) === "month"
      ? byMonth(dated, (d) => d.value)
      : dated.map((d) => ({ label: d.date, value: d.value }));
  return { labels: parts.map((p) => p.label), values: parts.map((p) => p.value) };
}

/** How a day or a month stands at the axis. */
function tick(label: string): string {
  return label.length > 7 ? label.slice(5) : label;
}

function kindOf(labels: string[]): "bar" | "line" {
  return labels.length < 3 ? "bar" : "line";
}

/** Sales of members and of guests, day by day. */
export function Trend({ overview }: Props): ReactNode {
  const t = useWords(overviewWords);
  const members = drawn(overview.series, (d) => d.member_sales_minor);
  const guests = drawn(overview.series, (d) => d.guest_sales_minor);
  const monthly = grain(overview.series.length) === "month";
  const quiet = overview.gross.value === 0 && overview.refunds.value === 0;
  return (
    <Card
      className="span-8"
      title={t.trend}
      hint={<Meaning of="sales" overview={overview} />}
      aside={monthly ? t.monthly : t.daily}
    >
      <dl className="small-figures">
        <SmallFigure of="sales" overview={overview} />
        <SmallFigure of="guest_sales" overview={overview} tone="plain" />
        <SmallFigure of="member_share" overview={overview} />
        <SmallFigure of="refunds" overview={overview} tone="down" />
      </dl>
      {quiet ? (
        <Empty title={t.quiet} text={t.quietText} />
      ) : (
        <Chart
          kind={kindOf(members.labels)}
          name={t.trend}
          head={monthly ? t.monthHead : t.day}
          labels={members.labels}
          tick={tick}
          series={[
            { name: t.members, values: members.values },
            { name: t.guests, values: guests.values, comparison: true },
          ]}
          format={money}
          axis={shortMoney}
          height={292}
          sentence={t.trendSentence(say(overview.sales), say(overview.member_sales), say(overview.member_share))}
        />
      )}
    </Card>
  );
}

/** Members by tier, as a ring with its legend. */
export function Tiers({ overview }: Props): ReactNode {
  const t = useWords(overviewWords);
  const palette = usePalette();
  const tones = ringTones(palette);
  const standing = overview.standing;
  const hint = <Meaning of="tiers" overview={overview} />;
  if (!standing) {
    return (
      <Card className="span-4" title={t.tiers} hint={hint}>
        <Empty title={t.none} text={t.yourStores} />
      </Card>
    );
  }
  const tiers = standing.tiers ?? [];
  const share = (bp: number | null) => (bp === null ? "—" : percent(bp / 10_000));
  if (standing.members === 0) {
    return (
      <Card className="span-4" title={t.tiers} hint={hint}>
        <Empty title={t.noMembers} />
      </Card>
    );
  }
  return (
    <Card className="span-4" title={t.tiers} hint={hint}>
      <Chart
        kind="ring"
        name={t.tiers}
        head={t.tier}
        labels={tiers.map((tier) => tier.name)}
        series={[{ name: t.people, values: tiers.map((tier) => tier.members) }]}
        format={count}
        height={188}
        middle={{ value: count(standing.members), name: t.total }}
        sentence={t.tierSentence(tiers.map((x) => `${x.name} ${count(x.members)} (${share(x.share_bp)})`).join(", "))}
      />
      <ul className="plain legend">
        {tiers.map((tier, i) => (
          <li key={tier.code}>
            <i aria-hidden="true" style={{ background: tones[i % tones.length] }} />
            <span className="name">{tier.name}</span>
            <span className="num">{count(tier.members)}</span>
            <span className="num meta">{share(tier.share_bp)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Orders day by day beside those of the period before, and who came back. */
export function Orders({ overview }: Props): ReactNode {
  const t = useWords(overviewWords);
  const now = drawn(overview.series, (d) => d.orders);
  const before = drawn(overview.series_before, (d) => d.orders, overview.series);
  const quiet = overview.orders.value === 0 && overview.orders.before === 0;
  return (
    <Card className="span-4" title={t.orders} hint={<Meaning of="repurchase_rate" overview={overview} />}>
      <dl className="small-figures two">
        <SmallFigure of="buyers" overview={overview} />
        <SmallFigure of="repeat_buyers" overview={overview} />
      </dl>
      {quiet ? (
        <Empty title={t.quiet} text={t.quietText} />
      ) : (
        <Chart
          kind={kindOf(now.labels)}
          name={nameOf("orders", overview)}
          head={grain(overview.series.length) === "month" ? t.monthHead : t.day}
          labels={now.labels}
          tick={tick}
          series={[
            { name: t.thisTime, values: now.values },
            { name: t.before, values: before.values, comparison: true },
          ]}
          format={count}
          axis={shortCount}
          whole
          height={220}
          sentence={t.orderSentence(count(overview.orders.value ?? 0), count(overview.orders.before ?? 0))}
        />
      )}
    </Card>
  );
}

/** New members by the channel they came by: a table with bars. */
export function Channels({ overview }: Props): ReactNode {
  const t = useWords(overviewWords);
  const label = useLabel();
  const channels = overview.channels ?? [];
  const most = Math.max(1, ...channels.map((c) => c.members));
  const all = channels.reduce((sum, c) => sum + c.members, 0);
  return (
    <Card className="span-4" title={t.channels} hint={<Meaning of="new_members" overview={overview} />}>
      {all === 0 ? (
        <Empty title={t.noJoined} />
      ) : (
        <table className="bars">
          <thead>
            <tr>
              <th scope="col">{t.channel}</th>
              <th scope="col" className="num">
                {t.people}
              </th>
              <th scope="col" className="num">
                {t.share}
              </th>
              <th scope="col" className="num">
                {t.change}
              </th>
            </tr>
          </thead>
          <tbody>
            {channels.map((c) => (
              <tr key={c.channel}>
                <th scope="row">
                  {label("channel", c.channel) || t.unknown}
                  <i aria-hidden="true" style={{ width: `${(100 * c.members) / most}%` }} />
                </th>
                <td className="num">{count(c.members)}</td>
                <td className="num">{percent(c.members / all)}</td>
                <td className="num">
                  <Change figure={changeOf(c.members, c.before)} short />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

/** The change between two counts, as figures of the API have it. */
function changeOf(value: number, before: number): Figure {
  const change = before > 0 ? Math.round(((value - before) / before) * 10_000) : null;
  return { value, before, change_bp: change, unit: "count", definition: "new_members" };
}

/** What became of points in the period, beside the one before. */
export function PointsFlow({ overview }: Props): ReactNode {
  const t = useWords(overviewWords);
  const parts: [string, Figure][] = [
    [t.issued, overview.points_issued],
    [t.used, overview.points_used],
    [t.expired, overview.points_expired],
    [t.clawed, overview.points_clawed_back],
  ];
  const absent = overview.points_issued.value === null;
  return (
    <Card className="span-8" title={t.flow} hint={<Meaning of="points_issued" overview={overview} />}>
      {absent ? (
        <Empty title={t.none} text={t.wholeOnly} />
      ) : (
        <>
          <dl className="small-figures">
            <SmallFigure of="points_issued" overview={overview} tone="plain" />
            <SmallFigure of="points_used" overview={overview} />
            <SmallFigure of="points_expired" overview={overview} tone="down" />
            <SmallFigure of="points_clawed_back" overview={overview} tone="plain" />
          </dl>
          <Chart
            kind="bar"
            name={t.flow}
            head={t.kind}
            labels={parts.map(([name]) => name)}
            series={[
              { name: t.thisTime, values: parts.map(([, figure]) => figure.value) },
              { name: t.before, values: parts.map(([, figure]) => figure.before), comparison: true },
            ]}
            format={count}
            axis={shortCount}
            whole
            height={220}
            sentence={t.flowSentence(
              say(overview.points_issued),
              say(overview.points_used),
              say(overview.points_expired),
            )}
          />
        </>
      )}
    </Card>
  );
}

/** What members hold and may use one day, and what of it ends soon. */
export function Owed({ overview }: Props): ReactNode {
  const t = useWords(overviewWords);
  const mayLedger = useMay("ledger:read");
  const standing = overview.standing;
  return (
    <Card className="span-4" title={t.owed}>
      {standing ? (
        <div className="stack">
          <div className="figure">
            <div className="name">
              {nameOf("points_owed", overview)} <Meaning of="points_owed" overview={overview} />
            </div>
            <div className="value">{count(standing.points_owed)}</div>
            <div className="change">{t.worth(money(standing.points_owed_minor))}</div>
          </div>
          <div className="figure">
            <div className="name">
              {nameOf("points_expiring", overview)} <Meaning of="points_expiring" overview={overview} />
            </div>
            <div className="value">{count(standing.points_expiring)}</div>
            <div className="change">{standing.expiring_before ? t.until(day(standing.expiring_before)) : ""}</div>
          </div>
          <div className="row meta">
            {standing.as_of ? <span>{t.asOf(time(standing.as_of))}</span> : null}
            {mayLedger ? <Link to="/ledger">{t.toLedger}</Link> : null}
          </div>
        </div>
      ) : (
        <Empty title={t.none} text={t.yourStores} />
      )}
    </Card>
  );
}

/** How many days a figure is compared with, in words. */
export function versusOf(overview: Overview, t: { vs: (n: string) => string; vsDay: string }): string {
  const days = overview.series?.length ?? 0;
  return days === 1 ? t.vsDay : t.vs(count(days));
}
