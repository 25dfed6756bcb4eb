import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Page } from "../../ui/page.tsx";
import { MemberPick, StorePick } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { useOwnStore } from "../../ui/sale.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { Forbidden, Show } from "../../ui/states.tsx";
import { useMember } from "../../ui/who.tsx";
import { MemberCard } from "./buyer.tsx";
import { LineEdit } from "./lineedit.tsx";
import { bodyLines, complete, type NewLine, newNumber } from "./lines.ts";
import "./style.css";

const list = words(
  {
    title: "无单退货",
    sub: "顾客拿不出小票时用；有订单请在订单页退款。",
    lines: "退了什么",
    who: "谁退的",
    member: "会员",
    memberHelp:
      "系统会从这位会员最近的订单里找同款商品，找到的按那笔订单退还与扣回；找不到的按基础等级扣回积分。不选则只减少门店销售。",
    guest: "散客",
    store: "门店",
    noStore: "未选择",
    number: "退货单号",
    numberHelp: "自动生成，可改成单据上的号码；同一号码只会入账一次。",
    reason: "原因",
    needed: "请填写",
    act: (sum: string) => `登记退货 ${sum}`,
    none: "先加入退回的商品和退款单价。",
    done: "退货已入账",
    again: "再登记一笔",
    amount: "退货金额",
    matched: "找到订单的部分",
    difference: "与原订单的差额",
    unmatched: "没有找到订单的部分",
    units: (n: string) => `${n} 件`,
    taken: (name: string) => `扣回${name}`,
    returned: (name: string) => `退回${name}`,
    debt: (n: string) => `其中 ${n} 记为欠分`,
    balance: "退回储值",
    from: "来自订单",
    tier: "退货后的等级",
    recorded: (at: string, number: string) => `${number} · ${at}`,
  },
  {
    title: "Return without an order",
    sub: "For goods that come back without a receipt; where the order is known, refund it on its page.",
    lines: "What came back",
    who: "Who brought it",
    member: "Member",
    memberHelp:
      "The member's newest orders of the same goods are found, and given and taken back as they were; for what is not found, points go back as the lowest tier earns them. Without a member only the shop's sales go down.",
    guest: "A guest",
    store: "Store",
    noStore: "None chosen",
    number: "Number of the return",
    numberHelp: "Made by itself; change it to the one on paper. A number is booked once.",
    reason: "Reason",
    needed: "Please fill in",
    act: (sum: string) => `Book the return of ${sum}`,
    none: "Add the goods that came back, with the price that is paid back.",
    done: "The return is booked",
    again: "Book another one",
    amount: "Paid back",
    matched: "Found in orders",
    difference: "Difference to these orders",
    unmatched: "Found in no order",
    units: (n: string) => `${n} units`,
    taken: (name: string) => `${name} taken back`,
    returned: (name: string) => `${name} given back`,
    debt: (n: string) => `${n} of it as a debt`,
    balance: "Stored value given back",
    from: "From the orders",
    tier: "Tier afterwards",
    recorded: (at: string, number: string) => `${number} · ${at}`,
  },
);

/** Books goods that come back without a receipt, and shows what was given and taken back for them. */
export default function Return(): ReactNode {
  const t = useWords(list);
  const [search] = useAddress();
  const may = useMay("refunds:write");
  return (
    <Page title={t.title} sub={t.sub}>
      {search.id ? <Booked id={search.id} /> : may ? <Book /> : <Forbidden />}
    </Page>
  );
}

interface Values {
  number: string;
  reason: string;
}

