import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Drawer } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day, money, signed, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useLabel } from "../../ui/labels.ts";
import { useStaff } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { Show } from "../../ui/states.tsx";
import { Trace } from "../../ui/trace.tsx";
import { lastDay } from "../../ui/zone.ts";

const list = words(
  {
    title: "为什么",
    order: "订单",
    orderNo: (number: string) => `订单 ${number}`,
    openOrder: "查看订单",
    rule: "规则",
    version: (n: number) => `会员体系第 ${n} 版`,
    traceOf: "这一单的得分依据",
    refund: "退款",
    refundText: (sum: string, left: string) => `退款 ${sum}。按退款后剩下的商品重新计算，${left}。`,
    comma: "，",
    refundBack: (n: string) => `收回 ${n}`,
    refundGiven: (n: string) => `退还 ${n}`,
    refundDebt: (n: string) => `其中 ${n} 不够收回，记为欠分`,
    reason: "原因",
    noReason: "没有写原因",
    adjusted: "由人工调整",
    given: "由规则或系统发放",
    by: "经办",
    expired: "到期未使用，自动失效。",
    spent: "用于抵扣这一单。",
    unknown: "这条变动的单据在另一个系统或更早的记录里。",
    availableAt: "可用时间",
    expiresAt: "有效至",
    left: "尚未用掉",
    never: "不过期",
    merge: "并入重复会员时转入的资产。",
    when: "发生时间",
    posted: "入账时间",
    facts: "这条变动",
    revoked: "已收回",
  },
  {
    title: "Why",
    order: "Order",
    orderNo: (number: string) => `Order ${number}`,
    openOrder: "Open the order",
    rule: "Rule",
    version: (n: number) => `version ${n} of the programme`,
    traceOf: "What this order was given for",
    refund: "Refund",
    refundText: (sum: string, left: string) => `${sum} was refunded. Worked out anew from what remains: ${left}.`,
    comma: ", ",
    refundBack: (n: string) => `${n} taken back`,
    refundGiven: (n: string) => `${n} given back`,
    refundDebt: (n: string) => `${n} of it could not be taken and became debt`,
    reason: "Reason",
    noReason: "No reason was written",
    adjusted: "Changed by hand",
    given: "Given by a rule or a system",
    by: "By",
    expired: "Not used in time, so it lapsed by itself.",
    spent: "Spent on this order.",
    unknown: "The document behind this is in another system, or older than the records.",
    availableAt: "To spend from",
    expiresAt: "Good until",
    left: "Not used yet",
    never: "never",
    merge: "Came with a duplicate record that was merged.",
    when: "Happened",
    posted: "Posted",
    facts: "This entry",
    revoked: "taken back",
  },
);

type Entry = Schema<"EntryOut">;

/** Why an entry was made: the sentences of its order, its refund, or the reason that somebody gave. */
export function WhyDrawer({
  entry,
  member,
  close,
}: {
  entry: Entry | undefined;
  member: string;
  close: () => void;
}): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const label = useLabel();
  const name = entry?.asset === "growth" ? programme.growth : programme.points;
  const isMoney = entry?.asset !== undefined && entry.asset !== "points" && entry.asset !== "growth";
  const sum = entry ? (isMoney ? money(entry.amount) : `${signed(entry.amount)} ${name}`) : "";
  return (
    <Drawer
      open={!!entry}
      onClose={close}
      size={480}
      title={entry ? `${t.title}: ${label("entry", entry.kind)} ${sum}` : t.title}
    >
      {entry ? (
        <div className="stack">
          <Cause entry={entry} member={member} />
          <Facts entry={entry} />
        </div>
      ) : null}
    </Drawer>
  );
}

function Cause({ entry, member }: { entry: Entry; member: string }): ReactNode {
  const t = useWords(list);
  const [noun = "", id = ""] = entry.cause.split(":");
  const [by = "", byID = ""] = (entry.by ?? "").split(":");
  return (
    <>
      {entry.kind === "expire" ? <p>{t.expired}</p> : null}
      {entry.kind === "spend" ? <p>{t.spent}</p> : null}
      {by === "refund" ? <OfRefund id={byID} asset={entry.asset} /> : null}
      {noun === "order" ? <OfOrder id={id} entry={entry} /> : null}
      {noun === "grant" ? <OfGrant id={id} member={member} /> : null}
      {noun === "merge" ? <p>{t.merge}</p> : null}
      {["order", "grant", "merge"].includes(noun) ? null : <p className="meta">{t.unknown}</p>}
    </>
  );
}

