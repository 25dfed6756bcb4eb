import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, tagged } from "../../../../../shared/api.ts";
import { count, day, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { CardDrawer } from "./card.tsx";
import { benefitWords, nameOf, type TimesCard } from "./words.ts";

/** The times cards that are offered. */
export default function Cards(): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const may = useMay("offers:write");
  const [edited, setEdited] = useState<{ card?: TimesCard; tag?: string }>();
  const list = useList<TimesCard>(["benefits", "cards"], () => ok(api.GET("/v1/times-cards")));
  const open = async (card: TimesCard) => {
    const read = await tagged(api.GET("/v1/times-cards/{id}", { params: { path: { id: card.id } } }));
    setEdited({ card: read.data, tag: read.tag });
  };
  const validity = (c: TimesCard) => (c.days ? t.days(count(c.days)) : c.until ? t.until(day(c.until)) : t.forever);
  return (
    <Card
      title={t.cards}
      flush
      aside={
        may ? (
          <Button type="primary" onClick={() => setEdited({})}>
            {t.addCard}
          </Button>
        ) : null
      }
    >
      <DataTable<TimesCard>
        label={t.cards}
        list={list}
        rowKey="id"
        empty={<Empty title={t.noCards} text={t.noCardsText} />}
        columns={[
          {
            title: t.name,
            render: (_, c) => (
              <>
                {may ? (
                  <Button type="link" className="use-name" onClick={() => void open(c)}>
                    {nameOf(c.name, lang)}
                  </Button>
                ) : (
                  nameOf(c.name, lang)
                )}
                <small className="meta block clip">
                  {c.gives === "service" ? c.service : t.unitFree} · {c.code}
                </small>
              </>
            ),
          },
          { title: t.times, className: "num", render: (_, c) => t.usesOf(count(c.uses)) },
          {
            title: t.price,
            className: "num",
            render: (_, c) => (
              <>
                <b>{money(c.price_minor)}</b>
                <small className="meta block">{t.each(money(Math.floor(c.price_minor / c.uses)))}</small>
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
      {edited ? <CardDrawer {...edited} reread={open} close={() => setEdited(undefined)} /> : null}
    </Card>
  );
}
