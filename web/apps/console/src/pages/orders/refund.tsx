import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Form, Input, InputNumber } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useLabel } from "../../ui/labels.ts";
import { capital, useProgramme } from "../../ui/programme.ts";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { useMember } from "../../ui/who.tsx";
import { bringWords } from "./bringwords.ts";
import { newNumber, takes } from "./lines.ts";

const list = words(
  {
    title: (number: string) => `退款：订单 ${number}`,
    what: "退哪些",
    all: "剩余全部",
    none: "清空",
    left: (n: string) => `可退 ${n}`,
    gone: "已全部退完",
    reason: "原因",
    reasonHelp: "选填，会留在退款记录里。",
    preview: "退款后的结果",
    choose: "先选择要退的数量，这里会预先算出退款后的结果。",
    money: "退回顾客的钱",
    balance: "其中退回储值",
    returned: (name: string) => `退还已用${name}`,
    taken: (name: string) => `收回本单所得${name}`,
    given: (name: string) => `因规则多给${name}`,
    debt: "不够收回，记为欠分",
    debtHelp: "会员已用掉这些积分；以后得分时先抵这笔。",
    growth: (name: string) => `收回${name}`,
    tier: "退款后的等级",
    tierSame: (name: string) => `${name}，不变`,
    tierFalls: (from: string, to: string) => `${from} → ${to}`,
    unrecovered: "赠品已用、收不回的价值",
    deducted: "从退款中扣除",
    paidOut: "实退现金",
    guest: "散客订单，没有积分变化。",
    status: "订单变为",
    act: (sum: string) => `退款 ${sum}`,
    actNone: "退款",
    cancel: "取消",
    done: (sum: string) => `已退款 ${sum}`,
    counting: "正在计算…",
  },
  {
    title: (number: string) => `Refund of order ${number}`,
    what: "What comes back",
    all: "All that remains",
    none: "Nothing",
    left: (n: string) => `${n} left`,
    gone: "refunded already",
    reason: "Reason",
    reasonHelp: "May be empty; it stays in the record of the refund.",
    preview: "What it will do",
    choose: "Choose how many come back: what the refund will do is shown here first.",
    money: "Money back",
    balance: "Of it to the balance",
    returned: (name: string) => `Spent ${name} given back`,
    taken: (name: string) => `Earned ${name} taken back`,
    given: (name: string) => `More ${name} by a rule`,
    debt: "Not enough left: debt",
    debtHelp: "The member has used them; what is earned next pays this first.",
    growth: (name: string) => `${name} taken back`,
    tier: "Tier afterwards",
    tierSame: (name: string) => `${name}, as before`,
    tierFalls: (from: string, to: string) => `${from} → ${to}`,
    unrecovered: "Worth of used gifts that cannot be taken back",
    deducted: "Deducted from the money",
    paidOut: "Money paid out",
    guest: "A guest's order: no points change.",
    status: "The order becomes",
    act: (sum: string) => `Refund ${sum}`,
    actNone: "Refund",
    cancel: "Cancel",
    done: (sum: string) => `${sum} refunded`,
    counting: "Working it out…",
  },
);

type Order = Schema<"OrderOut">;

interface Props {
  order: Order;
  close: () => void;
}

/** Refunds an order, line by line: what it will do is shown before it is done, and pressing twice does it once. */
export function RefundDrawer({ order, close }: Props): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const client = useQueryClient();
  const [quantities, setQuantities] = useState<Record<number, number>>({});
  const [reason, setReason] = useState("");
  const number = useRef(newNumber("R"));
  const { busy, problem, send } = useSend(undefined);
  const lines = takes(quantities);
  const preview = usePreview(order.id, lines);
  const submit = () =>
    send(async () => {
      const made = await ok(
        api.POST("/v1/orders/{id}/refunds", {
          params: { path: { id: order.id } },
          body: { number: number.current, lines, reason: reason.trim() || undefined },
        }),
      );
      void message.success(t.done(money(made.amount_minor)));
      await Promise.all([
        client.invalidateQueries({ queryKey: ["orders"] }),
        client.invalidateQueries({ queryKey: ["members"] }),
      ]);
      close();
    });
  const ready = lines.length > 0 && preview.data && !preview.working;
  return (
    <Drawer
      open
      onClose={close}
      size={480}
      title={t.title(order.number)}
      classNames={{ body: "refund" }}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={close}>{t.cancel}</Button>
          <Button type="primary" danger loading={busy} disabled={!ready} onClick={() => void submit()}>
            {lines.length > 0 && preview.data ? t.act(money(preview.data.amount_minor)) : t.actNone}
          </Button>
        </div>
      }
    >
      <Form layout="vertical" onFinish={() => ready && void submit()}>
        <FormProblem problem={problem} />
        <Quantities order={order} quantities={quantities} set={setQuantities} />
        <Form.Item label={t.reason} htmlFor="refund-reason" extra={t.reasonHelp}>
          <Input.TextArea
            id="refund-reason"
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
        </Form.Item>
        <section className="outcome" aria-label={t.preview} aria-live="polite" aria-busy={preview.working}>
          <h3>{t.preview}</h3>
          <Preview order={order} preview={preview} chosen={lines.length > 0} />
        </section>
      </Form>
    </Drawer>
  );
}

