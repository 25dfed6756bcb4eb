import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, DatePicker, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { Tag } from "../../ui/page.tsx";
import {
  type Asset,
  bpOf,
  freePeriod,
  moved,
  type Rule,
  type RuleCap,
  timesOf,
  withNewCap,
  withNewRule,
  withoutCap,
  withRuleKind,
} from "./document.ts";
import {
  controlID,
  Field,
  KindBox,
  KindField,
  MoneyBox,
  NumberBox,
  TextPair,
  useEditor,
  useStatus,
  Wrong,
} from "./editor.tsx";
import { CodeField, Item, WhenField } from "./items.tsx";
import { kindWords, programmeWords } from "./words.ts";

const list = words(
  {
    intro: (name: string) => `每条规则单独计算，结果相加；加倍规则在此基础上多给${name}。`,
    add: "添加规则",
    multiplier: "加倍",
    name: "名称",
    kind: "怎样计算",
    gives: "奖励",
    per: "每消费",
    get: "得",
    amount: "消费金额",
    points: "数量",
    times: "倍数",
    x: "倍",
    each: "每件得",
    whole: "每单得",
    when: "什么时候适用",
    whenHint: "没有条件时，每笔消费都适用。涉及商品明细的条件逐行判断。",
    dates: "起止日期",
    from: "开始",
    until: "结束",
    datesHint: "两天都包含在内；留空表示不限。",
    caps: "上限",
    capsHint: "一位会员在一段时间内最多从这条规则得到多少；勾选“全体共用”则是所有会员合计的预算。",
    cap: "上限数量",
    capPer: "统计期",
    budget: "全体共用",
    addCap: "添加上限",
    removeCap: "删除上限",
    rounding: "取整",
    asAsset: (how: string) => `同总设置（${how}）`,
    total: (name: string) => `${name}总上限`,
    totalHint: "所有规则合计的上限。",
    joining: "多个倍数同时适用时",
    removeTitle: (name: string) => `删除规则“${name}”？`,
    removeText: "发布后，之后的消费不再按这条规则奖励；已经得到的不受影响。",
    remove: "删除",
    growthName: "成长值的名称",
    growthRounding: "取整",
    empty: "还没有规则，消费不会获得。",
  },
  {
    intro: (name: string) =>
      `Each rule counts by itself and what they give is added up; multipliers give more ${name} on top.`,
    add: "Add a rule",
    multiplier: "multiplier",
    name: "Name",
    kind: "How it counts",
    gives: "It gives",
    per: "for every",
    get: "",
    amount: "Amount spent",
    points: "How many",
    times: "Multiplier",
    x: "×",
    each: "a piece",
    whole: "an order",
    when: "When it applies",
    whenHint: "Without a condition it applies to every purchase. A condition about lines is asked line by line.",
    dates: "Dates",
    from: "From",
    until: "Until",
    datesHint: "Both days included; empty means open.",
    caps: "Caps",
    capsHint: "The most that a member gets by this rule in a period; shared by all, it is a budget.",
    cap: "Cap",
    capPer: "Period",
    budget: "shared by all",
    addCap: "Add a cap",
    removeCap: "Remove the cap",
    rounding: "Rounding",
    asAsset: (how: string) => `As set for all (${how})`,
    total: (name: string) => `Cap of all ${name}`,
    totalHint: "Over all rules together.",
    joining: "Where several multipliers apply",
    removeTitle: (name: string) => `Remove the rule ${name}?`,
    removeText: "Once published, later purchases earn nothing by it. What was earned stays.",
    remove: "Remove",
    growthName: "What growth is called",
    growthRounding: "Rounding",
    empty: "No rules yet: purchases earn nothing.",
  },
);

const periods = ["order", "day", "month", "year", "ever"] as const;
const roundings = ["floor", "half_up", "ceil"] as const;

