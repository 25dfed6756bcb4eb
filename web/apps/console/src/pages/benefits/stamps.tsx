import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, tagged } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { RewardsText } from "../../ui/gives.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { StampDrawer } from "./stamp.tsx";
import { benefitWords, nameOf, type StampCard } from "./words.ts";

/** The stamp cards, with how far members have come. */
export default function Stamps(): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const may = useMay("offers:write");
  const [edited, setEdited] = useState<{ card?: StampCard; tag?: string }>();
  const list = useList<StampCard>(["benefits", "stamps"], () => ok(api.GET("/v1/stamp-cards")));
  const open = async (card: StampCard) => {
    const read = await tagged(api.GET("/v1/stamp-cards/{id}", { params: { path: { id: card.id } } }));
    setEdited({ card: read.data, tag: read.tag });
  };
  const rule = (c: StampCard) =>
    [c.counts === "unit" ? t.perUnit : t.perOrder, c.min_minor ? t.from(money(c.min_minor)) : ""]
      .filter(Boolean)
      .join(" · ");
  return (
    <Card
      title={t.stamps}
      flush
      aside={
        may ? (
          <Button type="primary" onClick={() => setEdited({})}>
            {t.addStamp}
          </Button>
        ) : null
      }
    >
      <DataTable<StampCard>
        label={t.stamps}
        list={list}
        rowKey="id"
        empty={<Empty title={t.noStamps} text={t.noStampsText} />}
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
                <small className="meta block">
                  {t.full(count(c.needs))} → <RewardsText rewards={c.rewards} />
                </small>
              </>
            ),
          },
          { title: t.rule, render: (_, c) => rule(c) },
          { title: t.members, className: "num", render: (_, c) => count(c.members) },
          { title: t.collected, className: "num", render: (_, c) => count(c.stamps) },
          { title: t.given, className: "num", render: (_, c) => count(c.rounds) },
          {
            title: t.state,
            render: (_, c) => (c.active ? <Tag tone="good">{t.collecting}</Tag> : <Tag>{t.ended}</Tag>),
          },
        ]}
      />
      {edited ? <StampDrawer {...edited} reread={open} close={() => setEdited(undefined)} /> : null}
    </Card>
  );
}
