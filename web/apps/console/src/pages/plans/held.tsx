import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Select } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { date, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card } from "../../ui/page.tsx";
import { type Proof, proofField, startProof } from "../../ui/proof.tsx";
import {
  CountsNot,
  type Paid,
  PayKind,
  SaleNumber,
  SaleStore,
  useOwnStore,
  usePaidText,
  useStoredText,
  ValuePart,
} from "../../ui/sale.tsx";
import { useWaits } from "../../ui/second.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { newNumber } from "../orders/lines.ts";
import { type Membership, MembershipState, useMembershipWords } from "./records.tsx";
import { nameIn, planWords } from "./words.ts";

type Member = Schema<"MemberOut">;

/** What a member has of paid plans. */
export function HeldPlans({ member }: { member: Member }): ReactNode {
  const t = useWords(planWords);
  const lang = useLanguage();
  const said = useMembershipWords();
  const maySell = useMay("holdings:sell");
  const mayRefund = useMay("refunds:write");
  const [selling, setSelling] = useState(false);
  const [ending, setEnding] = useState<Membership>();
  const list = useList<Membership>(["plans", "member", member.id], () =>
    ok(api.GET("/v1/members/{id}/plan", { params: { path: { id: member.id } } })),
  );
  const open = (m: Membership) => (m.state === "active" || m.state === "upcoming") && m.act !== "given";
  return (
    <Card
      title={t.held}
      flush
      aside={
        maySell && member.status !== "erased" ? <Button onClick={() => setSelling(true)}>{t.sell}</Button> : undefined
      }
    >
      <DataTable<Membership>
        label={t.held}
        list={list}
        rowKey="id"
        empty={<Empty title={t.nothing} text={t.nothingText} />}
        columns={[
          { title: t.plan, render: (_, m) => nameIn(m.name, lang) },
          { title: t.state, className: "corner", render: (_, m) => <MembershipState one={m} /> },
          { title: t.span, className: "tabular", render: (_, m) => said.span(m) },
          { title: t.act, render: (_, m) => said.act(m) },
          { title: t.paid, className: "num", render: (_, m) => said.price(m) },
          { title: t.refunded, className: "num", render: (_, m) => (m.refund_minor ? money(m.refund_minor) : "—") },
          {
            title: "",
            render: (_, m) =>
              mayRefund && open(m) ? (
                <Button size="small" type="text" danger onClick={() => setEnding(m)}>
                  {t.cancel}
                </Button>
              ) : null,
          },
        ]}
      />
      {selling ? <SellDrawer member={member} close={() => setSelling(false)} /> : null}
      {ending ? (
        <CancelDrawer member={member} one={ending} rows={list.rows} close={() => setEnding(undefined)} />
      ) : null}
    </Card>
  );
}

interface Sale {
  plan_id: string;
  kind: Paid["kind"];
  number: string;
  store_id?: string;
  balance_minor?: number | null;
  proof?: Proof;
}

/** The last instant before something ends: its day is the last good one. */
function lastOf(ends: string): string {
  return new Date(Date.parse(ends) - 1).toISOString();
}

