import { count, day, money, time } from "../../../../../shared/format.ts";
import { words } from "../../../../../shared/i18n.ts";
import { lastDay } from "../../ui/zone.ts";
import { tellBenefit } from "../benefits/story.ts";
import { tellCoupon } from "../coupons/story.ts";
import { tellMall } from "../mall/story.ts";
import { tellPurse } from "../plans/story.ts";

/** The words in which the timeline tells what happened. */
export const storyWords = words(
  {
    enrolled: "登记入会",
    registered: "登记为顾客",
    admitted: "由顾客成为会员",
    changed: "资料已修改",
    tagsAdded: (tags: string) => `加上标签：${tags}`,
    tagsRemoved: (tags: string) => `去掉标签：${tags}`,
    fields: (fields: string) => `修改了 ${fields}`,
    merged: "并入了一条重复记录",
    unmerged: "撤销了一次合并",
    erased: "个人资料已删除",
    fact: (type: string) => `上报行为：${type}`,
    factWithdrawn: (type: string) => `已撤销上报的行为：${type}`,
    recorded: (sum: string, channel: string) => `${channel}下单 ${sum}`,
    earned: (n: string, name: string) => `得 ${n} ${name}`,
    spent: (n: string, name: string) => `用 ${n} ${name}`,
    refunded: (sum: string) => `退款 ${sum}`,
    whole: "全部退完",
    takenBack: (n: string, name: string) => `收回 ${n} ${name}`,
    givenBack: (n: string, name: string) => `退还 ${n} ${name}`,
    returned: (sum: string) => `无单退货 ${sum}`,
    fulfilment: (state: string) => `订单${state}`,
    claimed: "认领了一张散客订单",
    expiring: (n: string, name: string, day: string) => `${n} ${name}有效期只到 ${day}`,
    adjusted: (n: string, name: string) => `手工调整 ${n} ${name}`,
    given: (what: string) => `发放 ${what}`,
    coupons: (n: string) => `优惠券 ${n} 张`,
    gifts: (n: string, code: string) => `礼品 ${code} ${n} 件`,
    times: (n: string, code: string) => `${code} ${n} 次`,
    days: (n: string) => `付费会员 ${n} 天`,
    tierDays: (n: string, tier: string) => `等级“${tier}”${n} 天`,
    tag: (tag: string) => `标签 ${tag}`,
    revoked: "收回了一次发放",
    tier: (move: string, tier: string) => `${move}：${tier}`,
    grace: (tier: string, until: string) => `${tier}进入宽限期，至 ${until}`,
    other: (kind: string) => `发生了 ${kind}`,
  },
  {
    enrolled: "Enrolled",
    registered: "Registered as a customer",
    admitted: "Became a member",
    changed: "The record was changed",
    tagsAdded: (tags: string) => `Tags put on: ${tags}`,
    tagsRemoved: (tags: string) => `Tags taken off: ${tags}`,
    fields: (fields: string) => `Changed ${fields}`,
    merged: "A duplicate record was merged into this one",
    unmerged: "A merge was undone",
    erased: "Personal data was erased",
    fact: (type: string) => `Told by your systems: ${type}`,
    factWithdrawn: (type: string) => `Withdrawn, as it never happened: ${type}`,
    recorded: (sum: string, channel: string) => `Order of ${sum}, ${channel}`,
    earned: (n: string, name: string) => `${n} ${name} earned`,
    spent: (n: string, name: string) => `${n} ${name} spent`,
    refunded: (sum: string) => `${sum} refunded`,
    whole: "nothing remains",
    takenBack: (n: string, name: string) => `${n} ${name} taken back`,
    givenBack: (n: string, name: string) => `${n} ${name} given back`,
    returned: (sum: string) => `Return without a receipt, ${sum}`,
    fulfilment: (state: string) => `Order: ${state}`,
    claimed: "Claimed a guest's order",
    expiring: (n: string, name: string, day: string) => `${n} ${name} are good until ${day} only`,
    adjusted: (n: string, name: string) => `${n} ${name} by hand`,
    given: (what: string) => `Given: ${what}`,
    coupons: (n: string) => `coupons: ${n}`,
    gifts: (n: string, code: string) => `gift ${code}: ${n}`,
    times: (n: string, code: string) => `${code}: ${n} times`,
    days: (n: string) => `${n} days of a plan`,
    tierDays: (n: string, tier: string) => `${tier} for ${n} days`,
    tag: (tag: string) => `tag ${tag}`,
    revoked: "Something given was taken back",
    tier: (move: string, tier: string) => `${move}: ${tier}`,
    grace: (tier: string, until: string) => `${tier} is kept in grace until ${until}`,
    other: (kind: string) => `${kind} happened`,
  },
);

/** What the sentences are made of. */
export interface Telling {
  t: (typeof storyWords)["zh"];
  label: (kind: "channel" | "fulfilment" | "move", word: string | undefined) => string;
  points: string;
  growth: string;
  tier: (code: string | undefined) => string;
  separator: string;
}

/** One thing of a timeline as the API has it. */
export interface Happening {
  kind: string;
  /** What the programme calls an event of the merchant's own. */
  label?: string;
  data?: Record<string, unknown>;
}

