import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Progress, Radio, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { count, date, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { RewardsText } from "../../ui/gives.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { StorePick } from "../../ui/pick.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { HeldProof, ShareDrawer } from "./share.tsx";
import { benefitWords, type Entitlement, nameOf } from "./words.ts";
import "./style.css";

const kinds = { quota: "quota", given: "givenKind", card: "cardKind", draw: "draw" } as const;
const states = { usable: "usable", pending: "pending", used: "done", expired: "expired", void: "void" } as const;

/** What a member may use a number of times, and the stamp cards that are being filled. */
export function HeldEntitlements({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(benefitWords);
  const mayUse = useMay("orders:write");
  const maySell = useMay("holdings:sell");
  const [using, setUsing] = useState<Entitlement>();
  const [selling, setSelling] = useState(false);
  const [sharing, setSharing] = useState<Entitlement>();
  const mayShare = useMay("members:write");
  const list = useList<Entitlement>(["benefits", "held", member.id], (after) =>
    ok(api.GET("/v1/members/{id}/entitlements", { params: { path: { id: member.id }, query: { after, limit: 50 } } })),
  );
  return (
    <>
      <Card
        title={t.held}
        flush
        aside={
          maySell && member.status === "member" ? <Button onClick={() => setSelling(true)}>{t.sell}</Button> : null
        }
      >
        <DataTable<Entitlement>
          label={t.held}
          list={list}
          rowKey="id"
          empty={<Empty title={t.noHeld} text={t.noHeldText} />}
          columns={[
            {
              title: t.benefit,
              render: (_, e) => (
                <>
                  {e.name}
                  <small className="meta block">
                    {t[kinds[e.kind]]}
                    {e.period ? ` · ${e.period}` : ""}
                    {e.shared ? ` · ${t.family}` : ""}
                  </small>
                </>
              ),
            },
            {
              title: t.left,
              render: (_, e) => (e.unlimited ? t.unlimited : t.leftOf(count(e.left), count(e.quantity))),
            },
            {
              title: t.state,
              render: (_, e) => <Tag tone={e.status === "usable" ? "good" : undefined}>{t[states[e.status]]}</Tag>,
            },
            { title: t.valid, render: (_, e) => (e.expires_at ? t.expires(date(e.expires_at)) : t.forever) },
            {
              title: "",
              render: (_, e) => (
                <span className="row">
                  {mayUse && e.status === "usable" && e.left > 0 && e.member_id === member.id ? (
                    <Button size="small" onClick={() => setUsing(e)}>
                      {t.use}
                    </Button>
                  ) : null}
                  {mayShare && e.kind === "card" && e.shared && e.status === "usable" && e.member_id === member.id ? (
                    <Button size="small" onClick={() => setSharing(e)}>
                      {t.familyOf}
                    </Button>
                  ) : null}
                </span>
              ),
            },
          ]}
        />
      </Card>
      <HeldStamps member={member} />
      <HeldProof member={member} />
      {sharing ? <ShareDrawer entitlement={sharing} close={() => setSharing(undefined)} /> : null}
      {using ? <UseDrawer entitlement={using} close={() => setUsing(undefined)} /> : null}
      {selling ? <SellDrawer member={member} close={() => setSelling(false)} /> : null}
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
            <span className="meta">
              <RewardsText rewards={s.rewards} />
            </span>
          </div>
        ))}
      </div>
    </Card>
  );
}

type ProofKind = "member_code" | "pin" | "override";

interface UseValues {
  quantity: number;
  store_id?: string;
  note?: string;
  kind: ProofKind;
  value?: string;
  reason?: string;
}

