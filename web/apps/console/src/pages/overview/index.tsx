import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { Button, Segmented, Select } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { day } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { firstPage, usePlaces } from "../../frame/places.ts";
import { May, useMay, useMe } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Days } from "../../ui/days.tsx";
import { Page } from "../../ui/page.tsx";
import { StorePick } from "../../ui/pick.tsx";
import { Show } from "../../ui/states.tsx";
import { dayOf } from "../../ui/zone.ts";
import { Begin } from "./begin.tsx";
import { Channels, Orders, Owed, PointsFlow, Tiers, Trend, versusOf } from "./charts.tsx";
import { Facts, useFacts } from "./facts.tsx";
import { KeyFigure, type Overview } from "./figures.tsx";
import { asked, type Period, type PeriodKey, periodOf, periods } from "./period.ts";
import { overviewWords } from "./words.ts";
import "./style.css";

/** The first page: how the shop does. Who may not see figures begins at the first page there is. */
export default function OverviewPage(): ReactNode {
  const may = useMay("reports:read");
  const places = usePlaces();
  const me = useMe();
  if (!may) return <Navigate to={firstPage(places, me.role)} replace />;
  return <Figures />;
}

const refreshEvery = 10_000; // milliseconds between two readings that facts ask for

function Figures(): ReactNode {
  const t = useWords(overviewWords);
  const lang = useLanguage();
  const navigate = useNavigate();
  const [search] = useAddress();
  const period = periodOf(search, dayOf(Date.now()));
  const store = search.store;
  const query = useQuery({
    queryKey: ["overview", lang, period.from, period.until, store],
    queryFn: ({ signal }) =>
      ok(api.GET("/v1/overview", { params: { query: { ...asked(period), store_id: store } }, signal })),
    placeholderData: keepPreviousData,
  });
  const onFact = useThrottled(() => void query.refetch(), refreshEvery);
  const untouched = useUntouched(query.data, store);
  if (untouched && query.data) {
    return (
      <Page title={t.title}>
        <First overview={query.data} onFact={onFact} />
      </Page>
    );
  }
  return (
    <Page
      title={t.title}
      actions={
        <May permission="orders:write">
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate({ to: "/orders/new" })}>
            {t.newOrder}
          </Button>
        </May>
      }
    >
      <Choices period={period} store={store} />
      <Show query={query} rows={14}>
        {(overview) => (
          <div aria-busy={query.isPlaceholderData} className={query.isPlaceholderData ? "stale" : undefined}>
            <Body overview={overview} onFact={onFact} />
          </div>
        )}
      </Show>
    </Page>
  );
}

/** Whether nothing was ever sold: none in both periods, and none among the latest facts. */
function useUntouched(overview: Overview | undefined, store: string | undefined): boolean {
  const facts = useFacts();
  if (!overview || store || overview.store_ids.length > 0 || !facts.data) return false;
  return !overview.gross.value && !overview.gross.before && !facts.data.data.some((fact) => fact.order_id);
}

/** The overview of a shop that has not sold anything yet. */
function First({ overview, onFact }: { overview: Overview; onFact: () => void }): ReactNode {
  const mayProgramme = useMay("program:read");
  const programme = useQuery({
    queryKey: ["program", "versions", "any"],
    queryFn: () => ok(api.GET("/v1/program/versions")),
    enabled: mayProgramme,
  });
  const members = overview.standing?.members ?? 0;
  return (
    <div className="stack">
      <Begin members={members > 0} programme={(programme.data?.data ?? []).length > 1} />
      {members > 0 ? (
        <div className="grid">
          <Tiers overview={overview} />
          <Channels overview={overview} />
          <Facts onFact={onFact} />
        </div>
      ) : null}
    </div>
  );
}

/** Calls something at once, and then not again before a while is over; what was asked for meanwhile is done at its end. */
function useThrottled(work: () => void, pause: number): () => void {
  const latest = useRef(work);
  latest.current = work;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const again = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const call = useRef(() => {
    if (timer.current !== undefined) {
      again.current = true;
      return;
    }
    latest.current();
    timer.current = setTimeout(() => {
      timer.current = undefined;
      if (again.current) {
        again.current = false;
        call.current();
      }
    }, pause);
  });
  return call.current;
}

function Choices({ period, store }: { period: Period; store: string | undefined }): ReactNode {
  const t = useWords(overviewWords);
  const [, change] = useAddress();
  const maySettings = useMay("settings:read");
  const names: Record<PeriodKey, string> = {
    today: t.today,
    "7": t.week,
    "30": t.d30,
    "90": t.d90,
    month: t.month,
    "last-month": t.lastMonth,
    year: t.year,
    own: t.own,
  };
  const options = periods.map((value) => ({ value, label: names[value] }));
  const choose = (key: PeriodKey) =>
    change({
      period: key === "30" ? undefined : key,
      from: key === "own" ? period.from : undefined,
      until: key === "own" ? period.until : undefined,
    });
  return (
    <div className="overview-choices">
      <Segmented className="only-wide" aria-label={t.period} value={period.key} onChange={choose} options={options} />
      <span className="only-narrow">
        <Select
          aria-label={t.period}
          value={period.key}
          onChange={choose}
          options={options}
          style={{ minWidth: 120 }}
        />
      </span>
      {period.key === "own" ? (
        <span className="overview-days">
          <Days
            label={t.ownDays}
            from={period.from}
            until={period.until}
            onChange={(from, until) => change({ period: "own", from, until })}
          />
        </span>
      ) : (
        <span className="meta">{t.span(day(period.from), day(period.until))}</span>
      )}
      {maySettings ? (
        <span className="overview-store">
          <StorePick label={t.store} value={store} onChange={(next) => change({ store: next })} />
        </span>
      ) : null}
    </div>
  );
}

function Body({ overview, onFact }: { overview: Overview; onFact: () => void }): ReactNode {
  const t = useWords(overviewWords);
  const versus = versusOf(overview, t);
  return (
    <div className="grid">
      <KeyFigure of="member_sales" overview={overview} versus={versus} />
      <KeyFigure of="orders" overview={overview} versus={versus} />
      <KeyFigure of="repurchase_rate" overview={overview} versus={versus} />
      <KeyFigure of="new_members" overview={overview} versus={versus} />
      <Trend overview={overview} />
      <Tiers overview={overview} />
      <Orders overview={overview} />
      <Channels overview={overview} />
      <Facts onFact={onFact} />
      <PointsFlow overview={overview} />
      <Owed overview={overview} />
    </div>
  );
}
