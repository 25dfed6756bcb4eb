import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { Card } from "../../ui/page.tsx";
import type { Description } from "./queries.ts";

const list = words(
  {
    tiers: "等级",
    benefits: "会员权益",
    forWhom: (text: string) => `适用：${text}`,
    earning: (points: string) => `怎样获得${points}`,
    growth: (name: string) => `怎样获得${name}`,
    terms: (points: string) => `${points}到账与有效期`,
    spending: (points: string) => `${points}抵扣`,
    reach: "达到条件",
    keep: "有效期",
    grace: "宽限期",
    unkept: "未保级时",
    base: (points: string) => `1 倍${points}`,
    noEarning: "没有规则，消费不会获得。",
    when: (text: string) => `条件：${text}`,
  },
  {
    tiers: "Tiers",
    benefits: "Benefits",
    forWhom: (text: string) => `For: ${text}`,
    earning: (points: string) => `How ${points} are earned`,
    growth: (name: string) => `How ${name} is earned`,
    terms: (points: string) => `When ${points} arrive and expire`,
    spending: (points: string) => `Paying with ${points}`,
    reach: "Reached by",
    keep: "How long",
    grace: "Grace",
    unkept: "If not kept",
    base: (points: string) => `1× ${points}`,
    noEarning: "No rules: nothing is earned by purchases.",
    when: (text: string) => `When: ${text}`,
  },
);

type Line = Description["entry"];
type RuleWords = Description["earning"][number];
type BenefitWords = Description["benefits"][number];
type TierWords = Description["tiers"][number];
type Words = Line["label"];

/** What a programme promises, at a glance: its tiers side by side, then earning, paying, expiry as sentences. */
export function Promised(props: { said: Description; points: string; growth: string }): ReactNode {
  const { said, points, growth } = props;
  const t = useWords(list);
  const rules = (asset: string) => said.earning.filter((r) => r.asset === asset);
  return (
    <div className="stack">
      <h2 className="visually-hidden">{t.tiers}</h2>
      <ul className="plain tier-cards">
        {said.tiers.map((tier) => (
          <TierCard key={tier.code} tier={tier} points={points} />
        ))}
      </ul>
      <div className="grid promise-grid">
        <div className="span-7 stack">
          {said.benefits.length > 0 ? (
            <Card title={t.benefits}>
              <Benefits benefits={said.benefits} />
            </Card>
          ) : null}
          <Card title={t.earning(points)}>
            <Rules rules={rules("points")} />
            <Lines lines={[said.multipliers, ...said.caps]} />
          </Card>
        </div>
        <div className="span-5 stack">
          <Card title={t.spending(points)}>
            <Lines lines={said.spending} />
          </Card>
          <Card title={t.terms(points)}>
            <Lines lines={[...said.points, said.entry]} />
          </Card>
          <Card title={t.growth(growth)}>
            <Rules rules={rules("growth")} />
            <Lines lines={said.growth} />
          </Card>
        </div>
      </div>
    </div>
  );
}

function TierCard({ tier, points }: { tier: TierWords; points: string }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const facts: [string, Words][] = [
    [t.reach, tier.condition],
    [t.keep, tier.keep],
    [t.grace, tier.grace],
    [t.unkept, tier.downgrade],
  ];
  const kept = tier.field !== "tiers[0]";
  const own = tier.benefits.slice(tier.earn_bp > 10_000 ? 1 : 0);
  return (
    <li className="card tier-card" style={{ "--tier": tier.color || "var(--r-line)" } as React.CSSProperties}>
      <h3>{tier.name[lang]}</h3>
      <p className="tier-gives">{tier.earn_bp > 10_000 ? tier.benefits[0]?.[lang] : t.base(points)}</p>
      {own.length > 0 ? (
        <ul className="plain tier-benefits">
          {own.map((b) => (
            <li key={b.en}>{b[lang]}</li>
          ))}
        </ul>
      ) : null}
      <dl>
        {facts.slice(0, kept ? 4 : 1).map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text[lang]}</dd>
          </div>
        ))}
      </dl>
      {tier.summary[lang] ? <p className="meta tier-summary">{tier.summary[lang]}</p> : null}
    </li>
  );
}

function Rules({ rules }: { rules: RuleWords[] }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  if (rules.length === 0) return <p className="meta">{t.noEarning}</p>;
  return (
    <ul className="plain promise-rules">
      {rules.map((rule) => (
        <li key={rule.code}>
          <b>{rule.name[lang]}</b>
          <span className="gives">{rule.gives[lang]}</span>
          <span className="meta">
            {[rule.condition ? t.when(rule.condition[lang]) : "", rule.dates?.[lang], ...rule.caps.map((c) => c[lang])]
              .filter(Boolean)
              .join(lang === "zh" ? "；" : "; ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Benefits({ benefits }: { benefits: BenefitWords[] }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  return (
    <ul className="plain promise-rules">
      {benefits.map((b) => (
        <li key={b.code}>
          <b>{b.name[lang]}</b>
          <span className="gives">{b.gives[lang]}</span>
          <span className="meta">
            {[t.forWhom(b.for[lang]), b.condition ? t.when(b.condition[lang]) : "", b.dates?.[lang], b.summary[lang]]
              .filter(Boolean)
              .join(lang === "zh" ? "；" : "; ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Lines({ lines }: { lines: Line[] }): ReactNode {
  const lang = useLanguage();
  return (
    <dl className="facts promise-lines">
      {lines.map((line) => (
        <Pair key={line.field} label={line.label[lang]} text={line.text[lang]} />
      ))}
    </dl>
  );
}

function Pair({ label, text }: { label: string; text: string }): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </>
  );
}

/** Differences between two programmes, one a line: whose, what, before → after. */
export function Changes(props: { changes: Schema<"ProgramChange">[]; jump?: (field: string) => void }): ReactNode {
  const lang = useLanguage();
  const { jump } = props;
  const t = useWords(changeWords);
  if (props.changes.length === 0) return <p className="meta">{t.none}</p>;
  return (
    <ul className="plain changes">
      {props.changes.map((change) => {
        const field = change.field;
        const head = (
          <span>
            <b>{change.subject[lang]}</b>
            {change.what[lang] ? ` · ${change.what[lang]}` : ""}
          </span>
        );
        return (
          <li key={`${change.path} ${change.what.en}`} className={change.kind}>
            <span className="change-head">
              {jump && field ? (
                <button type="button" className="link" onClick={() => jump(field)}>
                  {head}
                </button>
              ) : (
                head
              )}
              <span className="change-kind">{t[change.kind]}</span>
            </span>
            <span className="change-sides">
              {change.before ? (
                <del>
                  <span className="visually-hidden">{t.before}</span>
                  {change.before[lang]}
                </del>
              ) : null}
              {change.before && change.after ? <span aria-hidden="true">→</span> : null}
              {change.after ? (
                <ins>
                  <span className="visually-hidden">{t.after}</span>
                  {change.after[lang]}
                </ins>
              ) : null}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const changeWords = words(
  { none: "两者内容相同。", added: "新增", removed: "取消", changed: "修改", before: "原为：", after: "改为：" },
  {
    none: "Both say the same.",
    added: "Added",
    removed: "Removed",
    changed: "Changed",
    before: "before: ",
    after: "after: ",
  },
);
