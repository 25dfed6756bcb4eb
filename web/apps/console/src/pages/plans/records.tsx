import { Link } from "@tanstack/react-router";
import { Checkbox } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { date, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useAddress } from "../../ui/address.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { useStoredText } from "../../ui/sale.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { nameIn, planWords } from "./words.ts";

export type Membership = Schema<"MembershipOut">;

const tones = { active: "good", upcoming: "accent", cancelled: "bad" } as const;

/** Whether a membership is active, in a word. */
export function MembershipState({ one }: { one: Membership }): ReactNode {
  const t = useWords(planWords);
  const said = {
    upcoming: t.upcoming,
    active: t.active1,
    ended: t.ended1,
    cancelled: t.cancelled,
    upgraded: t.superseded,
    taken_back: t.taken_back,
    erased: t.erased,
  };
  return <Tag tone={tones[one.state as "active"]}>{said[one.state]}</Tag>;
}

/** From when until when, and how it came about, in words. */
export function useMembershipWords(): {
  span: (m: Membership) => ReactNode;
  act: (m: Membership) => ReactNode;
  price: (m: Membership) => ReactNode;
} {
  const t = useWords(planWords);
  const lang = useLanguage();
  const stored = useStoredText();
  const acts = { joined: t.joined, returned: t.returned, renewed: t.renewed1, upgraded: t.upgraded1, given: t.given };
  return {
    // What ends with the first instant of a day was good until the day before.
    span: (m) => {
      // What was closed before it began is told by its state alone.
      const early =
        m.closed_at && m.closed_at > (m.starts_at ?? "") && m.closed_at < (m.ends_at ?? "9") ? m.closed_at : undefined;
      const last = m.ends_at ? new Date(Date.parse(m.ends_at) - 1).toISOString() : undefined;
      const end = early ?? last;
      return (
        <>
          {t.until(m.starts_at ? date(m.starts_at) : "—", end ? date(end) : t.forever)}
          {m.rests_until ? <div className="meta">{t.rests(date(m.rests_until))}</div> : null}
        </>
      );
    },
    act: (m) => (
      <>
        {acts[m.act]}
        {m.gift_refused ? <div className="meta wrap">{t.giftless(nameIn(m.gift_refused, lang))}</div> : null}
      </>
    ),
    price: (m) => (
      <>
        {money(m.price_minor)}
        {m.principal_minor + m.bonus_minor > 0 ? (
          <div className="meta">{stored(m.principal_minor + m.bonus_minor)}</div>
        ) : null}
      </>
    ),
  };
}

/** Who has bought or was given which plan, newest first. */
export default function Records(): ReactNode {
  const t = useWords(planWords);
  const lang = useLanguage();
  const said = useMembershipWords();
  const [search, change] = useAddress();
  const active = search.active === "1";
  const list = useList<Membership>(["plans", "records", active], (after) =>
    ok(api.GET("/v1/plan-memberships", { params: { query: { after, limit: 50, active: active || undefined } } })),
  );
  return (
    <Card
      title={t.records}
      flush
      aside={
        <Checkbox checked={active} onChange={(e) => change({ active: e.target.checked ? "1" : undefined })}>
          {t.activeOnly}
        </Checkbox>
      }
    >
      <DataTable<Membership>
        label={t.records}
        list={list}
        rowKey="id"
        empty={
          active ? (
            <NoHits clear={() => change({ active: undefined })} />
          ) : (
            <Empty title={t.noRecords} text={t.noRecordsText} />
          )
        }
        columns={[
          {
            title: t.member,
            render: (_, m) =>
              m.member ? (
                <Link to="/members/$id" params={{ id: m.member.id }} search={{ tab: "held" }}>
                  {m.member.name || m.member.phone || m.member.id}
                </Link>
              ) : (
                <span className="meta">{t.erasedMember}</span>
              ),
          },
          { title: t.plan, render: (_, m) => nameIn(m.name, lang) },
          { title: t.act, render: (_, m) => said.act(m) },
          { title: t.span, className: "tabular", render: (_, m) => said.span(m) },
          { title: t.paid, className: "num", render: (_, m) => said.price(m) },
          { title: t.refunded, className: "num", render: (_, m) => (m.refund_minor ? money(m.refund_minor) : "—") },
          { title: t.state, className: "corner", render: (_, m) => <MembershipState one={m} /> },
        ]}
      />
    </Card>
  );
}
