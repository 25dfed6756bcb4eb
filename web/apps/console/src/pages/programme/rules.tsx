import { Select } from "antd";
import type { ReactNode } from "react";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { nameIn } from "../../ui/named.ts";
import { Tag } from "../../ui/page.tsx";
import { RuleCaps, TotalCaps } from "./caps.tsx";
import { type Asset, moved, type Rule, withEvent, withNewRule, withPoints, withRuleKind } from "./document.ts";
import {
  Field,
  KindBox,
  KindField,
  MoneyBox,
  NumberBox,
  TextPair,
  TimesField,
  useEditor,
  useStatus,
  Wrong,
} from "./editor.tsx";
import { CodeField, Dates, Item, ItemList, useRemoval, WhenField } from "./items.tsx";
import { ruleWords } from "./rule-words.ts";
import { TryEvent } from "./try-event.tsx";
import { kindWords } from "./words.ts";

const roundings = ["floor", "half_up", "ceil"] as const;

/** The rules by which an asset is earned, and what limits all of them. */
export function RulesPart({ asset }: { asset: Asset }): ReactNode {
  const t = useWords(ruleWords);
  const { doc, change, setOpen, unit, names } = useEditor();
  const rules = doc.earning.map((rule, index) => ({ rule, index })).filter((r) => r.rule.asset === asset);
  const add = () => {
    change((d) => withNewRule(d, asset, unit));
    setOpen(`earning[${doc.earning.length}]`);
  };
  /** Moves a rule past its neighbour of the same asset. */
  const move = (place: number, by: number) => {
    const from = rules[place]?.index;
    const to = rules[place + by]?.index;
    if (from === undefined || to === undefined) return;
    change((d) => ({ ...d, earning: moved(d.earning, from, to - from) }));
    setOpen(`earning[${to}]`);
  };
  return (
    <div className="stack">
      {asset === "growth" ? (
        <div className="pg-fields">
          <TextPair path="growth.name" label={t.growthName} max={60} />
          <KindField path="growth.rounding" label={t.growthRounding} kinds={roundings} />
        </div>
      ) : null}
      <ItemList
        path="earning"
        intro={t.intro(asset === "growth" ? names.growth : names.points)}
        empty={t.empty}
        add={{ label: t.add, run: add, most: 100 }}
        items={rules}
        all={doc.earning.length}
      >
        {rules.map(({ rule, index }, place) => (
          <RuleItem
            key={index}
            rule={rule}
            index={index}
            first={place === 0}
            last={place === rules.length - 1}
            move={(by) => move(place, by)}
          />
        ))}
      </ItemList>
      <div className="pg-fields">
        {asset === "points" ? (
          <KindField path="multipliers" label={t.joining} kinds={["best", "add"] as const} />
        ) : null}
        <TotalCaps asset={asset} />
      </div>
    </div>
  );
}

