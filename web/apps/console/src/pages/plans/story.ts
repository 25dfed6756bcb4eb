import { count, date, money } from "../../../../../shared/format.ts";
import { language } from "../../../../../shared/i18n.ts";

interface Happening {
  kind: string;
  data?: Record<string, unknown>;
}

const sentences = {
  zh: {
    "plan.joined": (plan: string) => `开通付费会员 ${plan}`,
    "plan.renewed": (plan: string) => `续费付费会员 ${plan}`,
    "plan.upgraded": (plan: string) => `升级为付费会员 ${plan}`,
    "plan.cancelled": (plan: string) => `取消付费会员 ${plan}`,
    "plan.days_given": (plan: string) => `获赠付费会员 ${plan}`,
    "plan.days_taken": (plan: string) => `收回付费会员 ${plan}`,
    "plan.ending": (plan: string) => `付费会员 ${plan} 即将到期`,
    "plan.ended": (plan: string) => `付费会员 ${plan} 已到期`,
    "recharge.made": (amount: string) => `充值 ${amount}`,
    "withdrawal.made": (amount: string) => `储值退款 ${amount}`,
    price: (amount: string) => `价款 ${amount}`,
    back: (amount: string) => `退款 ${amount}`,
    days: (n: string) => `${n} 天`,
    until: (day: string) => `有效至 ${day}`,
    bonus: (amount: string) => `赠金 ${amount}`,
    voided: (amount: string) => `收回赠金 ${amount}`,
  },
  en: {
    "plan.joined": (plan: string) => `Bought the plan ${plan}`,
    "plan.renewed": (plan: string) => `Renewed the plan ${plan}`,
    "plan.upgraded": (plan: string) => `Upgraded to the plan ${plan}`,
    "plan.cancelled": (plan: string) => `Cancelled the plan ${plan}`,
    "plan.days_given": (plan: string) => `Was given days of the plan ${plan}`,
    "plan.days_taken": (plan: string) => `Days of the plan ${plan} were taken back`,
    "plan.ending": (plan: string) => `The plan ${plan} ends soon`,
    "plan.ended": (plan: string) => `The plan ${plan} has ended`,
    "recharge.made": (amount: string) => `Recharged ${amount}`,
    "withdrawal.made": (amount: string) => `${amount} of stored value paid back`,
    price: (amount: string) => `price ${amount}`,
    back: (amount: string) => `${amount} paid back`,
    days: (n: string) => `${n} days`,
    until: (day: string) => `until ${day}`,
    bonus: (amount: string) => `bonus ${amount}`,
    voided: (amount: string) => `bonus ${amount} taken back`,
  },
};

/** An end as events have it (microseconds), as its last good day; nothing for life. */
function lastDayOf(micro: unknown): string | undefined {
  const n = Number(micro ?? 0);
  return n > 0 && n < 8.6e18 ? date(new Date(n / 1000 - 1).toISOString()) : undefined;
}

/** Says what happened to a member's paid plans and stored value; nothing of what did not. */
export function tellPurse(h: Happening): { head: string; more: string[] } | undefined {
  const t = sentences[language()];
  const d = h.data ?? {};
  const amount = Number(d.amount ?? 0);
  switch (h.kind) {
    case "plan.joined":
    case "plan.renewed":
    case "plan.upgraded":
    case "plan.cancelled":
    case "plan.days_given":
    case "plan.days_taken":
    case "plan.ending":
    case "plan.ended": {
      const last = h.kind === "plan.cancelled" || h.kind === "plan.days_taken" ? undefined : lastDayOf(d.ends_at);
      const said =
        h.kind === "plan.cancelled"
          ? t.back(money(amount))
          : h.kind.startsWith("plan.days_") || h.kind === "plan.ending"
            ? t.days(count(amount))
            : h.kind === "plan.ended"
              ? ""
              : t.price(money(amount));
      return {
        head: t[h.kind](String(d.name ?? d.plan ?? "")),
        more: [said, last ? t.until(last) : ""].filter(Boolean),
      };
    }
    case "recharge.made":
      return {
        head: t[h.kind](money(Number(d.amount_minor ?? 0))),
        more: Number(d.bonus_minor) ? [t.bonus(money(Number(d.bonus_minor)))] : [],
      };
    case "withdrawal.made":
      return {
        head: t[h.kind](money(Number(d.amount_minor ?? 0))),
        more: Number(d.voided_minor) ? [t.voided(money(Number(d.voided_minor)))] : [],
      };
    default:
      return undefined;
  }
}