/** The rules by which an asset is earned, and what limits all of them. */
export function RulesPart({ asset }: { asset: Asset }): ReactNode {
  const t = useWords(list);
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
      <p className="meta">{t.intro(asset === "growth" ? names.growth : names.points)}</p>
      <Wrong path="earning" only />
      {rules.length > 0 ? (
        <ol className="plain pg-items">
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
        </ol>
      ) : (
        <p>{t.empty}</p>
      )}
      <div>
        <Button icon={<PlusOutlined />} onClick={add} disabled={doc.earning.length >= 100}>
          {t.add}
        </Button>
      </div>
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
  const t = useWords(list);
  const p = useWords(programmeWords);
  const k = useWords(kindWords);
  const lang = useLanguage();
  const { modal } = App.useApp();
  const { doc, set, change, setOpen, said, published, unit } = useEditor();
  const path = `earning[${index}]`;
  const name = (lang === "zh" ? rule.name.zh || rule.name.en : rule.name.en || rule.name.zh) ?? "";
  const told = said?.earning.find((w) => w.code === rule.code);
  const remove = () =>
    modal.confirm({
      title: t.removeTitle(name),
      content: t.removeText,
      okText: t.remove,
      okButtonProps: { danger: true },
      cancelText: p.cancel,
      onOk: () => {
        change((d) => ({ ...d, earning: d.earning.filter((_, i) => i !== index) }));
        setOpen(undefined);
      },
    });
  const usual = rule.asset === "growth" ? doc.growth.rounding : doc.points.rounding;
  return (
    <Item
      path={path}
      code={rule.code}
      name={name}
      sub={told?.sentence[lang] ?? ""}
      mark={rule.kind === "multiply" ? <Tag tone="accent">{t.multiplier}</Tag> : undefined}
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
              kinds={["per_amount", "per_unit", "per_order", "multiply"] as const}
              value={rule.kind}
              onChange={(kind) => set(path, withRuleKind(rule, kind, unit))}
            />
          )}
        </Field>
        <Rate path={path} rule={rule} />
        <WhenField path={`${path}.when`} label={t.when} scope="line" hint={t.whenHint} />
        <Dates path={path} rule={rule} />
        <RuleCaps path={path} rule={rule} />
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
        <CodeField path={`${path}.code`} published={published.has(`rule:${rule.code}`)} />
      </div>
    </Item>
  );
}

