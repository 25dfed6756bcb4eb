import type { Schema } from "../../../../../shared/api.ts";
import { count, day, money, time } from "../../../../../shared/format.ts";
import { type Language, words } from "../../../../../shared/i18n.ts";
import { dayOf, lastDay } from "../../ui/zone.ts";

export type Template = Schema<"CouponTemplateOut">;
export type Terms = Schema<"CouponTerms">;
export type Coupon = Schema<"CouponOut">;
export type Issue = Schema<"CouponIssueOut">;

function someDays(n: number): string {
  return n === 1 ? "1 day" : `${count(n)} days`;
}

/** The words that all pages of coupons share. */
export const couponWords = words(
  {
    title: "优惠券",
    kind: "类型",
    amount_off: "满减/现金券",
    percent_off: "折扣券",
    fixed_price: "特价券",
    gift: "赠品券",
    free_delivery: "包邮券",
    points_multiplier: "多倍积分券",
    exchange: "兑换券",
    state: "状态",
    unclaimed: "待领取",
    pending: "待生效",
    usable: "可用",
    locked: "已锁定",
    used: "已使用",
    expired: "已过期",
    void: "已作废",
    active: "发放中",
    paused: "已暂停",
    archived: "已归档",
    over: "已结束",
    gone: "已发完",
    code: "券码",
    member: "会员",
    nobody: "无人领取",
    valid: "有效期",
    always: "长期有效",
    until: (end: string) => `至 ${end}`,
    from: (begin: string) => `${begin} 起`,
    span: (begin: string, end: string) => `${begin} 至 ${end}`,
    days: (n: number) => `领取后 ${count(n)} 天内有效`,
    after: (n: number) => `领取 ${count(n)} 天后生效`,
    afterFor: (n: number, days: number) => `领取 ${count(n)} 天后生效，有效 ${count(days)} 天`,
    issued: "已发放",
    left: "剩余",
    usedCount: "已使用",
    discount: "优惠金额",
    sales: "带动消费",
    rate: "使用率",
    stock: "库存",
    noLimit: "不限",
    copy: "复制",
  },
  {
    title: "Coupons",
    kind: "Kind",
    amount_off: "Amount off",
    percent_off: "Percent off",
    fixed_price: "Fixed price",
    gift: "Gift",
    free_delivery: "Free delivery",
    points_multiplier: "More points",
    exchange: "Exchange",
    state: "State",
    unclaimed: "Unclaimed",
    pending: "Not yet usable",
    usable: "Usable",
    locked: "Reserved",
    used: "Used",
    expired: "Expired",
    void: "Cancelled",
    active: "Active",
    paused: "Paused",
    archived: "Archived",
    over: "Over",
    gone: "None left",
    code: "Code",
    member: "Member",
    nobody: "Nobody yet",
    valid: "Validity",
    always: "No end",
    until: (end: string) => `until ${end}`,
    from: (begin: string) => `from ${begin}`,
    span: (begin: string, end: string) => `${begin} to ${end}`,
    days: (n: number) => `good for ${someDays(n)}`,
    after: (n: number) => `usable after ${someDays(n)}`,
    afterFor: (n: number, days: number) => `usable after ${someDays(n)}, for ${someDays(days)}`,
    issued: "Issued",
    left: "Left",
    usedCount: "Used",
    discount: "Discounts",
    sales: "Sales with it",
    rate: "Used of issued",
    stock: "Stock",
    noLimit: "No limit",
    copy: "Copy",
  },
);

/** The kinds of coupons, in the order in which they are offered. */
export const kinds = [
  "amount_off",
  "percent_off",
  "fixed_price",
  "gift",
  "exchange",
  "free_delivery",
  "points_multiplier",
] as const;

/** The states of coupons. */
export const states = ["unclaimed", "pending", "usable", "locked", "used", "expired", "void"] as const;

export type State = (typeof states)[number];

/** How a template stands: active ones may be over, or have none left. */
export function standing(p: Template): "active" | "paused" | "archived" | "over" | "gone" {
  if (p.status && p.status !== "active") return p.status;
  if (p.validity?.until && Date.parse(p.validity.until) <= Date.now()) return "over";
  return p.left === 0 ? "gone" : "active";
}