/** The dry run of what is chosen, a moment after the last change. */
function usePreview(id: string, lines: Schema<"TakeBody">[]) {
  const text = JSON.stringify(lines);
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ["orders", "refund", id, late],
    queryFn: ({ signal }) =>
      ok(
        api.POST("/v1/orders/{id}/refunds", {
          params: { path: { id }, query: { dry_run: true } },
          body: { lines: JSON.parse(late) as Schema<"TakeBody">[] },
          signal,
        }),
      ),
    enabled: late !== "[]",
    placeholderData: (old) => old,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const idle = late === "[]";
  return {
    data: idle ? undefined : query.data,
    error: idle ? undefined : query.error,
    working: text !== late || (!idle && query.isFetching),
    again: () => void query.refetch(),
  };
}

function Quantities({
  order,
  quantities,
  set,
}: {
  order: Order;
  quantities: Record<number, number>;
  set: (next: Record<number, number>) => void;
}): ReactNode {
  const t = useWords(list);
  const left = (l: Order["lines"][number]) => l.remaining ?? l.quantity;
  const all = Object.fromEntries(order.lines.filter((l) => left(l) > 0).map((l) => [l.line, left(l)]));
  return (
    <fieldset className="plain">
      <legend className="visually-hidden">{t.what}</legend>
      <div className="row">
        <b>{t.what}</b>
        <Button size="small" onClick={() => set(all)}>
          {t.all}
        </Button>
        <Button size="small" onClick={() => set({})}>
          {t.none}
        </Button>
      </div>
      {order.lines.map((l) => (
        <label key={l.line} className="take" htmlFor={`take-${l.line}`}>
          <span>
            {l.name || l.sku}
            <small className="meta">
              {money(l.payable_minor)} · {left(l) > 0 ? t.left(count(left(l))) : t.gone}
            </small>
          </span>
          <InputNumber
            id={`take-${l.line}`}
            min={0}
            max={left(l)}
            precision={0}
            disabled={left(l) === 0}
            value={quantities[l.line] ?? 0}
            onChange={(n) => set({ ...quantities, [l.line]: Number(n ?? 0) })}
          />
        </label>
      ))}
    </fieldset>
  );
}

function Preview({
  order,
  preview,
  chosen,
}: {
  order: Order;
  preview: ReturnType<typeof usePreview>;
  chosen: boolean;
}): ReactNode {
  const t = useWords(list);
  if (!chosen) return <p className="meta">{t.choose}</p>;
  if (preview.error) return <ErrorState error={preview.error} retry={preview.again} />;
  if (!preview.data) return <p className="meta">{t.counting}</p>;
  return <Outcome order={order} refund={preview.data} />;
}

function Outcome({ order, refund }: { order: Order; refund: Schema<"RefundOut"> }): ReactNode {
  const t = useWords(list);
  const brings = useWords(bringWords);
  const label = useLabel();
  const programme = useProgramme();
  const member = useMember(order.member_id);
  const now = member.data?.tier;
  const { points, growth } = refund;
  const rows: [string, ReactNode][] = [[t.money, <b key="m">{money(refund.amount_minor)}</b>]];
  if (refund.balance.returned_minor) rows.push([t.balance, money(refund.balance.returned_minor)]);
  if (order.member_id) {
    if (points.returned || order.points.spent) rows.push([t.returned(programme.points), `+${count(points.returned)}`]);
    rows.push([t.taken(programme.points), points.clawed_back ? `−${count(points.clawed_back)}` : "0"]);
    if (points.given) rows.push([t.given(programme.points), `+${count(points.given)}`]);
    if (points.debt) {
      rows.push([
        t.debt,
        <span key="d" className="bad" title={t.debtHelp}>
          {count(points.debt)}
        </span>,
      ]);
    }
    rows.push([capital(t.growth(programme.growth)), growth.clawed_back ? `−${count(growth.clawed_back)}` : "0"]);
  }
  if (refund.coupons.length > 0) rows.push([brings.back, refund.coupons.map((c) => c.name || c.code).join(", ")]);
  for (const e of refund.entitlements) {
    rows.push([brings.backUses, `${e.name || e.benefit} ${brings.times(count(e.quantity))}`]);
  }
  if (refund.tier_after) {
    const same = !now || now.code === refund.tier_after.code;
    const text = same ? t.tierSame(refund.tier_after.name) : t.tierFalls(now.name, refund.tier_after.name);
    rows.push([
      t.tier,
      <span key="t" className={same ? "" : "warn"}>
        {text}
      </span>,
    ]);
  }
  if (refund.unrecovered_minor) rows.push([t.unrecovered, money(refund.unrecovered_minor)]);
  if (refund.deducted_minor) {
    rows.push([t.deducted, `−${money(refund.deducted_minor)}`], [t.paidOut, <b key="p">{money(refund.cash_minor)}</b>]);
  }
  rows.push([t.status, label("order", refund.order_status)]);
  return (
    <>
      <dl className="sums">
        {rows.map(([name, value]) => (
          <div key={`${name}${String(value)}`} className="fact-pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {points.debt ? <p className="meta">{t.debtHelp}</p> : null}
      {order.member_id ? null : <p className="meta">{t.guest}</p>}
    </>
  );
}