function Book(): ReactNode {
  const t = useWords(list);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [search] = useAddress();
  const [member, setMember] = useState(search.member);
  const known = useMember(member);
  const [store, setStore] = useState(useOwnStore());
  const [lines, setLines] = useState<NewLine[]>([]);
  const [form] = Form.useForm<Values>();
  const { busy, problem, send } = useSend(form);
  const first = useRef(newNumber("R"));
  const ready = lines.length > 0 && lines.every(complete);
  const sum = lines.reduce((all, l) => all + (l.quantity ?? 0) * (l.price ?? 0), 0);
  const book = (values: Values) =>
    send(async () => {
      const body = { source: "console", member_id: member, store_id: store, lines: bodyLines(lines) };
      const made = await ok(
        api.POST("/v1/returns", { body: { ...body, number: values.number.trim(), reason: values.reason.trim() } }),
      );
      void client.invalidateQueries({ queryKey: ["members"] });
      void client.invalidateQueries({ queryKey: ["orders"] });
      await navigate({ to: "/orders/return", search: { id: made.id }, replace: true });
    });
  const rules = [{ required: true, whitespace: true, message: t.needed }];
  return (
    <div className="grid top">
      <div className="span-8 stack">
        <Card title={t.lines}>
          <LineEdit lines={lines} set={setLines} earns={false} />
        </Card>
      </div>
      <div className="span-4 stack sticky">
        <Card title={t.who}>
          <Form form={form} layout="vertical" onFinish={book} initialValues={{ number: first.current }}>
            <Form.Item label={t.member} extra={t.memberHelp}>
              <MemberPick
                key={member && known.data ? "named" : "new"}
                label={t.member}
                value={member ? known.data?.name || member : undefined}
                onChange={setMember}
                placeholder={t.guest}
              />
            </Form.Item>
            <Form.Item label={t.store}>
              <StorePick own label={t.store} placeholder={t.noStore} value={store} onChange={setStore} />
            </Form.Item>
            <Form.Item name="reason" label={t.reason} rules={rules}>
              <Input maxLength={500} />
            </Form.Item>
            <Form.Item name="number" label={t.number} extra={t.numberHelp} rules={rules}>
              <Input maxLength={64} />
            </Form.Item>
            <FormProblem problem={problem} />
            <Button type="primary" block htmlType="submit" loading={busy} disabled={!ready}>
              {t.act(money(sum))}
            </Button>
            {ready ? null : <p className="meta">{t.none}</p>}
          </Form>
        </Card>
      </div>
    </div>
  );
}

/** A return that was booked. */
function Booked({ id }: { id: string }): ReactNode {
  const t = useWords(list);
  const query = useQuery({
    queryKey: ["returns", id],
    queryFn: () => ok(api.GET("/v1/returns/{id}", { params: { path: { id } } })),
  });
  return (
    <Show query={query} rows={8}>
      {(r) => (
        <div className="grid top">
          <div className="span-8 stack">
            <Card title={t.done} aside={r.returned_at ? t.recorded(time(r.returned_at), r.number) : r.number}>
              <Sums booked={r} />
            </Card>
          </div>
          <div className="span-4 stack">
            <MemberCard id={r.member_id} />
            <Link to="/orders/return">{t.again}</Link>
          </div>
        </div>
      )}
    </Show>
  );
}

function Sums({ booked: r }: { booked: Schema<"ReturnOut"> }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const row = (name: ReactNode, value: ReactNode) => (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
  const points = (name: string, p: Schema<"RefundPoints">) => (
    <>
      {p.clawed_back > 0
        ? row(
            t.taken(name),
            <>
              {count(p.clawed_back)} {p.debt > 0 ? <span className="bad">{t.debt(count(p.debt))}</span> : null}
            </>,
          )
        : null}
      {p.returned > 0 ? row(t.returned(name), count(p.returned)) : null}
    </>
  );
  return (
    <dl className="facts">
      {row(t.amount, <b className="tabular">{money(r.amount_minor)}</b>)}
      {r.matched_units > 0 ? row(t.matched, `${money(r.matched_minor)} · ${t.units(count(r.matched_units))}`) : null}
      {r.difference_minor !== 0 ? row(t.difference, money(r.difference_minor)) : null}
      {r.unmatched_units > 0
        ? row(t.unmatched, `${money(r.unmatched_minor)} · ${t.units(count(r.unmatched_units))}`)
        : null}
      {points(programme.points, r.points)}
      {points(programme.growth, r.growth)}
      {r.balance.returned_minor > 0 ? row(t.balance, money(r.balance.returned_minor)) : null}
      {r.tier_after ? row(t.tier, r.tier_after.name) : null}
      {r.refunds.length > 0
        ? row(
            t.from,
            r.refunds.map((refund) => (
              <div key={refund.id}>
                <Link to="/orders/$id" params={{ id: refund.order_id ?? "" }}>
                  {money(refund.amount_minor)}
                </Link>
              </div>
            )),
          )
        : null}
    </dl>
  );
}
