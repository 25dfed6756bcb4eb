import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day, money, percent } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { RewardsText } from "../../ui/gives.tsx";
import { Card, Hint, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { nameIn } from "../plans/words.ts";
import { type Offer, OfferDrawer } from "./edit.tsx";
import { valueWords } from "./words.ts";

type Report = Schema<"RechargeReportOut">;

/** The figures of the last thirty days, and what is offered. */
export default function Offers(): ReactNode {
  const t = useWords(valueWords);
  const lang = useLanguage();
  const may = useMay("offers:write");
  const mayReport = useMay("reports:read");
  const [editing, setEditing] = useState<Offer | "new">();
  const offers = useList<Offer>(["value", "offers"], () => ok(api.GET("/v1/recharge-offers", {})));
  const report = useQuery({
    queryKey: ["value", "report"],
    queryFn: () => ok(api.GET("/v1/recharge-report", {})),
    enabled: mayReport,
  });
  const sold = (o: Offer) => report.data?.offers?.find((one) => one.offer_id === o.id);
  const span = (o: Offer) => [o.from ? day(o.from) : "", o.until ? day(o.until) : ""];
  return (
    <div className="stack">
      {report.data ? <Figures report={report.data} /> : null}
      <Card
        title={t.offers}
        flush
        aside={
          may ? (
            <Button type="primary" onClick={() => setEditing("new")}>
              {t.add}
            </Button>
          ) : undefined
        }
      >
        <DataTable<Offer>
          label={t.offers}
          list={offers}
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
              render: (_, o) => (
                <>
                  {may ? (
                    <Button type="link" className="cell-link" onClick={() => setEditing(o)}>
                      {nameIn(o.name, lang)}
                    </Button>
                  ) : (
                    <b>{nameIn(o.name, lang)}</b>
                  )}
                  {o.first_only ? <div className="meta">{t.firstOnly}</div> : null}
                </>
              ),
            },
            { title: t.amount, className: "num", render: (_, o) => money(o.amount_minor) },
            {
              title: t.gives,
              className: "num",
              render: (_, o) => (
                <>
                  {money(o.bonus_minor)}
                  <div className="meta">{percent(o.bonus_minor / o.amount_minor)}</div>
                </>
              ),
            },
            {
              title: t.gift,
              render: (_, o) => (
                <span className="wrap wide">
                  <RewardsText rewards={o.gift} />
                </span>
              ),
            },
            {
              title: t.period,
              className: "tabular",
              render: (_, o) => (span(o).some(Boolean) ? span(o).join(" – ") : "—"),
            },
            {
              title: t.sold,
              className: "num",
              hidden: !mayReport,
              render: (_, o) => (
                <>
                  {money(sold(o)?.amount_minor ?? 0)}
                  <div className="meta">{t.times(count(sold(o)?.recharges ?? 0))}</div>
                </>
              ),
            },
            {
              title: t.state,
              render: (_, o) =>
                o.open ? <Tag tone="good">{t.onSale}</Tag> : <Tag>{o.on_sale ? t.notNow : t.offSale}</Tag>,
            },
          ]}
        />
      </Card>
      {editing ? (
        <OfferDrawer offer={editing === "new" ? undefined : editing} close={() => setEditing(undefined)} />
      ) : null}
    </div>
  );
}

/** What stored value did over all members. */
function Figures({ report: r }: { report: Report }): ReactNode {
  const t = useWords(valueWords);
  const both = (v: { principal_minor: number; bonus_minor: number }) => [
    t.ofWhich(t.principal, money(v.principal_minor)),
    t.ofWhich(t.bonus, money(v.bonus_minor)),
  ];
  const sum = (v: { principal_minor: number; bonus_minor: number }) => money(v.principal_minor + v.bonus_minor);
  const figures = [
    { name: t.outstanding, hint: t.outstandingHint, value: sum(r.outstanding), sub: both(r.outstanding) },
    {
      name: t.charged,
      value: money(r.amount_minor),
      sub: [t.times(count(r.recharges)), t.people(count(r.members)), t.ofWhich(t.bonus, money(r.bonus_minor))],
    },
    { name: t.spent, value: sum(r.spent), sub: both(r.spent) },
    { name: t.paidBack, value: money(r.withdrawn_minor), sub: [t.times(count(r.withdrawals))] },
  ];
  return (
    <div className="grid value-figures">
      {figures.map((f) => (
        <Card key={f.name} className="span-3 figure" label={f.name}>
          <div className="name">
            {f.name}
            {f.hint ? <Hint text={f.hint} /> : null}
          </div>
          <div className="value">{f.value}</div>
          <div className="change">
            {f.sub.map((part, i) => (
              <span key={part} className="value-part">
                {part}
                {i < f.sub.length - 1 ? " · " : ""}
              </span>
            ))}
          </div>
        </Card>
      ))}
    </div>
  );
}