/** Sells a plan: what it comes to stands there before it is done. */
function SellDrawer({ member, close }: { member: Member; close: () => void }): ReactNode {
  const t = useWords(planWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Sale>();
  const stored = Form.useWatch("balance_minor", form) ?? 0;
  const first = useRef(newNumber("P"));
  const own = useOwnStore();
  const plan = Form.useWatch("plan_id", form);
  const plans = useQuery({ queryKey: ["plans", "list", "all"], queryFn: () => ok(api.GET("/v1/plans", {})) });
  const quote = useQuery({
    queryKey: ["plans", "quote", plan, member.id],
    queryFn: () =>
      ok(api.POST("/v1/plans/{id}/quote", { params: { path: { id: plan } }, body: { member_id: member.id } })),
    enabled: !!plan,
    retry: false,
  });
  const q = quote.data;
  const send = async (values: Sale) => {
    if (!q) throw quote.error ?? new Error(t.needed);
    const stored = Math.min(values.balance_minor ?? 0, q.due_minor);
    const rest = q.due_minor - stored;
    const made = await ok(
      api.POST("/v1/members/{id}/plan", {
        params: { path: { id: member.id } },
        headers: { "Idempotency-Key": key },
        body: {
          plan_id: values.plan_id,
          source: "console",
          number: values.number.trim(),
          store_id: values.store_id,
          expect_due_minor: q.due_minor,
          balance_minor: stored || undefined,
          payments: rest > 0 ? [{ kind: values.kind, amount_minor: rest }] : undefined,
          proof: stored > 0 ? values.proof : undefined,
        },
      }),
    );
    await Promise.all([
      client.invalidateQueries({ queryKey: ["plans"] }),
      client.invalidateQueries({ queryKey: ["members"] }),
      client.invalidateQueries({ queryKey: ["value"] }),
    ]);
    const why = nameIn(made.gift_refused, lang);
    if (why) modal.info({ title: t.sold, content: t.giftless(why) });
    else void message.success(t.sold);
  };
  const acts = { joined: t.joined, returned: t.returned, renewed: t.renewed1, upgraded: t.upgraded1 };
  return (
    <FormDrawer<Sale>
      title={t.sell}
      form={form}
      start={{ kind: "wechat", number: first.current, store_id: own, proof: startProof }}
      rename={(field) => proofField(field, form.getFieldValue("proof"))}
      submit={t.sell}
      send={send}
      close={close}
    >
      <Form.Item name="plan_id" label={t.choose} rules={[{ required: true, message: t.needed }]}>
        <Select
          autoFocus
          options={(plans.data?.data ?? [])
            .filter((p) => p.on_sale)
            .map((p) => ({
              value: p.id,
              label: `${nameIn(p.name, lang)} · ${money(p.price_minor)} / ${t[p.period]}`,
            }))}
        />
      </Form.Item>
      {q ? (
        <Alert
          type="info"
          role="status"
          style={{ marginBottom: 16 }}
          title={t.quote(acts[q.act], money(q.due_minor))}
          description={
            <>
              <div>
                {t.quoteSpan(q.starts_at ? date(q.starts_at) : "—", q.ends_at ? date(lastOf(q.ends_at)) : t.forever)}
              </div>
              {q.credit_minor > 0 ? <div>{t.credit(money(q.credit_minor))}</div> : null}
              {q.back_minor > 0 ? <div>{t.back(money(q.back_minor))}</div> : null}
            </>
          }
        />
      ) : null}
      {quote.isError ? (
        <Alert type="warning" role="alert" style={{ marginBottom: 16 }} title={quote.error.message} />
      ) : null}
      <SaleStore />
      {q ? <ValuePart member={member.id} due={q.due_minor} /> : null}
      {q && stored >= q.due_minor ? null : <PayKind />}
      <SaleNumber />
      <CountsNot />
    </FormDrawer>
  );
}

/** Cancels what was bought of a plan. */
function CancelDrawer(props: { member: Member; one: Membership; rows: Membership[]; close: () => void }): ReactNode {
  const t = useWords(planWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { modal } = App.useApp();
  const paid = usePaidText();
  const stored = useStoredText();
  const waits = useWaits();
  const { member, one, rows, close } = props;
  const back = rows.filter((m) => m.plan_id === one.plan_id).reduce((sum, m) => sum + m.refundable_minor, 0);
  const send = async ({ reason }: { reason: string }) => {
    const done = await ok(
      api.DELETE("/v1/members/{id}/plan", {
        params: { path: { id: member.id } },
        body: { reason: reason.trim(), plan_id: one.plan_id },
      }),
    );
    await Promise.all([
      client.invalidateQueries({ queryKey: ["plans"] }),
      client.invalidateQueries({ queryKey: ["members"] }),
      client.invalidateQueries({ queryKey: ["value"] }),
    ]);
    if (waits(done)) return;
    const made = done as Schema<"CancelledOut">;
    modal.success({
      title: t.cancelledDone(money(made.refund_minor)),
      content: (
        <>
          {made.refunded.length > 0 ? <div>{t.payBack(paid(made.refunded))}</div> : null}
          {made.refunded_value_minor > 0 ? <div>{t.valueBack(stored(made.refunded_value_minor))}</div> : null}
        </>
      ),
    });
  };
  return (
    <FormDrawer<{ reason: string }> title={t.doCancel} submit={t.doCancel} danger send={send} close={close}>
      <Alert
        type="warning"
        showIcon
        style={{ marginBottom: 16 }}
        title={t.cancelText(nameIn(one.name, lang), money(back))}
      />
      <Form.Item name="reason" label={t.why} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input.TextArea maxLength={500} rows={3} autoFocus />
      </Form.Item>
    </FormDrawer>
  );
}
