import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count, day, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { RewardsText } from "../../ui/gives.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Offered } from "../../ui/offered.tsx";
import { Tag } from "../../ui/page.tsx";
import { useList } from "../../ui/table.tsx";
import { StampDrawer } from "./stamp.tsx";
import { benefitWords, nameOf, type StampCard } from "./words.ts";

/** The stamp cards, with how far members have come. */
export default function Stamps(): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const label = useLabel();
  const list = useList<StampCard>(["benefits", "stamps"], () => ok(api.GET("/v1/stamp-cards")));
  const rule = (c: StampCard) =>
    [
      c.counts === "unit" ? t.perUnit : t.perOrder,
      c.min_minor ? t.from(money(c.min_minor)) : "",
      ...(c.channels ?? []).map((channel) => label("channel", channel)),
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <Offered<StampCard>
      words={{ title: t.stamps, add: t.addStamp, name: t.name, none: t.noStamps, noneText: t.noStampsText }}
      list={list}
      name={(c) => nameOf(c.name, lang)}
      below={(c) => (
        <>
          {t.full(count(c.needs))} → <RewardsText rewards={c.rewards} />
        </>
      )}
      drawer={(card, close) => <StampDrawer card={card} close={close} />}
      columns={[
        {
          title: t.rule,
          render: (_, c) => (
            <>
              {rule(c)}
              {c.until ? <small className="meta block">{t.until(day(c.until))}</small> : null}
            </>
          ),
        },
        { title: t.members, className: "num", render: (_, c) => count(c.members) },
        { title: t.collected, className: "num", render: (_, c) => count(c.stamps) },
        { title: t.given, className: "num", render: (_, c) => count(c.rounds) },
        {
          title: t.state,
          className: "corner",
          render: (_, c) => (c.active ? <Tag tone="good">{t.collecting}</Tag> : <Tag>{t.ended}</Tag>),
        },
      ]}
    />
  );
}
