import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Form, Input, Radio, Select } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { date, money, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { type Paid, PayKind, SaleNumber, SaleStore, useOwnStore, usePaidText } from "../../ui/sale.tsx";
import { useWaits } from "../../ui/second.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { wallOf } from "../catalogue/span.ts";
import { newNumber } from "../orders/lines.ts";
import { nameIn } from "../plans/words.ts";
import { backOf } from "./records.tsx";
import { valueWords } from "./words.ts";
import "./style.css";

type Member = Schema<"MemberOut">;
type Account = Schema<"AccountOut">;
type Line = Schema<"StatementLine">;

const balanceKey = (id: string) => ["value", "member", id] as const;

/** A member's stored value: what is left of which recharge, and the statement. */
export function HeldValue({ member }: { member: Member }): ReactNode {
  const t = useWords(valueWords);
  const maySell = useMay("holdings:sell");
  const mayBack = useMay("balance:withdraw");
  const [open, setOpen] = useState<"recharge" | "withdraw" | "statement">();
  const [b, setBalance] = useState<Schema<"StoredValueOut">>();
  const accounts = useList<Account>(balanceKey(member.id), async () => {
    const one = await ok(api.GET("/v1/members/{id}/balance", { params: { path: { id: member.id } } }));
    setBalance(one);
    return { data: one.accounts };
  });
  return (
    <Card
      title={t.title}
      flush
      hint={
        b ? (
          <span className="meta">
            {t.ofWhich(t.principal, money(b.principal_minor))} · {t.ofWhich(t.bonus, money(b.bonus_minor))}
          </span>
        ) : undefined
      }
      aside={
        <>
          {accounts.rows.length > 0 ? <Button onClick={() => setOpen("statement")}>{t.statement}</Button> : null}
          {mayBack && b && b.for_merchant_minor > 0 ? (
            <Button onClick={() => setOpen("withdraw")}>{t.withdraw}</Button>
          ) : null}
          {maySell && member.status === "member" ? (
            <Button onClick={() => setOpen("recharge")}>{t.recharge}</Button>
          ) : null}
        </>
      }
    >
      <DataTable<Account>
        label={t.title}
        list={accounts}
        rowKey="id"
        empty={<Empty title={t.nothing} text={t.nothingText} />}
        columns={[
          {
            title: t.offer,
            render: (_, a) => (
              <>
                {a.offer || t.noOffer}
                <div className="meta">{a.at ? date(a.at) : ""}</div>
              </>
            ),
          },
          {
            title: t.amount,
            className: "num",
            render: (_, a) => (
              <>
                {money(a.amount_minor)}
                <div className="meta">{t.ofWhich(t.bonus, money(a.bonus_minor))}</div>
              </>
            ),
          },
          { title: t.used, className: "num", render: (_, a) => money(a.used_minor) },
          {
            title: t.left,
            className: "num",
            render: (_, a) => (
              <>
                {money(a.principal_left_minor)}
                <div className="meta">{t.ofWhich(t.bonus, money(a.bonus_left_minor))}</div>
              </>
            ),
          },
          {
            title: t.canMember,
            className: "num",
            render: (_, a) => (
              <>
                {money(a.for_member_minor)}
                {a.cooling ? (
                  <div>
                    <Tag tone="accent">{t.cool}</Tag>
                  </div>
                ) : null}
              </>
            ),
          },
          { title: t.canMerchant, className: "num", render: (_, a) => money(a.for_merchant_minor) },
        ]}
      />
      {open === "statement" ? (
        <Drawer open size={720} title={t.statement} onClose={() => setOpen(undefined)}>
          <Statement id={member.id} />
        </Drawer>
      ) : null}
      {open === "recharge" ? <RechargeDrawer member={member} close={() => setOpen(undefined)} /> : null}
      {open === "withdraw" && b ? (
        <WithdrawDrawer member={member} balance={b} close={() => setOpen(undefined)} />
      ) : null}
    </Card>
  );
}

/** What became of the value in the last ninety days. */
function Statement({ id }: { id: string }): ReactNode {
  const t = useWords(valueWords);
  const [from] = useState(() => wallOf(new Date(Date.now() - 90 * 86_400_000).toISOString()).slice(0, 10));
  const list = useList<Line>([...balanceKey(id), "statement", from], async () => {
    const s = await ok(api.GET("/v1/members/{id}/balance/statement", { params: { path: { id }, query: { from } } }));
    return { data: [...(s.lines ?? [])].reverse() };
  });
  const both = (principal: number, bonus: number) => `${money(principal)} · ${money(bonus)}`;
  const whatOf = (l: Line) =>
    l.kind === "earn" && !l.cause.startsWith("recharge:") ? t.given : (t[l.kind as "earn"] ?? l.kind);
  return (
    <DataTable<Line>
      label={t.statement}
      list={list}
      rowKey={(l) => `${l.at} ${l.kind} ${l.cause} ${l.by ?? ""}`}
      empty={<Empty title={t.nothing} />}
      rowClassName="value-lines"
      columns={[
        { title: t.at, className: "tabular", render: (_, l) => (l.at ? time(l.at) : "—") },
        { title: t.what, render: (_, l) => whatOf(l) },
        {
          title: t.changeOf,
          className: "num",
          render: (_, l) => both(l.principal_minor, l.bonus_minor),
        },
        { title: t.after, className: "num", render: (_, l) => both(l.after.principal_minor, l.after.bonus_minor) },
      ]}
    />
  );
}

interface Sale {
  offer_id: string;
  amount_minor?: number;
  kind: Paid["kind"];
  number: string;
  store_id?: string;
}

const own = "own";

function RechargeDrawer({ member, close }: { member: Member; close: () => void }): ReactNode {
  const t = useWords(valueWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Sale>();
  const first = useRef(newNumber("V"));
  const store = useOwnStore();
  const chosen = Form.useWatch("offer_id", form);
  const offers = useQuery({
    queryKey: ["value", "offers", "all"],
    queryFn: () => ok(api.GET("/v1/recharge-offers", {})),
  });
  const terms = useQuery({ queryKey: ["value", "terms"], queryFn: () => ok(api.GET("/v1/recharge-terms", {})) });
  const offer = offers.data?.data?.find((o) => o.id === chosen);
  const send = async (values: Sale) => {
    const amount = offer?.amount_minor ?? values.amount_minor ?? 0;
    const made = await ok(
      api.POST("/v1/members/{id}/recharges", {
        params: { path: { id: member.id } },
        headers: { "Idempotency-Key": key },
        body: {
          offer_id: offer?.id,
          amount_minor: offer ? undefined : amount,
          source: "console",
          number: values.number.trim(),
          store_id: values.store_id,
          payments: [{ kind: values.kind, amount_minor: amount }],
        },
      }),
    );
    await Promise.all([
      client.invalidateQueries({ queryKey: ["value"] }),
      client.invalidateQueries({ queryKey: ["members"] }),
    ]);
    if (made.gift_refused)
      modal.info({ title: t.done(money(made.amount_minor)), content: t.giftless(made.gift_refused) });
    else void message.success(t.done(money(made.amount_minor)));
  };
  const needed = [{ required: true, message: t.needed }];
  return (
    <FormDrawer<Sale>
      title={t.recharge}
      form={form}
      start={{ kind: "wechat", number: first.current, store_id: store }}
      submit={t.recharge}
      send={send}
      close={close}
    >
      <Form.Item name="offer_id" label={t.choose} rules={needed}>
        <Select
          autoFocus
          options={[
            ...(offers.data?.data ?? [])
              .filter((o) => o.open)
              .map((o) => ({ value: o.id, label: `${nameIn(o.name, lang)} · ${money(o.amount_minor)}` })),
            ...(terms.data?.any_amount ? [{ value: own, label: t.own }] : []),
          ]}
        />
      </Form.Item>
      {chosen === own ? (
        <Form.Item name="amount_minor" label={t.amount} rules={needed}>
          <MoneyInput min={1} />
        </Form.Item>
      ) : null}
      {offer ? (
        <Alert
          type="info"
          role="status"
          style={{ marginBottom: 16 }}
          title={t.gets(money(offer.amount_minor), money(offer.bonus_minor))}
        />
      ) : null}
      <SaleStore />
      <PayKind />
      <SaleNumber />
    </FormDrawer>
  );
}

interface Back {
  because: "member" | "merchant";
  amount_minor?: number | null;
  reason: string;
}

function WithdrawDrawer(props: { member: Member; balance: Schema<"StoredValueOut">; close: () => void }): ReactNode {
  const t = useWords(valueWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { modal } = App.useApp();
  const paid = usePaidText();
  const waits = useWaits();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Back>();
  const because = Form.useWatch("because", form) ?? "member";
  const { member, balance, close } = props;
  const most = because === "member" ? balance.for_member_minor : balance.for_merchant_minor;
  const send = async (values: Back) => {
    const done = await ok(
      api.POST("/v1/members/{id}/withdrawals", {
        params: { path: { id: member.id } },
        headers: { "Idempotency-Key": key },
        body: { because: values.because, amount_minor: values.amount_minor ?? undefined, reason: values.reason.trim() },
      }),
    );
    await Promise.all([
      client.invalidateQueries({ queryKey: ["value"] }),
      client.invalidateQueries({ queryKey: ["members"] }),
    ]);
    if (waits(done)) return;
    const made = done as Schema<"WithdrawalOut">;
    modal.success({
      title: t.withdrawn(money(made.amount_minor)),
      content: t.payBack(paid(backOf(made))),
    });
  };
  return (
    <FormDrawer<Back>
      title={t.withdraw}
      form={form}
      start={{ because: "member" }}
      submit={t.withdraw}
      danger
      send={send}
      close={close}
    >
      <Alert type="info" style={{ marginBottom: 16 }} title={nameIn(balance.text, lang)} />
      <Form.Item name="because" label={t.because}>
        <Radio.Group
          options={[
            { value: "member", label: t.ofMember },
            { value: "merchant", label: t.ofMerchant },
          ]}
        />
      </Form.Item>
      <Form.Item name="amount_minor" label={t.refund} extra={`${t.most(money(most))} · ${t.whole}`}>
        <MoneyInput min={1} max={most} />
      </Form.Item>
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input.TextArea maxLength={500} rows={3} />
      </Form.Item>
    </FormDrawer>
  );
}