/** Uses an entitlement at the counter, with the member's proof. */
function UseDrawer({ entitlement, close }: { entitlement: Entitlement; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const mayOverride = useMay("spend:override");
  const [key] = useState(onceKey);
  const [form] = Form.useForm<UseValues>();
  const start: ProofKind = mayOverride ? "override" : "member_code";
  const kind = Form.useWatch("kind", form) ?? start;
  const send = async (values: UseValues) => {
    await ok(
      api.POST("/v1/entitlements/{id}/use", {
        params: { path: { id: entitlement.id } },
        headers: { "Idempotency-Key": key },
        body: {
          quantity: values.quantity,
          store_id: values.store_id,
          note: values.note,
          proof: entitlement.unlimited ? undefined : { kind: values.kind, value: values.value, reason: values.reason },
        },
      }),
    );
    await client.invalidateQueries({ queryKey: ["benefits"] });
    void message.success(t.useDone);
  };
  const needed = [{ required: true, message: t.needed }];
  const rename = (field: string) => (field.startsWith("proof") ? (kind === "override" ? "reason" : "value") : field);
  return (
    <FormDrawer<UseValues>
      title={t.useTitle(entitlement.name)}
      form={form}
      start={{ quantity: 1, kind: start }}
      send={send}
      submit={t.use}
      rename={rename}
      close={close}
    >
      <Form.Item name="quantity" label={t.quantity} rules={needed}>
        <InputNumber min={1} max={Math.min(entitlement.left, 1000)} precision={0} style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="store_id" label={t.store}>
        <StorePick label={t.store} />
      </Form.Item>
      {entitlement.unlimited ? null : (
        <>
          <Form.Item name="kind" label={t.proof}>
            <Radio.Group
              options={(mayOverride
                ? (["member_code", "pin", "override"] as const)
                : (["member_code", "pin"] as const)
              ).map((value) => ({ value, label: t[value] }))}
            />
          </Form.Item>
          {kind === "override" ? (
            <Form.Item name="reason" label={t.why} extra={t.whyHelp} rules={needed}>
              <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
            </Form.Item>
          ) : (
            <Form.Item name="value" label={t.value} rules={needed}>
              <Input maxLength={40} autoComplete="off" inputMode="numeric" />
            </Form.Item>
          )}
        </>
      )}
      <Form.Item name="note" label={t.note}>
        <Input maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}

interface SellValues {
  card: string;
  pay: "cash" | "card" | "wechat" | "alipay" | "other";
  store_id?: string;
}

/** Sells a times card to the member. */
function SellDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [number] = useState(onceKey);
  const cards = useQuery({ queryKey: ["benefits", "cards", "all"], queryFn: () => ok(api.GET("/v1/times-cards")) });
  const sold = (cards.data?.data ?? []).filter((c) => c.active);
  const send = async (values: SellValues) => {
    const card = sold.find((c) => c.id === values.card);
    if (!card) return;
    await ok(
      api.POST("/v1/members/{id}/times-cards", {
        params: { path: { id: member.id } },
        body: {
          card_id: card.id,
          source: "console",
          number,
          store_id: values.store_id,
          payments: [{ kind: values.pay, amount_minor: card.price_minor }],
        },
      }),
    );
    await client.invalidateQueries({ queryKey: ["benefits"] });
    void message.success(t.sellDone);
  };
  const pays = { cash: t.cash, card: t.bank, wechat: t.wechat, alipay: t.alipay, other: t.other };
  return (
    <FormDrawer<SellValues>
      title={t.sellTitle(member.name || t.member)}
      start={{ pay: "wechat" }}
      send={send}
      submit={t.sell}
      close={close}
    >
      <Form.Item name="card" label={t.card} rules={[{ required: true, message: t.needed }]}>
        <Select
          loading={cards.isPending}
          options={sold.map((c) => ({
            value: c.id,
            label: `${nameOf(c.name, lang)} · ${t.usesOf(count(c.uses))} · ${money(c.price_minor)}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="pay" label={t.payBy}>
        <Radio.Group options={Object.entries(pays).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="store_id" label={t.store}>
        <StorePick label={t.store} />
      </Form.Item>
    </FormDrawer>
  );
}
