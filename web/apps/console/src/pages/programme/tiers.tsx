import { PlusOutlined } from "@ant-design/icons";
import { App, Button, InputNumber, Radio } from "antd";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { nameIn } from "../../ui/named.ts";
import { bpOf, keepOf, stripped, type Tier, timesOf, withNewTier, withoutTier, withTierMoved } from "./document.ts";
import {
  controlID,
  Field,
  KindBox,
  KindField,
  NumberBox,
  NumberField,
  TextPair,
  useEditor,
  useStatus,
} from "./editor.tsx";
import { CodeField, Item, WhenField } from "./items.tsx";
import { programmeWords } from "./words.ts";

const list = words(
  {
    intro: "从低到高排列。第一个是所有会员的起点；其余等级的条件一旦成立，会员立即升级。",
    add: "添加等级",
    times: (points: string) => `${points}倍数`,
    timesOf: (name: string, points: string) => `${name}的${points}倍数`,
    x: "倍",
    name: "名称",
    color: "颜色",
    how: "怎样得到",
    byCondition: "达到条件自动升级",
    byHand: "由员工手工授予",
    when: "升级条件",
    base: "入会即为此等级，不设条件。",
    keep: "保级期",
    keepDays: "保级天数",
    keepYears: "再加几年",
    days: "天",
    years: "年后的年底",
    grace: "宽限期",
    downgrade: "到期且未保级时",
    summary: "给会员看的说明",
    removeTitle: (name: string) => `删除等级“${name}”？`,
    removeText: (n: string) => `目前有 ${n} 位会员在这个等级。发布后他们会按新的体系重新评定。`,
    removeNone: "目前没有会员在这个等级。",
    remove: "删除",
  },
  {
    intro:
      "From the lowest to the highest. Everybody starts at the first; as soon as the condition of another holds, the member moves up.",
    add: "Add a tier",
    times: (points: string) => `Multiplier of ${points}`,
    timesOf: (name: string, points: string) => `${name}: multiplier of ${points}`,
    x: "×",
    name: "Name",
    color: "Colour",
    how: "How it is reached",
    byCondition: "By a condition, at once",
    byHand: "Given by staff",
    when: "Condition",
    base: "Everybody has it on joining; it has no condition.",
    keep: "Kept",
    keepDays: "Days it is kept",
    keepYears: "Years more",
    days: "days",
    years: "years later",
    grace: "Grace",
    downgrade: "If it is not kept",
    summary: "What members read about it",
    removeTitle: (name: string) => `Remove the tier ${name}?`,
    removeText: (n: string) => `${n} members hold it now. Once published, they are assessed anew.`,
    removeNone: "No member holds it now.",
    remove: "Remove",
  },
);

/** The tiers: one line each with its multiplier, the rest opens below. */
export function TiersPart(): ReactNode {
  const t = useWords(list);
  const { doc, change, setOpen } = useEditor();
  const add = () => {
    change(withNewTier);
    setOpen(`tiers[${doc.tiers.length}]`);
  };
  return (
    <div className="stack">
      <p className="meta">{t.intro}</p>
      <ol className="plain pg-items">
        {doc.tiers.map((tier, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a code is edited, and may be there twice while it is
          <TierItem key={i} tier={tier} index={i} />
        ))}
      </ol>
      <div>
        <Button icon={<PlusOutlined />} onClick={add} disabled={doc.tiers.length >= 20}>
          {t.add}
        </Button>
      </div>
    </div>
  );
}