function RuleItem(props: {
  rule: Rule;
  index: number;
  first: boolean;
  last: boolean;
  move: (by: number) => void;
}): ReactNode {
  const { rule, index, first, last, move } = props;
  const t = useWords(ruleWords);
  const k = useWords(kindWords);
  const lang = useLanguage();
  const { doc, set, said, published, unit } = useEditor();
  const path = `earning[${index}]`;
  const name = nameIn(rule.name, lang);
  const told = said?.earning.find((w) => w.code === rule.code);
  const remove = useRemoval({ title: t.removeTitle(name), text: t.removeText, remove: t.remove }, (d) => ({
    ...d,
    earning: d.earning.filter((_, i) => i !== index),
  }));
  const usual = rule.asset === "growth" ? doc.growth.rounding : doc.points.rounding;
  return (
    <Item
      path={path}
      code={rule.code}
      name={name}
      sub={told?.sentence[lang] ?? ""}
      mark={
        rule.kind === "multiply" ? (
          <Tag tone="accent">{t.multiplier}</Tag>
        ) : rule.kind === "per_event" ? (
          <Tag>{k.per_event}</Tag>
        ) : undefined
      }
      first={first}
      last={last}
      move={move}
      remove={remove}
    >
      <div className="pg-fields">
        <TextPair path={`${path}.name`} label={t.name} max={60} />
        <Field path={`${path}.kind`} label={t.kind}>
          {() => (
            <KindBox
              path={`${path}.kind`}
              label={t.kind}
              kinds={["per_amount", "per_unit", "per_order", "multiply", "per_event"] as const}
              value={rule.kind}
              onChange={(kind) => set(path, withRuleKind(rule, kind, unit, doc.events))}
            />
          )}
        </Field>
        {rule.kind === "per_event" ? <EventOf path={path} rule={rule} /> : null}
        <Rate path={path} rule={rule} />
        {rule.kind === "per_event" ? (
          <WhenField
            key={rule.event}
            path={`${path}.when`}
            label={t.when}
            scope="event"
            event={rule.event}
            hint={t.whenEvent}
          />
        ) : (
          <WhenField key="order" path={`${path}.when`} label={t.when} scope="line" hint={t.whenHint} />
        )}
        <Dates path={path} item={rule} />
        <RuleCaps path={path} rule={rule} />
        {rule.kind === "per_event" ? null : (
          <Field path={`${path}.rounding`} label={t.rounding}>
            {(id) => (
              <Select
                id={id}
                aria-label={t.rounding}
                popupMatchSelectWidth={false}
                value={rule.rounding && rule.rounding !== usual ? rule.rounding : "usual"}
                onChange={(how: string) => set(`${path}.rounding`, how === "usual" ? undefined : how)}
                options={[
                  { value: "usual", label: t.asAsset(k[usual]) },
                  ...roundings.filter((r) => r !== usual).map((r) => ({ value: r as string, label: k[r] })),
                ]}
              />
            )}
          </Field>
        )}
        <CodeField path={`${path}.code`} published={published.has(`rule:${rule.code}`)} />
        {rule.kind === "per_event" && rule.event ? <TryEvent key={`try ${rule.event}`} event={rule.event} /> : null}
      </div>
    </Item>
  );
}

/** How much a rule gives: 1 for every ¥1, 20 a piece, twice as much. */
function Rate({ path, rule }: { path: string; rule: Rule }): ReactNode {
  const t = useWords(ruleWords);
  const lang = useLanguage();
  const { names, set } = useEditor();
  const name = rule.asset === "growth" ? names.growth : names.points;
  if (rule.kind === "multiply") {
    return <TimesField path={`${path}.bp`} label={t.times} suffix={t.x} value={rule.bp} />;
  }
  const points = (
    <NumberBox
      path={`${path}.points`}
      label={t.points}
      min={1}
      max={1_000_000}
      suffix={name}
      write={(n) => set(path, withPoints(rule, n))}
    />
  );
  const words = { per_unit: t.each, per_event: t.time }[rule.kind as "per_unit" | "per_event"] ?? t.whole;
  return (
    <Field path={`${path}.points`} label={t.gives}>
      {() => (
        <span className="row">
          {rule.kind === "per_amount" && lang === "zh" ? (
            <>
              {t.per} <MoneyBox path={`${path}.per_minor`} label={t.amount} /> {t.get} {points}
            </>
          ) : rule.kind === "per_amount" ? (
            <>
              {points} {t.per} <MoneyBox path={`${path}.per_minor`} label={t.amount} />
            </>
          ) : lang === "zh" ? (
            <>
              {words} {points}
            </>
          ) : (
            <>
              {points} {words}
            </>
          )}
          <Wrong path={`${path}.per_minor`} />
        </span>
      )}
    </Field>
  );
}

/** The event that a rule is for. */
function EventOf({ path, rule }: { path: string; rule: Rule }): ReactNode {
  const t = useWords(ruleWords);
  const lang = useLanguage();
  const { doc, set } = useEditor();
  const status = useStatus(`${path}.event`);
  const known = [
    ...(doc.events ?? []).map((e) => ({ value: e.code, label: nameIn(e.name, lang) || e.code })),
    { value: "member.joined", label: t.joined },
    { value: "member.profile", label: t.profile },
  ];
  const value = rule.event ?? "";
  const options = known.some((e) => e.value === value)
    ? known
    : [...known, { value, label: value && t.unknownEvent(value) }];
  return (
    <Field path={`${path}.event`} label={t.event} hint={t.eventHint}>
      {(id) => (
        <Select
          id={id}
          aria-label={t.event}
          popupMatchSelectWidth={false}
          status={status}
          value={value}
          onChange={(event: string) => set(path, withEvent(rule, event))}
          options={options}
        />
      )}
    </Field>
  );
}