/** The colour of a state: green can be used, grey is over. */
export function tone(state: string): "accent" | "good" | "bad" | "warn" | undefined {
  switch (state) {
    case "usable":
    case "active":
      return "good";
    case "pending":
    case "locked":
    case "paused":
    case "gone":
      return "warn";
    case "used":
    case "unclaimed":
      return "accent";
    case "void":
      return "bad";
  }
  return undefined;
}

/** 2000 hundredths of a percent off as a merchant says it: 8折, 20 % off. */
export function off(bp: number, lang: Language): string {
  if (lang === "en") return `${(bp / 100).toLocaleString("en-GB")} % off`;
  if (bp >= 10_000) return "免费";
  return `${((10_000 - bp) / 1000).toLocaleString("zh-CN", { maximumFractionDigits: 2 })}折`;
}

const promises = {
  zh: {
    above: (n: string) => `满 ${n} `,
    amount_off: (n: string) => `减 ${n}`,
    cap: (n: string) => `，最多优惠 ${n}`,
    fixed_price: (n: string) => `指定商品一件 ${n}`,
    gift: (sku: string) => (sku ? `赠 ${sku} 一件` : "赠一件商品"),
    exchange: "兑换指定商品一件",
    free_delivery: "免运费",
    points: (n: string) => `积分 ${n} 倍`,
  },
  en: {
    above: (n: string) => `From ${n}: `,
    amount_off: (n: string) => `${n} off`,
    cap: (n: string) => `, at most ${n}`,
    fixed_price: (n: string) => `one unit for ${n}`,
    gift: (sku: string) => (sku ? `one ${sku} free` : "one article free"),
    exchange: "one unit of the goods in scope",
    free_delivery: "free delivery",
    points: (n: string) => `${n} times the points`,
  },
};

/** What a coupon gives, as a sentence: 满 ¥100.00 减 ¥20.00. */
export function promise(terms: Terms, lang: Language): string {
  return capital(said(terms, lang));
}

/** Words that stand alone begin with a capital. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function said(terms: Terms, lang: Language): string {
  const t = promises[lang];
  const head = terms.min_spend_minor ? t.above(money(terms.min_spend_minor)) : "";
  const cap = terms.cap_minor ? t.cap(money(terms.cap_minor)) : "";
  switch (terms.kind) {
    case "amount_off":
      return head + t.amount_off(money(terms.amount_minor ?? 0)) + cap;
    case "percent_off":
      return head + off(terms.off_bp ?? 0, lang) + cap;
    case "fixed_price":
      return head + t.fixed_price(money(terms.amount_minor ?? 0));
    case "gift":
      return head + t.gift(terms.gift_sku ?? "");
    case "exchange":
      return head + t.exchange + cap;
    case "free_delivery":
      return head + t.free_delivery + cap;
    case "points_multiplier":
      return head + t.points(((terms.points_bp ?? 10_000) / 10_000).toLocaleString(lang === "zh" ? "zh-CN" : "en-GB"));
  }
  return head;
}

/** When the coupons of a template are good, in words. */
export function validity(v: Terms["validity"], t: (typeof couponWords)["zh"]): string {
  const parts: string[] = [];
  if (v?.from && v.until) parts.push(t.span(day(dayOf(v.from)), day(lastDay(v.until))));
  else if (v?.until) parts.push(t.until(day(lastDay(v.until))));
  else if (v?.from) parts.push(t.from(day(dayOf(v.from))));
  if (v?.activates_after_days && v.days) parts.push(t.afterFor(v.activates_after_days, v.days));
  else if (v?.activates_after_days) parts.push(t.after(v.activates_after_days));
  else if (v?.days) parts.push(t.days(v.days));
  return parts.length > 0 ? capital(parts.join(" · ")) : t.always;
}

/** When one coupon is good, in words. */
export function spanOf(c: Coupon, t: (typeof couponWords)["zh"]): string {
  if (c.status === "unclaimed" && !c.expires_at) return validity(c.terms.validity, t);
  if (c.status === "pending" && c.activates_at) return capital(t.from(time(c.activates_at)));
  return c.expires_at ? capital(t.until(day(lastDay(c.expires_at)))) : t.always;
}

/** Twelve digits in groups of four, as people read them. */
export function grouped(code: string): string {
  return code.replace(/(\d{4})(?=\d)/g, "$1 ");
}

/** The short names of the days of the week, from Monday. */
export function weekdays(lang: Language): string[] {
  const name = new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", { weekday: "short", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, i) => name.format(Date.UTC(2024, 0, 1 + i)));
}