const num = (value: unknown): number => (typeof value === "number" ? value : 0);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const signedCount = (value: number) => (value > 0 ? `+${count(value)}` : count(value));

/** An instant in microseconds, as events have it. */
function micro(value: unknown): string {
  return new Date(num(value) / 1000).toISOString();
}

/** Says what happened in one sentence, and the rest beside it. */
export function tell(h: Happening, w: Telling): { head: string; more: string[] } {
  const d = h.data ?? {};
  const { t } = w;
  const unit = (asset: unknown) => (asset === "growth" ? w.growth : w.points);
  switch (h.kind) {
    case "member.enrolled":
      return {
        head: d.status === "customer" ? t.registered : t.enrolled,
        more: [w.label("channel", text(d.channel)), text(d.campaign)].filter(Boolean),
      };
    case "member.admitted":
      return { head: t.admitted, more: [] };
    case "member.changed": {
      const parts = [
        texts(d.tags_added).length ? t.tagsAdded(texts(d.tags_added).join(w.separator)) : "",
        texts(d.tags_removed).length ? t.tagsRemoved(texts(d.tags_removed).join(w.separator)) : "",
        texts(d.fields).length ? t.fields(texts(d.fields).join(w.separator)) : "",
      ].filter(Boolean);
      return { head: parts[0] ?? t.changed, more: parts.slice(1) };
    }
    case "member.merged":
      return { head: t.merged, more: [] };
    case "member.unmerged":
      return { head: t.unmerged, more: [] };
    case "member.erased":
      return { head: t.erased, more: [] };
    case "member.fact":
      return { head: t.fact(h.label || text(d.type)), more: [] };
    case "member.fact_withdrawn":
      return { head: t.factWithdrawn(h.label || text(d.type)), more: [text(d.reason)].filter(Boolean) };
    case "order.recorded":
      return {
        head: t.recorded(money(num(d.payable_minor)), w.label("channel", text(d.channel))),
        more: [
          num(d.points_spent) ? t.spent(count(num(d.points_spent)), w.points) : "",
          num(d.points_earned) ? t.earned(count(num(d.points_earned)), w.points) : "",
          num(d.growth_earned) ? t.earned(count(num(d.growth_earned)), w.growth) : "",
        ].filter(Boolean),
      };
    case "order.refunded":
      return {
        head: t.refunded(money(num(d.amount_minor))),
        more: [
          d.whole === true ? t.whole : "",
          num(d.points_clawed_back) ? t.takenBack(count(num(d.points_clawed_back)), w.points) : "",
          num(d.points_returned) ? t.givenBack(count(num(d.points_returned)), w.points) : "",
        ].filter(Boolean),
      };
    case "order.returned":
      return { head: t.returned(money(num(d.amount_minor))), more: [] };
    case "order.fulfilment":
      return { head: t.fulfilment(w.label("fulfilment", text(d.fulfilment))), more: [text(d.node)].filter(Boolean) };
    case "order.claimed":
      return { head: t.claimed, more: [] };
    case "points.expiring":
      return { head: t.expiring(count(num(d.amount)), w.points, day(lastDay(micro(d.expires_at)))), more: [] };
    case "reward.adjusted":
      return { head: t.adjusted(signedCount(num(d.amount)), unit(d.asset)), more: [text(d.reason)].filter(Boolean) };
    case "reward.granted":
      return { head: t.given(whatOf(d, w)), more: [text(d.reason)].filter(Boolean) };
    case "reward.revoked":
      return { head: t.revoked, more: [whatOf(d, w)].filter(Boolean) };
    case "tier.changed":
      return { head: t.tier(w.label("move", text(d.move)), w.tier(text(d.to))), more: [] };
    case "tier.grace":
      return { head: t.grace(w.tier(text(d.to) || text(d.from)), time(micro(d.until))), more: [] };
    default:
      for (const teller of tellers) {
        const told = teller(h, w.points);
        if (told) return told;
      }
      return { head: t.other(h.kind), more: [] };
  }
}

/** What a grant gave, or what of it was taken back. */
function whatOf(d: Record<string, unknown>, w: Telling): string {
  if (text(d.asset)) return oneOf(text(d.asset), "", num(d.amount), w);
  const items = Array.isArray(d.items) ? (d.items as Record<string, unknown>[]) : [];
  return items.map((one) => oneOf(text(one.kind), text(one.code), num(one.amount), w)).join(w.separator);
}

function oneOf(kind: string, code: string, n: number, w: Telling): string {
  const { t } = w;
  switch (kind) {
    case "points":
      return `${count(n)} ${w.points}`;
    case "growth":
      return `${count(n)} ${w.growth}`;
    case "bonus":
    case "commission":
      return money(n);
    case "coupon":
      return t.coupons(count(n));
    case "gift":
      return t.gifts(count(n), code);
    case "plan_days":
      return t.days(count(n));
    case "tier_days":
      return t.tierDays(count(n), w.tier(code));
    case "tag":
      return t.tag(code);
    default:
      return t.times(count(n), code);
  }
}

/** Rooms that tell of their own events; each answers nothing of what it does not know. */
const tellers: ((h: Happening, points: string) => { head: string; more: string[] } | undefined)[] = [
  tellMall,
  tellCoupon,
  tellBenefit,
  tellPurse,
];