/** How much a rule gives: 1 for every ¥1, 20 a piece, twice as much. */
function Rate({ path, rule }: { path: string; rule: Rule }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const { set, names } = useEditor();
  const status = useStatus(`${path}.bp`);
  const name = rule.asset === "growth" ? names.growth : names.points;
  if (rule.kind === "multiply") {
    return (
      <Field path={`${path}.bp`} label={t.times}>
        {(id) => (
          <InputNumber
            id={id}
            status={status}
            min={1}
            max={100}
            step={0.1}
            suffix={t.x}
            value={rule.bp === undefined ? null : timesOf(rule.bp)}
            onChange={(n) => set(`${path}.bp`, n === null ? undefined : bpOf(Number(n)))}
          />
        )}
      </Field>
    );
  }
  const points = <NumberBox path={`${path}.points`} label={t.points} min={1} max={1_000_000} suffix={name} />;
  const words = rule.kind === "per_unit" ? t.each : t.whole;
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

function Dates({ path, rule }: { path: string; rule: Rule }): ReactNode {
  const t = useWords(list);
  const { change } = useEditor();
  const index = Number(/\d+/.exec(path)?.[0]);
  const write = (from: string | undefined, until: string | undefined) =>
    change((d) => ({
      ...d,
      earning: d.earning.map((r, i) => {
        if (i !== index) return r;
        const { from: _from, until: _until, ...rest } = r;
        return { ...rest, ...(from ? { from } : {}), ...(until ? { until } : {}) };
      }),
    }));
  return (
    <Field path={`${path}.until`} label={t.dates} hint={t.datesHint}>
      {(id) => (
        <>
          <DatePicker.RangePicker
            id={{ start: `${controlID(path)}.from`, end: id }}
            aria-label={t.dates}
            allowEmpty={[true, true]}
            placeholder={[t.from, t.until]}
            format="YYYY-MM-DD"
            value={[rule.from ? dayjs(rule.from) : null, rule.until ? dayjs(rule.until) : null]}
            onChange={(days) => write(days?.[0]?.format("YYYY-MM-DD"), days?.[1]?.format("YYYY-MM-DD"))}
          />
          <Wrong path={`${path}.from`} />
        </>
      )}
    </Field>
  );
}

function RuleCaps({ path, rule }: { path: string; rule: Rule }): ReactNode {
  const t = useWords(list);
  const { set, names } = useEditor();
  const caps = rule.caps ?? [];
  const write = (next: RuleCap[]) => set(`${path}.caps`, next.length > 0 ? next : undefined);
  return (
    <Field path={`${path}.caps`} label={t.caps} hint={t.capsHint} wide>
      {() => (
        <div className="stack tight">
          {caps.map((cap, i) => (
            <CapRow
              // biome-ignore lint/suspicious/noArrayIndexKey: caps have no name of their own
              key={i}
              path={`${path}.caps[${i}]`}
              name={rule.asset === "growth" ? names.growth : names.points}
              shared={cap.all_members ?? false}
              remove={() => write(caps.filter((_, k) => k !== i))}
            />
          ))}
          <div>
            <Button
              type="dashed"
              size="small"
              icon={<PlusOutlined />}
              disabled={caps.length >= 5}
              onClick={() =>
                write([...caps, { per: freePeriod(caps.filter((c) => !c.all_members).map((c) => c.per)), amount: 100 }])
              }
            >
              {t.addCap}
            </Button>
          </div>
        </div>
      )}
    </Field>
  );
}

function TotalCaps({ asset }: { asset: Asset }): ReactNode {
  const t = useWords(list);
  const { doc, change, names } = useEditor();
  const name = asset === "growth" ? names.growth : names.points;
  return (
    <Field path="caps" label={t.total(name)} hint={t.totalHint} wide>
      {() => (
        <div className="stack tight">
          {(doc.caps ?? []).map((cap, i) =>
            cap.asset === asset ? (
              <CapRow
                // biome-ignore lint/suspicious/noArrayIndexKey: caps have no name of their own
                key={i}
                path={`caps[${i}]`}
                name={name}
                shared={cap.all_members ?? false}
                remove={() => change((d) => withoutCap(d, i))}
              />
            ) : null,
          )}
          <div>
            <Button
              type="dashed"
              size="small"
              icon={<PlusOutlined />}
              disabled={(doc.caps ?? []).length >= 10}
              onClick={() => change((d) => withNewCap(d, asset))}
            >
              {t.addCap}
            </Button>
          </div>
        </div>
      )}
    </Field>
  );
}

function CapRow(props: { path: string; name: string; shared: boolean; remove: () => void }): ReactNode {
  const t = useWords(list);
  const { set, doc } = useEditor();
  const { path, name, shared, remove } = props;
  const per = path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((v, k) => (v as Record<string, unknown>)?.[k], doc) as RuleCap;
  return (
    <span className="row" id={`w-${path}`}>
      <KindBox
        path={`${path}.per`}
        label={t.capPer}
        kinds={shared ? periods.slice(1) : periods}
        value={per.per}
        onChange={(kind) => set(`${path}.per`, kind)}
      />
      <NumberBox path={`${path}.amount`} label={t.cap} min={1} suffix={name} />
      <Checkbox
        checked={shared}
        disabled={per.per === "order"}
        onChange={(e) => set(`${path}.all_members`, e.target.checked || undefined)}
      >
        {t.budget}
      </Checkbox>
      <Button type="text" icon={<DeleteOutlined />} aria-label={t.removeCap} onClick={remove} />
    </span>
  );
}
