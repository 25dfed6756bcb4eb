import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day, money, percent } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Figures } from "../../ui/figures.tsx";
import { RewardsText } from "../../ui/gives.tsx";
import { Offered } from "../../ui/offered.tsx";
import { Tag } from "../../ui/page.tsx";
import { useList } from "../../ui/table.tsx";
import { nameIn } from "../plans/words.ts";
import { type Offer, OfferDrawer } from "./edit.tsx";
import { valueWords } from "./words.ts";

type Report = Schema<"RechargeReportOut">;

/** The figures of the last thirty days, and what is offered. */
export default function Offers(): ReactNode {
  const t = useWords(valueWords);
  const lang = useLanguage();
  const mayReport = useMay("reports:read");
  const offers = useList<Offer>(["value", "offers"], () => ok(api.GET("/v1/recharge-offers", {})));
  const report = useQuery({
    queryKey: ["value", "report"],
    queryFn: () => ok(api.GET("/v1/recharge-report", {})),
    enabled: mayReport,
  });
  const sold = (o: Offer) => report.data?.offers?.find((one) => one.offer_id === o.id);
  const span = (o: Offer) => {
    if (o.from && o.until) return t.between(day(o.from), day(o.until));
    if (o.from) return t.since(day(o.from));
    return o.until ? t.to(day(o.until)) : t.always;
  };
  return (
    <div className="stack">
      {report.data ? <ValueFigures report={report.data} /> : null}
      <Offered<Offer>
        words={{ title: t.offers, add: t.add, name: t.name, none: t.none, noneText: t.noneText }}
        list={offers}
        name={(o) => nameIn(o.name, lang)}
        below={(o) => (o.first_only ? t.firstOnly : null)}
        drawer={(offer, close) => <OfferDrawer offer={offer} close={close} />}
        columns={[
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
          { title: t.period, className: "tabular", render: (_, o) => span(o) },
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
            className: "corner",
            render: (_, o) =>
              o.open ? <Tag tone="good">{t.onSale}</Tag> : <Tag>{o.on_sale ? t.notNow : t.offSale}</Tag>,
          },
        ]}
      />
    </div>
  );
}

/** What stored value did over all members. */
function ValueFigures({ report: r }: { report: Report }): ReactNode {
  const t = useWords(valueWords);
  const both = (v: { principal_minor: number; bonus_minor: number }) => [
    t.ofWhich(t.principal, money(v.principal_minor)),
    t.ofWhich(t.bonus, money(v.bonus_minor)),
  ];
  const sum = (v: { principal_minor: number; bonus_minor: number }) => money(v.principal_minor + v.bonus_minor);
  return (
    <Figures
      figures={[
        { name: t.outstanding, hint: t.outstandingHint, value: sum(r.outstanding), parts: both(r.outstanding) },
        {
          name: t.charged,
          value: money(r.amount_minor),
          parts: [t.times(count(r.recharges)), t.people(count(r.members)), t.ofWhich(t.bonus, money(r.bonus_minor))],
        },
        { name: t.spent, value: sum(r.spent), parts: both(r.spent) },
        { name: t.paidBack, value: money(r.withdrawn_minor), parts: [t.times(count(r.withdrawals))] },
      ]}
    />
  );
}
