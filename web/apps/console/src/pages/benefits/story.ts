import { count, money } from "../../../../../shared/format.ts";
import { language } from "../../../../../shared/i18n.ts";

interface Happening {
  kind: string;
  data?: Record<string, unknown>;
}

const sentences = {
  zh: {
    "benefit.given": (what: string) => `获得「${what}」`,
    "benefit.used": (what: string) => `使用「${what}」`,
    "benefit.returned": (what: string) => `「${what}」的次数已退回`,
    "benefit.revoked": (what: string) => `「${what}」已收回`,
    "benefit.expiring": (what: string) => `「${what}」即将到期`,
    "benefit.card_sold": (what: string) => `购买次卡「${what}」`,
    "benefit.card_refunded": (what: string) => `退次卡「${what}」`,
    "order.stamp_card_full": (what: string) => `集满「${what}」`,
    "order.stamp_reward_refused": (what: string) => `「${what}」已集满，奖励未能发放`,
    "member.proof_locked": () => "会员码或 PIN 多次错误，已暂停核验",
    "member.pin_set": () => "PIN 已设置",
    left: (n: string) => `剩 ${n} 次`,
  },
  en: {
    "benefit.given": (what: string) => `Got “${what}”`,
    "benefit.used": (what: string) => `Used “${what}”`,
    "benefit.returned": (what: string) => `A use of “${what}” came back`,
    "benefit.revoked": (what: string) => `“${what}” was taken back`,
    "benefit.expiring": (what: string) => `“${what}” is about to expire`,
    "benefit.card_sold": (what: string) => `Bought the card “${what}”`,
    "benefit.card_refunded": (what: string) => `Gave the card “${what}” back`,
    "order.stamp_card_full": (what: string) => `Filled “${what}”`,
    "order.stamp_reward_refused": (what: string) => `Filled “${what}”, the reward could not be given`,
    "member.proof_locked": () => "Too many wrong codes or PINs; none is looked at for a while",
    "member.pin_set": () => "The PIN was set",
    left: (n: string) => `${n} left`,
  },
};

/** Says what happened to entitlements, cards and proofs; nothing of what did not. */
export function tellBenefit(h: Happening): { head: string; more: string[] } | undefined {
  const t = sentences[language()];
  const say = (t as Record<string, unknown>)[h.kind] as ((what: string) => string) | undefined;
  if (!say || h.kind === "left") return undefined;
  const d = h.data ?? {};
  const n = Number(d.quantity ?? 1);
  const what = String(d.name ?? d.benefit ?? "") + (n > 1 && h.kind === "benefit.used" ? ` × ${count(n)}` : "");
  const more: string[] = [];
  if (h.kind === "benefit.card_sold") more.push(money(Number(d.paid_minor ?? 0)));
  if (h.kind === "benefit.card_refunded") more.push(money(Number(d.refunded_minor ?? 0)));
  const left = Number(d.left ?? -1);
  if (h.kind === "benefit.used" && left >= 0 && left < 10_000) more.push(t.left(count(left)));
  if (h.kind === "order.stamp_reward_refused") more.push(String(d.reason ?? ""));
  return { head: say(what), more };
}
