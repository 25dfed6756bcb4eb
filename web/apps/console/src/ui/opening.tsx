import type { ReactNode } from "react";
import type { Schema } from "../../../../shared/api.ts";
import { count, time } from "../../../../shared/format.ts";
import { useWords, words } from "../../../../shared/i18n.ts";

const list = words(
  {
    opens: (at: string) => `${at} 开放`,
    days: (n: string) => `提前 ${n} 天`,
    hours: (n: string) => `提前 ${n} 小时`,
    by: (name: string, ahead: string) => `“${name}”${ahead}`,
    ofPlan: (plan: string, name: string) => `${plan}·${name}`,
    help: "享有“优先购买”权益的会员会提前开放，提前多久由会员体系或付费会员的权益决定。",
    forYou: (at: string) => `${at} 起可兑`,
  },
  {
    opens: (at: string) => `Opens ${at}`,
    days: (n: string) => (n === "1" ? "1 day earlier" : `${n} days earlier`),
    hours: (n: string) => (n === "1" ? "1 hour earlier" : `${n} hours earlier`),
    by: (name: string, ahead: string) => `${name}: ${ahead}`,
    ofPlan: (plan: string, name: string) => `${plan}, ${name}`,
    help: "Members with early access have it before: how long is said by that benefit of the programme or of a plan.",
    forYou: (at: string) => `from ${at}`,
  },
);

interface Coming {
  from?: string | null;
  early?: Schema<"EarlyUser">[];
}

/** When something opens that is coming, and who has it before; nothing of what is open. */
export function OpeningTimes({ of }: { of: Coming }): ReactNode {
  const t = useWords(list);
  if (!of.from || new Date(of.from).getTime() <= Date.now()) return null;
  const ahead = (hours: number) => (hours % 24 === 0 ? t.days(count(hours / 24)) : t.hours(count(hours)));
  return (
    <div className="meta">
      <div>{t.opens(time(of.from))}</div>
      {(of.early ?? []).map((u) => (
        <div key={`${u.plan ?? ""} ${u.benefit}`}>
          {t.by(u.plan ? t.ofPlan(u.plan, u.benefit) : u.benefit, ahead(u.hours))}
        </div>
      ))}
    </div>
  );
}

/** Says under a time of opening that some have it before. */
export function useOpeningHelp(): string {
  return useWords(list).help;
}

/** When something opens for one member; "" where it is open. */
export function useOpensFor(): (at: string | null | undefined) => string {
  const t = useWords(list);
  return (at) => (at && new Date(at).getTime() > Date.now() ? t.forYou(time(at)) : "");
}
