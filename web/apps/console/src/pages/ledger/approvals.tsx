import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, App, Button, Form, Input, Tabs } from "antd";
import { Fragment, type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { ago, count, date, money, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay, useMe } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { type Reward, RewardsText } from "../../ui/gives.tsx";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { approvalWords } from "./words.ts";
import "./style.css";

type Approval = Schema<"ApprovalOut">;
type Decision = "approve" | "refuse";
const tones = { waiting: "warn", approved: "good", refused: "bad", expired: undefined } as const;

/** Requests for a second person: what will be done in words, and the decision. */
export default function Approvals(): ReactNode {
  const t = useWords(approvalWords);
  const lang = useLanguage();
  const may = useMay("approvals:decide");
  const [search, change] = useAddress();
  const history = search.tab === "history";
  const [deciding, setDeciding] = useState<{ one: Approval; how: Decision }>();
  const data = useList<Approval>(
    ["approvals", lang, history],
    (after) =>
      ok(
        api.GET("/v1/approvals", {
          params: { query: { after, limit: 50, state: history ? undefined : "waiting" } },
        }),
      ),
    may,
  );
  if (!may) {
    return (
      <Page title={t.title}>
        <Empty
          title={t.closed}
          text={t.closedText}
          action={
            <Link to="/settings/$section" params={{ section: "roles" }}>
              {t.roles}
            </Link>
          }
        />
      </Page>
    );
  }
  const rows = history ? data.rows.filter((a) => a.state !== "waiting") : data.rows;
  return (
    <Page title={t.title} sub={t.sub}>
      <Tabs
        activeKey={history ? "history" : "waiting"}
        onChange={(tab) => change({ tab: tab === "history" ? tab : undefined })}
        items={[
          { key: "waiting", label: t.waiting },
          { key: "history", label: t.history },
        ]}
      />
      <Card flush>
        <DataTable<Approval>
          label={history ? t.history : t.waiting}
          list={{ ...data, rows } as typeof data}
          rowKey="id"
          empty={<Empty title={history ? t.noHistory : t.none} text={history ? undefined : t.noneText} />}
          columns={[
            { title: t.what, render: (_, a) => <What one={a} /> },
            {
              title: t.asked,
              render: (_, a) => (
                <span>
                  {a.asked_name || a.asked_by}
                  {a.asked_kind === "key" ? ` (${t.byKey})` : ""}
                  <span className="meta block" title={a.asked_at ? time(a.asked_at) : undefined}>
                    {a.asked_at ? ago(a.asked_at) : ""}
                  </span>
                </span>
              ),
            },
            history
              ? {
                  title: t.decided,
                  render: (_: unknown, a: Approval) => (
                    <span>
                      {a.decided_name || "—"}
                      <span className="meta block">{a.decided_at ? time(a.decided_at) : ""}</span>
                    </span>
                  ),
                }
              : {
                  title: t.lapses,
                  render: (_: unknown, a: Approval) =>
                    a.expires_at ? <span title={time(a.expires_at)}>{ago(a.expires_at)}</span> : "—",
                },
            history
              ? {
                  title: t.state,
                  className: "corner",
                  render: (_: unknown, a: Approval) => (
                    <span className="row">
                      <Tag tone={tones[a.state as "waiting"]}>{t[`state_${a.state as "waiting"}`] ?? a.state}</Tag>
                      {a.note ? <span className="meta">{a.note}</span> : null}
                    </span>
                  ),
                }
              : {
                  title: t.work,
                  render: (_: unknown, a: Approval) => (
                    <Actions one={a} decide={(how) => setDeciding({ one: a, how })} />
                  ),
                },
          ]}
        />
      </Card>
      {deciding ? <DecideDrawer {...deciding} close={() => setDeciding(undefined)} /> : null}
    </Page>
  );
}

/** What will be done, why it was asked for, and whom it is about. */
function What({ one }: { one: Approval }): ReactNode {
  const t = useWords(approvalWords);
  return (
    <span className="wrap wide">
      <b style={{ fontWeight: 500 }}>{one.summary || one.operation}</b>
      <Details one={one} />
      {one.reason ? (
        <span className="meta block">
          {t.reason}
          {one.reason}
        </span>
      ) : null}
    </span>
  );
}

/** The parts of requests that say how much is asked for, and for whom. */
interface Asked {
  rewards?: Reward[];
  member_id?: string;
  member_ids?: string[];
  audience?: { segment_id?: string; condition?: string };
  name?: string;
  note?: string;
  codes?: number;
  uses?: number;
  amount_minor?: number;
  code?: string;
  until?: string;
}

/** What the request's address names: the pack of codes, the coupon that is issued. */
function namedIn(one: Approval): Reward | undefined {
  const id = (one.request as { path?: { id?: string } } | undefined)?.path?.id;
  if (one.operation === "pack.codes") return { kind: "pack", pack_id: id };
  if (one.operation === "coupon_template.issue") return { kind: "coupon", template_id: id };
  return undefined;
}

/** How much is asked for, and for whom. */
function Details({ one }: { one: Approval }): ReactNode {
  const t = useWords(approvalWords);
  const programme = useProgramme();
  const mayMembers = useMay("members:read");
  const body = ((one.request as { body?: unknown } | undefined)?.body ?? {}) as Asked;
  const member = one.member_id || body.member_id;
  const parts: ReactNode[] = [];
  const named = namedIn(one);
  if (one.operation === "pack.change" && body.name) parts.push(body.name);
  if (named) parts.push(<RewardsText rewards={[named]} />);
  if (Array.isArray(body.rewards)) parts.push(<RewardsText rewards={body.rewards} />);
  if (one.operation === "member.withdraw") parts.push(body.amount_minor ? money(body.amount_minor) : t.allOfIt);
  if (one.operation === "member.tier" && body.code) {
    parts.push(body.until ? t.tierUntil(programme.tier(body.code), date(body.until)) : programme.tier(body.code));
  }
  if (body.codes) parts.push(t.codes(count(body.codes), count(body.uses || 1)));
  if (one.operation === "pack.codes" && body.note) parts.push(body.note);
  if (body.audience) parts.push(body.audience.condition || body.audience.segment_id ? t.toCrowd : t.toAll);
  else if (body.member_ids?.length) parts.push(t.toMany(count(body.member_ids.length)));
  if (member && mayMembers) parts.push(<MemberLink id={member} />);
  if (parts.length === 0) return null;
  return (
    <span className="meta block">
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one request never move
        <Fragment key={i}>
          {i > 0 ? " · " : ""}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

/** The two answers; of one's own request only to withdraw it, and why. */
function Actions({ one, decide }: { one: Approval; decide: (how: Decision) => void }): ReactNode {
  const t = useWords(approvalWords);
  const me = useMe();
  if (one.own) {
    return (
      <span>
        <Button size="small" onClick={() => decide("refuse")}>
          {t.withdraw}
        </Button>
        <span className="meta block">{t.ownWhy}</span>
      </span>
    );
  }
  const lacks = one.permission !== "" && !me.permissions.includes(one.permission);
  if (lacks) return <span className="meta wrap">{t.lacks}</span>;
  return (
    <span className="row" style={{ flexWrap: "nowrap" }}>
      <Button size="small" onClick={() => decide("approve")} aria-label={`${t.approve}: ${one.summary}`}>
        {t.approve}
      </Button>
      <Button
        size="small"
        danger
        type="text"
        onClick={() => decide("refuse")}
        aria-label={`${t.refuse}: ${one.summary}`}
      >
        {t.refuse}
      </Button>
    </span>
  );
}

function DecideDrawer({ one, how, close }: { one: Approval; how: Decision; close: () => void }): ReactNode {
  const t = useWords(approvalWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const roles = useQuery({ queryKey: ["roles-of", one.permission], queryFn: () => ok(api.GET("/v1/roles")) });
  const own = one.own && how === "refuse";
  const title = own ? t.withdraw : how === "approve" ? t.approveTitle : t.refuseTitle;
  const send = async ({ note }: { note?: string }) => {
    const init = {
      params: { path: { id: one.id } },
      headers: { "Idempotency-Key": key },
      body: { note: note?.trim() || undefined },
    };
    if (how === "approve") await ok(api.POST("/v1/approvals/{id}/approve", init));
    else await ok(api.POST("/v1/approvals/{id}/refuse", init));
    void message.success(how === "approve" ? t.approved : own ? t.withdrawn : t.refused);
    await Promise.all([
      client.invalidateQueries({ queryKey: ["approvals"] }),
      client.invalidateQueries({ queryKey: ["trial-balance"] }),
    ]);
  };
  return (
    <FormDrawer<{ note?: string }> title={title} submit={title} send={send} close={close}>
      <dl className="facts" style={{ marginBottom: 20 }}>
        <dt>{t.what}</dt>
        <dd>
          {one.summary || one.operation}
          <Details one={one} />
        </dd>
        {one.reason ? (
          <>
            <dt>{t.reasonHead}</dt>
            <dd>{one.reason}</dd>
          </>
        ) : null}
        <dt>{t.asked}</dt>
        <dd>
          {one.asked_name || one.asked_by} · {one.asked_at ? time(one.asked_at) : ""}
        </dd>
        <dt>{t.lapses}</dt>
        <dd>{one.expires_at ? time(one.expires_at) : "—"}</dd>
        {one.permission ? (
          <>
            <dt>{t.permission}</dt>
            <dd>{roles.data?.permissions[one.permission] ?? one.permission}</dd>
          </>
        ) : null}
      </dl>
      {how === "approve" ? <Alert type="info" showIcon title={t.approveText} style={{ marginBottom: 20 }} /> : null}
      <Form.Item
        name="note"
        label={how === "approve" ? t.noteOptional : t.note}
        extra={t.noteHelp}
        rules={how === "refuse" && !own ? [{ required: true, whitespace: true, message: t.noteNeeded }] : []}
      >
        <Input.TextArea maxLength={500} autoSize={{ minRows: 3, maxRows: 6 }} autoFocus />
      </Form.Item>
    </FormDrawer>
  );
}
