import { useQuery } from "@tanstack/react-query";
import { DatePicker, Segmented } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, date, day, here, money, percent, shortCount, signed, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Chart } from "../../ui/chart.tsx";
import { Days } from "../../ui/days.tsx";
import { Card, Hint, Page } from "../../ui/page.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { dayAfter, dayOf, instantOf } from "../../ui/zone.ts";
import { type Asset, amountOf, assets, useAssetName } from "./asset.ts";
import { LastCheck } from "./check.tsx";
import { Holders } from "./holders.tsx";
import { Waiting } from "./waiting.tsx";
import { ledgerWords } from "./words.ts";
import "./style.css";

/** The ledger: what members hold and what it costs, that the books are even, when it ends, and who holds most. */
export default function Ledger(): ReactNode {
  const t = useWords(ledgerWords);
  const name = useAssetName();
  const may = useMay("ledger:read");
  const [search, change] = useAddress();
  const asset = assets.includes(search.asset as Asset) ? (search.asset as Asset) : "points";
  const at = /^\d{4}-\d{2}-\d{2}$/.test(search.at ?? "") ? search.at : undefined;
  const balance = useQuery({
    queryKey: ["trial-balance", at],
    queryFn: () => ok(api.GET("/v1/trial-balance", { params: { query: at ? { at: instantOf(dayAfter(at)) } : {} } })),
    placeholderData: (old) => old,
    enabled: may,
  });
  if (!may) {
    return (
      <Page title={t.title}>
        <Empty title={t.closed} text={t.closedText} />
      </Page>
    );
  }
  return (
    <Page
      title={t.title}
      sub={at ? t.asOf(day(at)) : t.now}
      actions={
        <>
          <Segmented
            aria-label={t.asset}
            value={asset}
            onChange={(next) => change({ asset: next === "points" ? undefined : next })}
            options={assets.map((value) => ({ value, label: name(value) }))}
          />
          <DatePicker
            aria-label={t.at}
            placeholder={t.today}
            value={at ? dayjs(at) : null}
            maxDate={dayjs(dayOf(Date.now(), here().timezone))}
            onChange={(next) => change({ at: next?.format("YYYY-MM-DD") })}
          />
        </>
      }
    >
      <div className="stack">
        <Show query={balance} rows={10}>
          {(loaded) => {
            const row = (loaded.assets ?? []).find((a) => a.asset === asset);
            return row ? <Balance asset={asset} row={row} at={loaded.at ?? ""} /> : <Empty title={t.empty} />;
          }}
        </Show>
        <div className="grid">
          <Liability asset={asset} />
          <Expiring asset={asset} />
          <Holders asset={asset} />
          <div className="span-5 stack" style={{ alignContent: "start" }}>
            <LastCheck />
            <Waiting />
          </div>
        </div>
      </div>
    </Page>
  );
}

/** Where it came from, where it went, and that both are even. */
function Balance({ asset, row, at }: { asset: Asset; row: Schema<"AssetOut">; at: string }): ReactNode {
  const t = useWords(ledgerWords);
  const name = useAssetName();
  const show = amountOf(asset);
  const { wallets: w, accounts: a } = row;
  const held = w.available + w.pending + w.held;
  // Accounts stand from their own side: what was given out is below zero there.
  const came: [string, number, string][] = [
    [t.issued, 0 - a.issued, t.issuedWhy],
    [t.recharged, 0 - a.recharged, t.rechargedWhy],
    [t.adjusted, 0 - a.adjusted, t.adjustedWhy],
    [t.moved, 0 - a.moved, t.movedWhy],
  ];
  const went: [string, number, string][] = [
    [t.spent, a.spent, t.spentWhy],
    [t.expired, a.expired, t.expiredWhy],
    [t.available, w.available, t.availableWhy],
    [t.pending, w.pending, t.pendingWhy],
    [t.held, w.held, t.heldWhy],
    [t.debt, 0 - w.debt, t.debtWhy],
  ];
  const [left, right] = [came, went].map((list) => list.filter(([, n], i) => n !== 0 || i === 0));
  const sum = (list: [string, number, string][]) => list.reduce((total, [, n]) => total + n, 0);
  return (
    <Card title={t.balance} aside={at ? time(at) : undefined}>
      <div className="report-figures ledger-figures">
        <div className="figure">
          <div className="name">
            {t.owed(name(asset))} <Hint text={t.owedWhy} />
          </div>
          <div className="value">{show(held)}</div>
          <div className="change">{w.debt > 0 ? t.debtText(show(w.debt)) : t.noDebt}</div>
        </div>
        <div className="figure">
          <div className="name">
            {t.liability} <Hint text={asset === "points" ? t.liabilityPoints : t.liabilityValue} />
          </div>
          <div className="value">{row.liability ? money(row.liability.minor) : "—"}</div>
          <div className="change">
            {row.liability ? t.liabilityText : t.noLiability}
            {row.liability?.breakage_bp ? (
              <div>
                {t.breakage(percent(row.liability.breakage_bp / 10_000), money(row.liability.expected_minor))}{" "}
                <Hint text={t.breakageWhy} />
              </div>
            ) : null}
          </div>
        </div>
        <div className="figure">
          <div className="name">
            {t.sum} <Hint text={t.sumWhy} />
          </div>
          <div className={`value ${row.sum === 0 ? "good" : "bad"}`}>{count(row.sum)}</div>
          <div className="change">{row.sum === 0 ? t.even(count(row.entries)) : t.uneven}</div>
        </div>
      </div>
      <div className="t-account">
        <Side name={t.came} rows={left ?? []} total={sum(came)} show={show} />
        <Side name={t.went} rows={right ?? []} total={sum(went)} show={show} />
      </div>
    </Card>
  );
}

