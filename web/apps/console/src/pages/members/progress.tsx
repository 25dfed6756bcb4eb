import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day, money } from "../../../../../shared/format.ts";
import { type Language, useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { capital } from "../../ui/programme.ts";
import { Show } from "../../ui/states.tsx";
import { dayOf, lastDay } from "../../ui/zone.ts";

const list = words(
  {
    title: "等级与进度",
    customer: "还不是会员：只记录消费，不享受等级权益。",
    next: (name: string) => `升级到${name}`,
    keep: (name: string) => `保住${name}`,
    top: "已是最高等级。",
    forever: "长期有效",
    until: (day: string) => `有效期至 ${day}`,
    grace: "宽限期中",
    hand: "手工授予",
    merit: (name: string) => `按条件应为${name}`,
    or: "或",
    asOf: (day: string) => `下列数字按 ${day} 那天往前算，之前更早的消费届时已不在窗口内。`,
    of: (have: string, want: string) => `${have} / ${want}`,
    holds: "已满足",
    order: "查看订单",
    ladder: "全部等级",
  },
  {
    title: "Tier and progress",
    customer: "Not a member yet: purchases are counted, nothing is promised.",
    next: (name: string) => `To reach ${name}`,
    keep: (name: string) => `To keep ${name}`,
    top: "This is the highest tier.",
    forever: "does not end",
    until: (day: string) => `until ${day}`,
    grace: "in grace",
    hand: "given by hand",
    merit: (name: string) => `${name} by the conditions`,
    or: "or",
    asOf: (day: string) =>
      `The figures are counted back from ${day}: what lies before that window no longer counts then.`,
    of: (have: string, want: string) => `${have} of ${want}`,
    holds: "holds",
    order: "see the order",
    ladder: "All tiers",
  },
);

type Progress = Schema<"TierProgressOut">;
type Step = NonNullable<Progress["next"]>;
type Part = Step["alternatives"][number]["parts"][number];

/** The tier in words, why, until when, and for each way to the next one how far it is. */
export function TierCard({ id }: { id: string }): ReactNode {
  const t = useWords(list);
  const progress = useQuery({
    queryKey: ["members", "progress", id],
    queryFn: () => ok(api.GET("/v1/members/{id}/tier-progress", { params: { path: { id } } })),
  });
  return (
    <Card title={t.title}>
      <Show query={progress} rows={4}>
        {(p) => <Body progress={p} />}
      </Show>
    </Card>
  );
}

function Body({ progress }: { progress: Progress }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const { tier, next, keep, merit } = progress;
  if (!tier) {
    return (
      <>
        <p className="meta">{t.customer}</p>
        {next ? <StepBars step={next} head={t.next(next.name[lang])} lang={lang} /> : null}
      </>
    );
  }
  return (
    <div className="stack">
      <div>
        <span className="row">
          <b className="tier-name" style={{ borderColor: tier.color || "var(--r-line)" }}>
            {tier.name[lang]}
          </b>
          <span className="meta">{tier.until ? t.until(day(lastDay(tier.until))) : t.forever}</span>
          {tier.grace ? <Tag tone="warn">{t.grace}</Tag> : null}
          {tier.by === "hand" ? <Tag tone="accent">{t.hand}</Tag> : null}
          {merit && merit.code !== tier.code ? <Tag>{t.merit(merit.name[lang])}</Tag> : null}
        </span>
        <p className="meta">
          {tier.why[lang]} <CauseLink cause={tier.cause} text={t.order} />
        </p>
      </div>
      {next ? <StepBars step={next} head={t.next(next.name[lang])} lang={lang} /> : <p className="meta">{t.top}</p>}
      {keep ? <StepBars step={keep} head={t.keep(keep.name[lang])} lang={lang} /> : null}
      <ol className="ladder" aria-label={t.ladder}>
        {progress.tiers.map((step) => (
          <li key={step.code} className={step.held ? "held" : step.holds ? "past" : ""} title={step.condition[lang]}>
            <i aria-hidden="true" style={{ background: step.color || "var(--r-second)" }} />
            {step.name[lang]}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A link to the order that a cause names; nothing for other causes. */
function CauseLink({ cause, text }: { cause: string | undefined; text: string }): ReactNode {
  if (!cause?.startsWith("order:")) return null;
  return (
    <Link to="/orders/$id" params={{ id: cause.slice(6) }}>
      {text}
    </Link>
  );
}

function StepBars({ step, head, lang }: { step: Step; head: string; lang: Language }): ReactNode {
  const t = useWords(list);
  return (
    <div className="step">
      <h3>
        {head} {step.holds ? <Tag tone="good">{t.holds}</Tag> : null}
      </h3>
      <p>{step.text[lang]}</p>
      {step.by ? <p className="meta">{t.asOf(day(dayOf(step.by)))}</p> : null}
      {step.alternatives.map((way, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: alternatives have no id
        <div key={i} className="way-bars">
          {i > 0 ? <span className="meta or">{t.or}</span> : null}
          {way.parts.map((part) => (
            <PartBar key={part.text.en} part={part} lang={lang} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** A number of a part in its unit. */
function amount(value: Part["have"], unit: Part["unit"]): string {
  if (typeof value !== "number") return value === null ? "—" : Array.isArray(value) ? value.join(", ") : String(value);
  return unit === "minor" ? money(value) : count(value);
}

function PartBar({ part, lang }: { part: Part; lang: Language }): ReactNode {
  const t = useWords(list);
  const numbers = typeof part.want === "number";
  const text = numbers ? t.of(amount(part.have, part.unit), amount(part.want, part.unit)) : part.holds ? t.holds : "—";
  return (
    <div className="part">
      <span className="row between">
        <span>{capital(numbers ? part.label[lang] : part.text[lang])}</span>
        <span className="tabular meta">{text}</span>
      </span>
      <div
        className={part.holds ? "bar good" : "bar"}
        role="progressbar"
        aria-label={part.text[lang]}
        aria-valuenow={part.percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={text}
      >
        <i style={{ width: `${part.percent}%` }} />
      </div>
    </div>
  );
}
