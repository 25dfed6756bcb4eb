import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count, day, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
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
        { title: t.valid, render: (_, c) => validity(c) },
        { title: t.family, render: (_, c) => (c.shared ? t.family : <span className="meta">{t.alone}</span>) },
        {
          title: t.state,
          render: (_, c) => (c.active ? <Tag tone="good">{t.sold}</Tag> : <Tag>{t.stopped}</Tag>),
        },
      ]}
    />
  );
}