function TierItem({ tier, index }: { tier: Tier; index: number }): ReactNode {
  const t = useWords(list);
  const p = useWords(programmeWords);
  const lang = useLanguage();
  const { modal } = App.useApp();
  const { doc, set, change, setOpen, said, names, published } = useEditor();
  const path = `tiers[${index}]`;
  const told = said?.tiers.find((w) => w.code === tier.code);
  const name = nameIn(tier.name, lang);
  const remove = async () => {
    const holders = await ok(
      api.POST("/v1/segments/count", { body: { condition: `tier == ${JSON.stringify(tier.code)}` } }),
    ).catch(() => undefined);
    modal.confirm({
      title: t.removeTitle(name),
      content: holders ? (holders.members > 0 ? t.removeText(count(holders.members)) : t.removeNone) : undefined,
      okText: t.remove,
      okButtonProps: { danger: true },
      cancelText: p.cancel,
      onOk: () => {
        change((d) => withoutTier(d, index));
        setOpen(undefined);
      },
    });
  };
  return (
    <Item
      path={path}
      code={tier.code}
      name={name}
      sub={
        <>
          {told ? [told.condition[lang], index > 0 ? told.keep[lang] : ""].filter(Boolean).join(" · ") : ""}
          {told?.warning ? <span className="warn pg-warning">{told.warning[lang]}</span> : null}
        </>
      }
      mark={<span className="swatch" style={{ background: tier.color || "var(--r-line)" }} aria-hidden="true" />}
      quick={
        <Times
          path={`${path}.earn_bp`}
          label={t.timesOf(name, names.points)}
          value={tier.earn_bp}
          below={earnsBelow(doc, index)}
        />
      }
      first={index === 0}
      last={index === doc.tiers.length - 1}
      move={(by) => {
        change((d) => withTierMoved(d, index, by));
        setOpen(`tiers[${index + by}]`);
      }}
      remove={doc.tiers.length > 1 ? () => void remove() : undefined}
    >
      <div className="pg-fields">
        <TextPair path={`${path}.name`} label={t.name} max={60} />
        {index === 0 ? (
          <p className="meta pg-field wide">{t.base}</p>
        ) : (
          <Field path={`${path}.manual`} label={t.how} wide>
            {(id) => (
              <Radio.Group
                id={id}
                aria-label={t.how}
                value={tier.manual ? "hand" : "condition"}
                onChange={(e) => set(path, byHand(tier, e.target.value === "hand"))}
                options={[
                  { value: "condition", label: t.byCondition },
                  { value: "hand", label: t.byHand },
                ]}
              />
            )}
          </Field>
        )}
        {index > 0 && !tier.manual ? <WhenField path={`${path}.when`} label={t.when} scope="member" /> : null}
        {index > 0 ? <Keep path={path} tier={tier} /> : null}
        <TextPair path={`${path}.summary`} label={t.summary} max={500} rows={2} />
        <Field path={`${path}.color`} label={t.color}>
          {(id) => (
            <input
              type="color"
              id={id}
              className="color-box"
              value={tier.color || "#8a8f98"}
              onChange={(e) => set(`${path}.color`, e.target.value)}
            />
          )}
        </Field>
        <CodeField path={`${path}.code`} published={published.has(`tier:${tier.code}`)} />
      </div>
    </Item>
  );
}

/** A tier that is given by hand has no condition; one that is not needs one. */
function byHand(tier: Tier, hand: boolean): Tier {
  if (hand) return stripped({ ...tier, manual: true, when: undefined });
  return stripped({ ...tier, manual: undefined, when: tier.when ?? "spend(365) >= 1000000" });
}

/** How many times the points the tier below gives: a tier that says nothing keeps it. */
function earnsBelow(doc: { tiers: Tier[] }, index: number): number {
  return doc.tiers.slice(0, index).findLast((tier) => tier.earn_bp)?.earn_bp ?? 10_000;
}

/** How many times the points. */
function Times(props: { path: string; label: string; value: number | undefined; below: number }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const { set, names, changes } = useEditor();
  const status = useStatus(props.path);
  const was = changes.find((c) => c.field === props.path)?.before;
  return (
    <span className="pg-quick" id={`w-${props.path}`}>
      <span className="meta only-wide">{t.times(names.points)}</span>
      <InputNumber
        id={controlID(props.path)}
        aria-label={props.label}
        status={status}
        min={1}
        max={100}
        step={0.1}
        suffix={t.x}
        value={props.value === undefined ? null : timesOf(props.value)}
        placeholder={String(timesOf(props.below))}
        onChange={(n) => set(props.path, n === null ? undefined : bpOf(Number(n)))}
      />
      {was ? <del className="meta">{was[lang]}</del> : null}
    </span>
  );
}

function Keep({ path, tier }: { path: string; tier: Tier }): ReactNode {
  const t = useWords(list);
  const { set } = useEditor();
  const kinds = ["forever", "days", "year_end"] as const;
  return (
    <>
      <Field path={`${path}.keep`} label={t.keep}>
        {() => (
          <span className="row">
            <KindBox
              path={`${path}.keep`}
              label={t.keep}
              kinds={kinds}
              value={tier.keep.kind}
              onChange={(kind) => set(`${path}.keep`, keepOf(kind))}
            />
            {tier.keep.kind === "days" ? (
              <NumberBox path={`${path}.keep.days`} label={t.keepDays} min={1} max={3650} suffix={t.days} />
            ) : null}
            {tier.keep.kind === "year_end" ? (
              <NumberBox
                path={`${path}.keep.after_years`}
                label={t.keepYears}
                min={0}
                max={10}
                suffix={t.years}
                empty={0}
              />
            ) : null}
          </span>
        )}
      </Field>
      {tier.keep.kind === "forever" ? null : (
        <>
          <NumberField path={`${path}.grace_days`} label={t.grace} min={0} max={3650} suffix={t.days} empty={0} />
          <KindField
            path={`${path}.downgrade`}
            label={t.downgrade}
            kinds={["step", "reassess", "never"] as const}
            usual="step"
          />
        </>
      )}
    </>
  );
}
