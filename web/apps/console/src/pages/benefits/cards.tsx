import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Offered } from "../../ui/offered.tsx";
import { Tag } from "../../ui/page.tsx";
import { useList } from "../../ui/table.tsx";
import { CardDrawer } from "./card.tsx";
import { benefitWords, contents, nameOf, type TimesCard } from "./words.ts";

/** The times cards that are offered. */
export default function Cards(): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const list = useList<TimesCard>(["benefits", "cards"], () => ok(api.GET("/v1/times-cards")));
  const mayReport = useMay("reports:read");
  const report = useQuery({
    queryKey: ["benefits", "report"],
    queryFn: () => ok(api.GET("/v1/times-card-report")),
    enabled: mayReport,
  });
  /** What the report says of a card; one that it does not name did nothing. */
  const did = (c: TimesCard, says: (did: Partial<Schema<"TimesCardReportOut">>) => ReactNode): ReactNode => {
    if (!report.data) return report.isError ? "—" : "…";
    return says(report.data.data?.find((r) => r.card_id === c.id) ?? {});
  };
  const validity = (c: TimesCard) => (c.days ? t.days(count(c.days)) : c.until ? t.until(day(c.until)) : t.forever);
  return (
    <Offered<TimesCard>
      words={{ title: t.cards, add: t.addCard, name: t.name, none: t.noCards, noneText: t.noCardsText }}
      list={list}
      name={(c) => nameOf(c.name, lang)}
      below={(c) => (
        <span className={c.lines?.length ? "card-contents" : "clip"}>
          {c.lines?.length ? contents(c, t, lang) : c.gives === "service" ? c.service : t.unitFree} · {c.code}
        </span>
      )}
      drawer={(card, close) => <CardDrawer card={card} close={close} />}
      columns={[
        { title: t.times, className: "num", render: (_, c) => t.usesOf(count(c.uses ?? 0)) },
        {
          title: t.price,
          className: "num",
          render: (_, c) => (
            <>
              <b>{money(c.price_minor)}</b>
              {c.lines?.length ? null : (
                <small className="meta block">{t.each(money(Math.floor(c.price_minor / (c.uses || 1))))}</small>
              )}
            </>
          ),
        },
        {
          title: t.valid,
          render: (_, c) => (
            <>
              {validity(c)}
              <small className="meta block">{c.shared ? t.family : t.alone}</small>
            </>
          ),
        },
        {
          title: t.lately,
          className: "num",
          hidden: !mayReport,
          render: (_, c) =>
            did(c, (d) => (
              <>
                {t.pieces(count(d.sold ?? 0))}
                <small className="meta block">{money(d.paid_minor ?? 0)}</small>
              </>
            )),
        },
        {
          title: t.unused,
          className: "num",
          hidden: !mayReport,
          render: (_, c) =>
            did(c, (d) => (
              <>
                {t.usesOf(count(d.left ?? 0))}
                <small className="meta block">{t.usedOf(count(d.used ?? 0))}</small>
              </>
            )),
        },
        {
          title: t.state,
          className: "corner",
          render: (_, c) => (c.active ? <Tag tone="good">{t.sold}</Tag> : <Tag>{t.stopped}</Tag>),
        },
      ]}
    />
  );
}