function OfOrder({ id, entry }: { id: string; entry: Entry }): ReactNode {
  const t = useWords(list);
  const order = useQuery({
    queryKey: ["orders", "one", id],
    queryFn: () => ok(api.GET("/v1/orders/{id}", { params: { path: { id } } })),
  });
  return (
    <Show query={order} rows={3}>
      {(o) => (
        <div className="stack" style={{ gap: 12 }}>
          <div className="row between">
            <b>{t.orderNo(o.number)}</b>
            <span className="tabular">{money(o.payable_minor)}</span>
          </div>
          <span className="meta">{o.placed_at ? time(o.placed_at) : ""}</span>
          {entry.kind === "spend" ? null : (
            <section aria-label={t.traceOf} className="outcome">
              <h3>{t.traceOf}</h3>
              <Trace steps={o.trace} asset={entry.asset} />
            </section>
          )}
          <Link to="/orders/$id" params={{ id }}>
            {t.openOrder}
          </Link>
        </div>
      )}
    </Show>
  );
}

function OfRefund({ id, asset }: { id: string; asset: string }): ReactNode {
  const t = useWords(list);
  const refund = useQuery({
    queryKey: ["refunds", id],
    queryFn: () => ok(api.GET("/v1/refunds/{id}", { params: { path: { id } } })),
  });
  return (
    <Show query={refund} rows={2}>
      {(r) => {
        const sums = asset === "growth" ? r.growth : r.points;
        const left = [
          sums.clawed_back ? t.refundBack(count(sums.clawed_back)) : "",
          sums.returned ? t.refundGiven(count(sums.returned)) : "",
          sums.debt ? t.refundDebt(count(sums.debt)) : "",
        ].filter(Boolean);
        return (
          <div>
            <p>{t.refundText(money(r.amount_minor), left.join(t.comma) || "—")}</p>
            <p className="meta">
              {t.reason}: {r.reason || t.noReason}
            </p>
          </div>
        );
      }}
    </Show>
  );
}

function OfGrant({ id, member }: { id: string; member: string }): ReactNode {
  const t = useWords(list);
  const grants = useQuery({
    queryKey: ["members", "grants", member],
    queryFn: () => ok(api.GET("/v1/members/{id}/grants", { params: { path: { id: member }, query: { limit: 200 } } })),
  });
  return (
    <Show query={grants} rows={2}>
      {(page) => {
        const grant = page.data.find((g) => g.id === id);
        if (!grant) return <p className="meta">{t.unknown}</p>;
        return (
          <div className="outcome">
            <h3>{grant.kind === "adjustment" ? t.adjusted : t.given}</h3>
            <p className="wrap">{grant.reason || t.noReason}</p>
            {grant.state === "revoked" ? <p className="bad">{t.revoked}</p> : null}
            <MadeBy who={grant.made_by} />
          </div>
        );
      }}
    </Show>
  );
}

/** Who did it: a member of staff by name where one may see them, else what the API calls them. */
function MadeBy({ who }: { who: string }): ReactNode {
  const t = useWords(list);
  const [noun, id = ""] = who.split(":");
  const name = useStaff(noun === "staff").find((s) => s.id === id)?.name;
  return (
    <p className="meta">
      {t.by}: {name ?? who}
    </p>
  );
}

function Facts({ entry }: { entry: Entry }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const issues = entry.remaining !== undefined && entry.amount > 0;
  return (
    <dl className="facts">
      {entry.rule ? (
        <>
          <dt>{t.rule}</dt>
          <dd>
            {programme.rule(entry.rule)}
            {entry.program_version ? <span className="meta"> · {t.version(entry.program_version)}</span> : null}
          </dd>
        </>
      ) : null}
      <dt>{t.when}</dt>
      <dd>{entry.at ? time(entry.at) : "—"}</dd>
      {entry.posted_at && entry.posted_at !== entry.at ? (
        <>
          <dt>{t.posted}</dt>
          <dd>{time(entry.posted_at)}</dd>
        </>
      ) : null}
      {issues && entry.asset === "points" ? (
        <>
          <dt>{t.availableAt}</dt>
          <dd>{entry.available_at ? time(entry.available_at) : "—"}</dd>
          <dt>{t.expiresAt}</dt>
          <dd>{entry.expires_at ? day(lastDay(entry.expires_at)) : t.never}</dd>
          <dt>{t.left}</dt>
          <dd className="tabular">{count(entry.remaining ?? 0)}</dd>
        </>
      ) : null}
    </dl>
  );
}
