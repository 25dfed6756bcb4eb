import { count } from "../../../../../shared/format.ts";
import { language } from "../../../../../shared/i18n.ts";

interface Happening {
  kind: string;
  data?: Record<string, unknown>;
}

const sentences = {
  zh: {
    "redemption.made": (what: string) => `在积分商城兑换「${what}」`,
    "redemption.shipped": (what: string) => `兑换的「${what}」已寄出`,
    "redemption.done": (what: string) => `兑换的「${what}」已交付`,
    "redemption.cancelled": (what: string) => `取消兑换「${what}」，已退回`,
    points: (n: string, name: string) => `${n} ${name}`,
  },
  en: {
    "redemption.made": (what: string) => `Redeemed “${what}” in the mall`,
    "redemption.shipped": (what: string) => `“${what}” was sent`,
    "redemption.done": (what: string) => `“${what}” was handed over`,
    "redemption.cancelled": (what: string) => `Gave “${what}” back`,
    points: (n: string, name: string) => `${n} ${name}`,
  },
};

/** Says what happened in the mall; nothing of what did not. `name` is what the merchant calls points. */
export function tellMall(h: Happening, name: string): { head: string; more: string[] } | undefined {
  if (!h.kind.startsWith("redemption.")) return undefined;
  const t = sentences[language()];
  const say = (t as Record<string, unknown>)[h.kind] as ((what: string) => string) | undefined;
  if (!say) return undefined;
  const d = h.data ?? {};
  const n = Number(d.quantity ?? 1);
  const what = String(d.name ?? "") + (n > 1 ? ` × ${count(n)}` : "");
  const points = Number(d.points ?? 0);
  return { head: say(what), more: h.kind === "redemption.made" && points ? [t.points(count(points), name)] : [] };
}
