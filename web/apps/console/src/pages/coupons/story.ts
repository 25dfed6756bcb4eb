import { day, money } from "../../../../../shared/format.ts";
import { language } from "../../../../../shared/i18n.ts";
import { lastDay } from "../../ui/zone.ts";

interface Happening {
  kind: string;
  data?: Record<string, unknown>;
}

const sentences = {
  zh: {
    "coupon.issued": (name: string, n: number) => (n > 1 ? `获得优惠券「${name}」${n} 张` : `获得优惠券「${name}」`),
    "coupon.claimed": (name: string) => `领取优惠券「${name}」`,
    "coupon.activated": (name: string) => `优惠券「${name}」已生效`,
    "coupon.redeemed": (name: string) => `使用优惠券「${name}」`,
    "coupon.returned": (name: string) => `优惠券「${name}」因退款退回`,
    "coupon.transferred": (name: string) => `转赠优惠券「${name}」`,
    "coupon.received": (name: string) => `收到转赠的优惠券「${name}」`,
    "coupon.voided": (name: string) => `优惠券「${name}」被作废`,
    "coupon.expiring": (name: string) => `优惠券「${name}」即将到期`,
    "coupon.expired": (name: string) => `优惠券「${name}」过期未使用`,
    until: (on: string) => `有效至 ${on}`,
    off: (sum: string) => `优惠 ${sum}`,
  },
  en: {
    "coupon.issued": (name: string, n: number) =>
      n > 1 ? `Given ${n} coupons "${name}"` : `Given the coupon "${name}"`,
    "coupon.claimed": (name: string) => `Claimed the coupon "${name}"`,
    "coupon.activated": (name: string) => `The coupon "${name}" became usable`,
    "coupon.redeemed": (name: string) => `Used the coupon "${name}"`,
    "coupon.returned": (name: string) => `The coupon "${name}" came back with a refund`,
    "coupon.transferred": (name: string) => `Gave the coupon "${name}" away`,
    "coupon.received": (name: string) => `Received the coupon "${name}" from somebody`,
    "coupon.voided": (name: string) => `The coupon "${name}" was cancelled`,
    "coupon.expiring": (name: string) => `The coupon "${name}" ends soon`,
    "coupon.expired": (name: string) => `The coupon "${name}" expired unused`,
    until: (on: string) => `good until ${on}`,
    off: (sum: string) => `${sum} off`,
  },
};

/** Says what happened with a coupon; nothing of what is no coupon's. */
export function tellCoupon(h: Happening): { head: string; more: string[] } | undefined {
  const t = sentences[language()];
  const say = (t as Record<string, unknown>)[h.kind] as ((name: string, n: number) => string) | undefined;
  if (!say || !h.kind.startsWith("coupon.")) return undefined;
  const d = h.data ?? {};
  const more: string[] = [];
  const ends = Number(d.expires_at ?? 0) / 1000;
  if (h.kind === "coupon.redeemed" && Number(d.amount_minor)) more.push(t.off(money(Number(d.amount_minor))));
  else if (ends > 0 && ends < 8e15 && !["coupon.expired", "coupon.voided", "coupon.redeemed"].includes(h.kind))
    more.push(t.until(day(lastDay(new Date(ends).toISOString()))));
  return { head: say(String(d.name ?? ""), Number(d.quantity ?? 1)), more };
}
