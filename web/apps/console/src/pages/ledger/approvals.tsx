import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, App, Button, Form, Input, Tabs } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { ago, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay, useMe } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { type Reward, RewardsText } from "../../ui/gives.tsx";
import { Card, Page, Tag } from "../../ui/page.tsx";
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
  const mayMembers = useMay("members:read");
  return (
    <span className="wrap wide">
      <b style={{ fontWeight: 500 }}>{one.summary || one.operation}</b>
      <Given one={one} />
      {one.reason ? (
        <span className="meta block">
          {t.reason}
          {one.reason}
        </span>
      ) : null}
      {one.member_id && mayMembers ? (
        <Link to="/members/$id" params={{ id: one.member_id }}>
          {t.toMember}
        </Link>
      ) : null}
    </span>
  );
}

/** Of a request to give rewards or coupons: what, and to whom. */
function Given({ one }: { one: Approval }): ReactNode {
  const t = useWords(approvalWords);
  const mayMembers = useMay("members:read");
  const body = ((one.request as { body?: unknown } | undefined)?.body ?? {}) as {
    rewards?: Reward[];
    member_id?: string;
    member_ids?: string[];
  };
  if (one.operation !== "reward.give" || !Array.isArray(body.rewards)) return null;
  return (
    <span className="meta block">
      <RewardsText rewards={body.rewards} />
      {" · "}
      {body.member_id && mayMembers ? (
        <MemberLink id={body.member_id} />
      ) : (
        t.toMany(String(body.member_ids?.length ?? 1))
      )}
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
          <Given one={one} />
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
