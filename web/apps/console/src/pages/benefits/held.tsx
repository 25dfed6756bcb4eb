import { useQuery } from "@tanstack/react-query";
import { Button, Progress, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { RewardsText } from "../../ui/gives.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { lastDay } from "../../ui/zone.ts";
import { SellDrawer } from "./sell.tsx";
import { HeldProof, ShareDrawer } from "./share.tsx";
import { type Several, UseDrawer } from "./use.tsx";
import { UsesTable } from "./uses.tsx";
import { benefitWords, type Entitlement, grouped, states } from "./words.ts";
import "./style.css";

const kinds = { quota: "quota", given: "givenKind", card: "cardKind", draw: "draw" } as const;
const views = ["current", "past", "uses"] as const;

/** What a member may use a number of times, what was used of it, and the stamp cards that are being filled. */
export function HeldEntitlements({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(benefitWords);
  const maySell = useMay("holdings:sell");
  const [selling, setSelling] = useState(false);
  const [view, setView] = useState<(typeof views)[number]>("current");
  return (
    <>
      <Card
        title={t.held}
        flush
        aside={
          <span className="row">
            <Segmented
              aria-label={t.view}
              value={view}
              onChange={setView}
              options={views.map((value) => ({ value, label: t[value] }))}
            />
            {maySell && member.status === "member" ? <Button onClick={() => setSelling(true)}>{t.sell}</Button> : null}
          </span>
        }
      >
        {view === "uses" ? (
          <UsesTable member={member.id} empty={<Empty title={t.noUsesOf} text={t.noUsesText} />} />
        ) : (
          <Entitlements key={view} member={member} past={view === "past"} />
        )}
      </Card>
      <HeldStamps member={member} />
      <HeldProof member={member} />
      {selling ? <SellDrawer member={member} close={() => setSelling(false)} /> : null}
    </>
  );
}

/** What can be used now or later, or what is over. */
function Entitlements({ member, past }: { member: Schema<"MemberOut">; past: boolean }): ReactNode {
  const t = useWords(benefitWords);
  const mayUse = useMay("orders:write");
  const mayShare = useMay("members:write");
  const [using, setUsing] = useState<Several>();
  const [sharing, setSharing] = useState<Entitlement>();
  const list = useList<Entitlement>(["benefits", "held", member.id, past], (after) =>
    ok(
      api.GET("/v1/members/{id}/entitlements", {
        params: { path: { id: member.id }, query: { past: past || undefined, after, limit: 50 } },
      }),
    ),
  );
  const usable = (e: Entitlement) => !past && e.status === "usable" && e.left > 0;
  const groups = new Map(grouped(list.rows).map((lines) => [lines[0], lines]));
  const linesOf = (e: Entitlement) => groups.get(e) ?? [e];
  const anyUsable = (e: Entitlement) => linesOf(e).some(usable);
  return (
    <>
      <DataTable<Entitlement>
        label={t.held}
        list={{ ...list, rows: [...groups.keys()].filter((e) => e !== undefined) }}
        rowKey={(e) => `${e.id} ${e.period ?? ""}`}
        empty={past ? <Empty title={t.noPast} text={t.noPastText} /> : <Empty title={t.noHeld} text={t.noHeldText} />}
        columns={[
          { title: t.benefit, render: (_, e) => <What of={e} member={member.id} /> },
          {
            title: t.left,
            render: (_, e) => <Left of={linesOf(e)} />,
          },
          {
            title: t.state,
            className: "corner",
            render: (_, e) => {
              const { status } = linesOf(e).find(usable) ?? e;
              return <Tag tone={status === "usable" ? "good" : undefined}>{t[states[status]]}</Tag>;
            },
          },
          { title: t.valid, render: (_, e) => (e.expires_at ? t.expires(day(lastDay(e.expires_at))) : t.forever) },
          {
            title: t.acts,
            className: "acts",
            hidden: past || !(mayUse || mayShare),
            render: (_, e) => (
              <span className="row">
                {mayUse && anyUsable(e) ? (
                  <Button size="small" onClick={() => setUsing(linesOf(e).filter(usable) as Several)}>
                    {t.use}
                  </Button>
                ) : null}
                {mayShare && anyUsable(e) && e.shared && e.member_id === member.id ? (
                  <Button size="small" onClick={() => setSharing(e)}>
                    {t.familyOf}
                  </Button>
                ) : null}
              </span>
            ),
          },
        ]}
      />
      {sharing ? <ShareDrawer entitlement={sharing} close={() => setSharing(undefined)} /> : null}
      {using ? <UseDrawer lines={using} by={member.id} close={() => setUsing(undefined)} /> : null}
    </>
  );
}

/** What is left of it: of a card of several parts, of each. */
function Left({ of: lines }: { of: Entitlement[] }): ReactNode {
  const t = useWords(benefitWords);
  const [e] = lines;
  if (!e?.line) return e?.unlimited ? t.unlimited : t.leftOf(count(e?.left ?? 0), count(e?.quantity ?? 0));
  return lines.map((l) => (
    <div key={l.id} className={l.left > 0 ? undefined : "meta"}>
      {t.lineLeft(l.line ?? "", count(l.left), count(l.quantity))}
    </div>
  ));
}

/** What it is, where it comes from and whose it is. */
function What({ of: e, member }: { of: Entitlement; member: string }): ReactNode {
  const t = useWords(benefitWords);
  return (
    <>
      {e.name}
      <small className="meta block">
        {t[kinds[e.kind]]}
        {e.period ? ` · ${e.period}` : ""}
        {e.shared ? ` · ${t.family}` : ""}
        {e.member_id === member ? null : (
          <>
            {` · ${t.cardOf} `}
            <MemberLink id={e.member_id} />
          </>
        )}
      </small>
    </>
  );
}

function HeldStamps({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(benefitWords);
  const stamps = useQuery({
    queryKey: ["benefits", "stamps", member.id],
    queryFn: () => ok(api.GET("/v1/members/{id}/stamps", { params: { path: { id: member.id } } })),
  });
  const rows = stamps.data?.data ?? [];
  if (rows.length === 0) return null;
  return (
    <Card title={t.stampsOf}>
      <div className="stamp-rows">
        {rows.map((s) => (
          <div key={s.card_id}>
            <b>{s.name}</b>
            <Progress
              percent={(100 * s.on) / s.needs}
              showInfo={false}
              size="small"
              aria-label={t.onCard(count(s.on), count(s.needs))}
            />
            <span className="meta">
              {t.onCard(count(s.on), count(s.needs))}
              {s.rounds > 0 ? ` · ${t.roundsOf(count(s.rounds))}` : ""}
            </span>
            {s.waiting > 0 ? <span className="meta wrap">{t.waitingOf(count(s.waiting))}</span> : null}
            <span className="meta">
              <RewardsText rewards={s.rewards} />
            </span>
          </div>
        ))}
      </div>
    </Card>
  );
}
