import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Drawer, Form, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, date, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { MemberPick } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { phoneText } from "./phone.ts";

const list = words(
  {
    title: (name: string) => `合并重复会员：${name}`,
    find: "找到重复的那条记录",
    keep: "保留哪一条",
    this: (name: string) => `保留 ${name}（当前）`,
    that: (name: string) => `保留 ${name}`,
    side: "两条记录对照",
    field: "项目",
    kept: "保留",
    gone: "并入",
    name: "姓名",
    phone: "手机号",
    card: "卡号",
    external: "外部编号",
    tier: "等级",
    growth: "成长值",
    orders: "订单",
    spend: "累计消费",
    joined: "入会",
    tags: "标签",
    moves: "会发生什么",
    moveHoldings: (n: string, name: string) => `${n} ${name}连同成长值逐批转入保留的会员，到期日不变`,
    moveRest: "储值、优惠券、次卡与次数权益、付费会员、商城兑换一并转入，期限与条款不变",
    moveOrders: (n: string) => `${n} 张订单、时间线和标签归到保留的会员`,
    moveIdentity: "并入方的手机号、卡号等今后都能找到保留的会员",
    moveTier: "等级按合并后的消费重新计算",
    moveUndo: "合并后可以在时间线里撤销，各归各位",
    act: (from: string) => `把 ${from} 并入`,
    actNone: "合并",
    cancel: "取消",
    done: "已合并，可在时间线里撤销",
  },
  {
    title: (name: string) => `Merge a duplicate of ${name}`,
    find: "Find the duplicate",
    keep: "Which one stays",
    this: (name: string) => `${name} stays (this one)`,
    that: (name: string) => `${name} stays`,
    side: "The two records side by side",
    field: "What",
    kept: "Stays",
    gone: "Is merged",
    name: "Name",
    phone: "Phone",
    card: "Card",
    external: "External id",
    tier: "Tier",
    growth: "Growth",
    orders: "Orders",
    spend: "Spend",
    joined: "Joined",
    tags: "Tags",
    moves: "What will happen",
    moveHoldings: (n: string, name: string) => `${n} ${name} and the growth move lot by lot, with their expiry`,
    moveRest: "Stored value, coupons, cards and entitlements, paid plans and redemptions move too, on their own terms",
    moveOrders: (n: string) => `${n} orders, the timeline and the tags go to the member who stays`,
    moveIdentity: "The other's phone, card and ids find the member who stays from now on",
    moveTier: "The tier is worked out anew from what both bought",
    moveUndo: "It can be undone in the timeline; everything then goes back",
    act: (from: string) => `Merge ${from}`,
    actNone: "Merge",
    cancel: "Cancel",
    done: "Merged; the timeline can undo it",
  },
);

type Member = Schema<"MemberOut">;

const named = (m: Member) => m.name || m.card_no || m.phone || m.id;

/** Merges a duplicate: finds it, shows both side by side and what will move, then does it. */
export function MergeDrawer({ member, close }: { member: Member; close: () => void }): ReactNode {
  const t = useWords(list);
  const [other, setOther] = useState<Member>();
  const [keepOther, setKeepOther] = useState(false);
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { busy, problem, send } = useSend(undefined);
  const likely = useLikely(member);
  const into = keepOther && other ? other : member;
  const from = keepOther ? member : other;
  const merge = () =>
    send(async () => {
      if (!from) return;
      await ok(api.POST("/v1/members/{id}/merge", { params: { path: { id: into.id } }, body: { from: from.id } }));
      void message.success(t.done);
      await client.invalidateQueries({ queryKey: ["members"] });
      void client.invalidateQueries({ queryKey: ["orders"] });
      close();
      if (into.id !== member.id) await navigate({ to: "/members/$id", params: { id: into.id } });
    });
  return (
    <Drawer
      open
      onClose={close}
      size={640}
      title={t.title(named(member))}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={close}>{t.cancel}</Button>
          <Button type="primary" danger disabled={!from} loading={busy} onClick={() => void merge()}>
            {from ? t.act(named(from)) : t.actNone}
          </Button>
        </div>
      }
    >
      <FormProblem problem={problem} />
      <Form layout="vertical">
        <Form.Item label={t.find}>
          <MemberPick label={t.find} value={other ? named(other) : undefined} except={member.id} onPick={setOther} />
        </Form.Item>
        {!other && likely.length > 0 ? (
          <div className="row" style={{ marginBottom: 16 }}>
            {likely.map((m) => (
              <Button key={m.id} size="small" onClick={() => setOther(m)}>
                {named(m)} · {m.card_no ?? phoneText(m.phone)}
              </Button>
            ))}
          </div>
        ) : null}
        {other ? (
          <Form.Item label={t.keep}>
            <Segmented
              aria-label={t.keep}
              value={keepOther ? "that" : "this"}
              onChange={(v) => setKeepOther(v === "that")}
              options={[
                { value: "this", label: t.this(named(member)) },
                { value: "that", label: t.that(named(other)) },
              ]}
            />
          </Form.Item>
        ) : null}
      </Form>
      {from ? <Beside into={into} from={from} /> : null}
    </Drawer>
  );
}

/** Others of the same whole name: the likeliest duplicates. */
function useLikely(member: Member): Member[] {
  const name = member.name?.includes("*") ? "" : (member.name ?? "");
  const found = useQuery({
    queryKey: ["members", "likely", name],
    queryFn: () => ok(api.GET("/v1/members", { params: { query: { q: name, limit: 6 } } })),
    enabled: name.length > 1,
  });
  return (found.data?.data ?? []).filter((m) => m.id !== member.id && m.name === name);
}

function Beside({ into, from }: { into: Member; from: Member }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const rows: [string, (m: Member) => ReactNode][] = [
    [t.name, (m) => m.name],
    [t.phone, (m) => phoneText(m.phone)],
    [t.card, (m) => m.card_no],
    [t.external, (m) => m.external_id],
    [t.tier, (m) => m.tier?.name],
    [programme.points, (m) => count(m.points.available + m.points.pending)],
    [t.growth, (m) => count(m.growth)],
    [t.orders, (m) => count(m.stats.order_count)],
    [t.spend, (m) => money(m.stats.spend_minor)],
    [t.joined, (m) => (m.joined_at ? date(m.joined_at) : "")],
    [t.tags, (m) => m.tags.join("、")],
  ];
  const moving = from.points.available + from.points.pending;
  return (
    <div className="stack">
      <div className="table-scroll">
        <table className="plain-table" aria-label={t.side}>
          <thead>
            <tr>
              <th scope="col">{t.field}</th>
              <th scope="col">{t.kept}</th>
              <th scope="col">{t.gone}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, show]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="tabular">{show(into) || "—"}</td>
                <td className="tabular">{show(from) || "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <section className="outcome" aria-label={t.moves}>
        <h3>{t.moves}</h3>
        <ul className="bullets">
          <li>{t.moveHoldings(count(moving), programme.points)}</li>
          <li>{t.moveRest}</li>
          <li>{t.moveOrders(count(from.stats.order_count))}</li>
          <li>{t.moveIdentity}</li>
          <li>{t.moveTier}</li>
          <li>{t.moveUndo}</li>
        </ul>
      </section>
    </div>
  );
}