function Side(props: {
  name: string;
  rows: [string, number, string][];
  total: number;
  show: (value: number) => string;
}): ReactNode {
  const t = useWords(ledgerWords);
  return (
    <table aria-label={props.name}>
      <thead>
        <tr>
          <th scope="col">{props.name}</th>
          <th scope="col" className="num">
            <span className="visually-hidden">{t.amount}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map(([name, value, why]) => (
          <tr key={name}>
            <th scope="row">
              {name} <Hint text={why} />
            </th>
            <td className="num">{props.show(value)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t.total}</th>
          <td className="num">{props.show(props.total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** What is owed, day by day, from the closings. */
function Liability({ asset }: { asset: Asset }): ReactNode {
  const t = useWords(ledgerWords);
  const name = useAssetName();
  const [search, change] = useAddress();
  const until = search.until ?? dayOf(Date.now());
  const from = search.from ?? dayOf(Date.parse(`${until}T12:00:00Z`) - 90 * 86_400_000);
  const query = useQuery({
    queryKey: ["liability", asset, from, until],
    queryFn: () => ok(api.GET("/v1/liability", { params: { query: { asset, from, to: dayAfter(until) } } })),
    placeholderData: (old) => old,
  });
  const show = amountOf(asset);
  return (
    <Card
      className="span-7"
      title={t.overTime(name(asset))}
      aside={
        <div style={{ width: 250 }}>
          <Days label={t.period} from={from} until={until} onChange={(a, b) => change({ from: a, until: b })} />
        </div>
      }
    >
      <Show query={query} rows={7}>
        {(loaded) => {
          const days = loaded.data ?? [];
          if (days.length === 0) return <Empty title={t.noClosings} text={t.noClosingsText} />;
          const [first, last] = [days[0], days[days.length - 1]];
          const moved = (last?.outstanding ?? 0) - (first?.outstanding ?? 0);
          return (
            <>
              <p className="meta">
                {t.overTimeText(
                  show(last?.outstanding ?? 0),
                  asset === "points" || asset === "growth" ? signed(moved) : show(moved),
                )}
              </p>
              <Chart
                kind="line"
                head={t.day}
                labels={days.map((d) => day(d.date ?? from))}
                series={[{ name: name(asset), values: days.map((d) => d.outstanding) }]}
                format={show}
                axis={asset === "points" || asset === "growth" ? shortCount : undefined}
                sentence={t.overTimeText(show(last?.outstanding ?? 0), show(moved))}
              />
            </>
          );
        }}
      </Show>
    </Card>
  );
}

/** What ends when, by month. */
function Expiring({ asset }: { asset: Asset }): ReactNode {
  const t = useWords(ledgerWords);
  const name = useAssetName();
  const query = useQuery({
    queryKey: ["expiring", asset],
    queryFn: () => ok(api.GET("/v1/expiring", { params: { query: { asset } } })),
  });
  const show = amountOf(asset);
  return (
    <Card className="span-5" title={t.expiring} aside={<Hint text={t.expiringWhy} />}>
      <Show query={query} rows={7}>
        {(loaded) => {
          const months = loaded.data ?? [];
          const dated = months.filter((m) => m.month);
          const never = months.find((m) => !m.month)?.amount ?? 0;
          const next = dated[0];
          if (dated.length === 0)
            return <Empty title={t.nothingExpires} text={never > 0 ? t.neverEnds(show(never)) : undefined} />;
          return (
            <>
              <p className="meta">
                {t.nextExpiry(month(next?.month ?? ""), show(next?.amount ?? 0))}
                {never > 0 ? ` ${t.neverEnds(show(never))}` : ""}
              </p>
              <Chart
                kind="bar"
                head={t.month}
                labels={dated.map((m) => month(m.month ?? ""))}
                series={[{ name: name(asset), values: dated.map((m) => m.amount) }]}
                format={show}
                axis={asset === "points" || asset === "growth" ? shortCount : undefined}
                sentence={t.nextExpiry(month(next?.month ?? ""), show(next?.amount ?? 0))}
              />
            </>
          );
        }}
      </Show>
    </Card>
  );
}

/** A month as it is written: 2026-11-01 → 2026/11. */
function month(first: string): string {
  return first
    ? date(`${first}T12:00:00Z`)
        .replace(/^(\d{4}\/\d{2})\/\d{2}$/, "$1")
        .replace(/^\d{2}\/(\d{2}\/\d{4})$/, "$1")
    : "—";
}
