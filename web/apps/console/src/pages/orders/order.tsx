import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { May, useWorksIn } from "../../session.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Card, Hint, Page, Tag } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { Show } from "../../ui/states.tsx";
import { Trace } from "../../ui/trace.tsx";
import { Bought } from "./bought.tsx";
import { bringWords } from "./bringwords.ts";
import { MemberCard } from "./buyer.tsx";
import { ClaimDrawer } from "./claim.tsx";
import { FulfilDrawer, Way } from "./fulfil.tsx";
import { RefundDrawer } from "./refund.tsx";
import { Refunds } from "./refunds.tsx";
import { Sums } from "./sums.tsx";
import { OrderStatus } from "./table.tsx";
import { tellsUsed, Used } from "./used.tsx";
import "./style.css";

const list = words(
  {
    title: (number: string) => `订单 ${number}`,
    loading: "订单",
    refund: "退款",
    fulfil: "更新履约",
    claim: "归到会员",
    lines: "明细",
    why: (what: string) => `为什么是 ${what}`,
    whyNone: (name: string) => `这一单为什么没有${name}`,
    sums: "金额",
    facts: "订单信息",
    placed: "下单时间",
    paid: "支付时间",
    store: "门店",
    channel: "渠道",
    source: "单号来源",
    recorded: "入账时间",
    programme: "适用体系",
    version: (n: number) => `第 ${n} 版`,
    asPaid: "按实付入账",
    asPaidHelp: "价格与优惠由收银系统给出，这里只计算得分。",
    way: "履约",
    available: (name: string) => `${name}可用时间`,
    availableLater: "待履约完成",
  },
  {
    title: (number: string) => `Order ${number}`,
    loading: "Order",
    refund: "Refund",
    fulfil: "Update fulfilment",
    claim: "Give to a member",
    lines: "Lines",
    why: (what: string) => `Why ${what}`,
    whyNone: (name: string) => `Why this order earned no ${name}`,
    sums: "Money",
    facts: "About the order",
    placed: "Placed",
    paid: "Paid",
    store: "Store",
    channel: "Channel",
    source: "Numbered by",
    recorded: "Recorded",
    programme: "Programme",
    version: (n: number) => `version ${n}`,
    asPaid: "as paid",
    asPaidHelp: "Prices and discounts are those of the till; only what it earns was decided here.",
    way: "Fulfilment",
    available: (name: string) => `Spend ${name} from`,
    availableLater: "when fulfilled",
  },
);

type Order = Schema<"OrderOut">;

/** One order: its lines, its money, and why it earned what it earned. */
export default function OrderPage(): ReactNode {
  const t = useWords(list);
  const { id = "" } = useParams({ strict: false });
  const order = useQuery({
    queryKey: ["orders", "one", id],
    queryFn: () => ok(api.GET("/v1/orders/{id}", { params: { path: { id } } })),
  });
  const [drawer, setDrawer] = useState<"refund" | "fulfil" | "claim">();
  const shut = () => setDrawer(undefined);
  const o = order.data;
  return (
    <Page
      title={o ? t.title(o.number) : t.loading}
      sub={o ? <Standing order={o} /> : undefined}
      actions={o ? <Actions order={o} open={setDrawer} /> : undefined}
    >
      <Show query={order} rows={10}>
        {(data) => (
          <>
            <Body order={data} />
            {drawer === "refund" ? <RefundDrawer order={data} close={shut} /> : null}
            {drawer === "fulfil" ? <FulfilDrawer order={data} close={shut} /> : null}
            {drawer === "claim" ? <ClaimDrawer order={data} close={shut} /> : null}
          </>
        )}
      </Show>
    </Page>
  );
}

function Standing({ order }: { order: Order }): ReactNode {
  const label = useLabel();
  return (
    <span className="row">
      <OrderStatus status={order.status} />
      {order.fulfilment === "none" ? null : <Tag tone="accent">{label("fulfilment", order.fulfilment)}</Tag>}
    </span>
  );
}

function Actions({ order, open }: { order: Order; open: (what: "refund" | "fulfil" | "claim") => void }): ReactNode {
  const t = useWords(list);
  const worksIn = useWorksIn();
  if (!worksIn(order.store_id)) return null;
  return (
    <>
      {order.member_id || order.status !== "paid" ? null : (
        <May permission="orders:write">
          <Button onClick={() => open("claim")}>{t.claim}</Button>
        </May>
      )}
      {order.fulfilment === "completed" || order.status === "refunded" ? null : (
        <May permission="orders:write">
          <Button onClick={() => open("fulfil")}>{t.fulfil}</Button>
        </May>
      )}
      {order.status === "refunded" ? null : (
        <May permission="refunds:write">
          <Button type="primary" onClick={() => open("refund")}>
            {t.refund}
          </Button>
        </May>
      )}
    </>
  );
}

function Body({ order }: { order: Order }): ReactNode {
  const t = useWords(list);
  const brings = useWords(bringWords);
  const programme = useProgramme();
  const earned = order.points.earned + order.growth.earned > 0;
  const gains = [
    order.points.earned ? `${count(order.points.earned)} ${programme.points}` : "",
    order.growth.earned ? `${count(order.growth.earned)} ${programme.growth}` : "",
  ].filter(Boolean);
  return (
    <div className="grid top">
      <div className="span-8 stack">
        <Card title={t.lines} flush>
          <Bought lines={order.lines} />
        </Card>
        <Card title={earned ? t.why(gains.join(" + ")) : t.whyNone(programme.points)}>
          <Trace steps={order.trace} />
        </Card>
        {tellsUsed(order) ? (
          <Card title={brings.used}>
            <Used outcome={order} />
          </Card>
        ) : null}
        <Refunds order={order} />
      </div>
      <div className="span-4 stack">
        <MemberCard id={order.member_id} />
        <Card title={t.sums}>
          <Sums order={order} />
        </Card>
        <Card title={t.facts}>
          <Facts order={order} />
        </Card>
        {order.way?.length ? (
          <Card title={t.way}>
            <Way steps={order.way} />
          </Card>
        ) : null}
      </div>
    </div>
  );
}

function Facts({ order }: { order: Order }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const programme = useProgramme();
  const { name: store } = useStores();
  return (
    <dl className="facts">
      <dt>{t.placed}</dt>
      <dd>{order.placed_at ? time(order.placed_at) : "—"}</dd>
      <dt>{t.paid}</dt>
      <dd>{order.paid_at ? time(order.paid_at) : "—"}</dd>
      <dt>{t.store}</dt>
      <dd>{store(order.store_id) || "—"}</dd>
      <dt>{t.channel}</dt>
      <dd>{label("channel", order.channel)}</dd>
      <dt>{t.source}</dt>
      <dd>{label("source", order.source)}</dd>
      <dt>{t.recorded}</dt>
      <dd>{order.recorded_at ? time(order.recorded_at) : "—"}</dd>
      {order.points.earned ? (
        <>
          <dt>{capital(t.available(programme.points))}</dt>
          <dd>{order.points.available_at ? time(order.points.available_at) : t.availableLater}</dd>
        </>
      ) : null}
      <dt>{t.programme}</dt>
      <dd>
        <May permission="program:read">
          <Link to="/programme/versions/$number" params={{ number: String(order.program_version) }}>
            {t.version(order.program_version)}
          </Link>
        </May>
        {order.pricing === "as_paid" ? (
          <span className="meta">
            {" "}
            · {t.asPaid} <Hint text={t.asPaidHelp} />
          </span>
        ) : null}
      </dd>
    </dl>
  );
}
