import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, DatePicker, Input, InputNumber, Radio, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Tag } from "../../ui/page.tsx";
import {
  type Benefit,
  bpOf,
  moved,
  stripped,
  timesOf,
  withBenefitKind,
  withNewBenefit,
  withoutBenefit,
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
    intro: "会员在积分之外得到的好处。每行商品只享受一个折扣，取优惠最多的一个；会员价在折扣之前计算。",
    empty: "还没有权益。例如：金卡 9.5 折、每月一杯免费咖啡、黑金专属热线。",
    add: "添加权益",
    name: "名称",
    kind: "给什么",
    off: "折扣",
    zhe: "折",
    percent: "% 优惠",
    fullPrice: "已享会员价的商品不再打折",
    cap: "每单最多优惠",
    capHint: "留空表示不限。",
    priceList: "价目表",
    priceListHint: "商品按这张价目表的价格出售。价目表在“商品”中维护。",
    times: "积分倍数",
    x: "倍",
    quota: "可以用多少次",
    quantity: "次数",
    per: "周期",
    timesUnit: "次",
    gives: "每次得到",
    service: "服务内容",
    contact: "联系方式",
    contactHint: "电话、地址或专属顾问，会员可以看到。",
    cost: "每次成本",
    costHint: "只用于核算，会员看不到。",
    whom: "给谁",
    whomHint: "等级和付费会员满足其一即可；都不选表示全体会员。",
    tiers: "等级",
    plans: "付费会员方案",
    above: "所选最低等级及以上",
    exact: "仅限所选等级",
    when: "什么时候适用",
    whenLine: "没有条件时，每笔消费都适用。涉及商品明细的条件逐行判断。",
    whenUnit: "哪些商品可以用；没有条件时，任意一件商品都可以。",
    whenMember: "没有条件时，上面选定的会员都有。",
    dates: "起止日期",
    from: "开始",
    until: "结束",
    datesHint: "两天都包含在内；留空表示不限。",
    summary: "给会员看的说明",
    removeTitle: (name: string) => `删除权益“${name}”？`,
    removeText: "发布后，之后的消费不再享受；已经用过的不受影响。",
    remove: "删除",
  },
  {
    intro:
      "What members get beside points. Each line of an order takes one discount, the one that takes most off; member prices come before it.",
    empty: "No benefits yet. For example 5 % off for gold, a free coffee a month, a hotline for the top tier.",
    add: "Add a benefit",
    name: "Name",
    kind: "What it gives",
    off: "Discount",
    zhe: "折",
    percent: "% off",
    fullPrice: "Not on top of member prices",
    cap: "At most, an order",
    capHint: "Empty means no limit.",
    priceList: "Price list",
    priceListHint: "Products are sold at the prices of this list, which is kept in the catalogue.",
    times: "Multiplier of points",
    x: "×",
    quota: "How often",
    quantity: "Times",
    per: "Period",
    timesUnit: "times",
    gives: "Each time gives",
    service: "Service",
    contact: "Contact",
    contactHint: "A number, an address, an adviser: members see it.",
    cost: "Cost of a use",
    costHint: "For your figures only; members do not see it.",
    whom: "For whom",
    whomHint: "Either a tier or a paid plan is enough; none of them means all members.",
    tiers: "Tiers",
    plans: "Paid plans",
    above: "The lowest of them and above",
    exact: "These tiers alone",
    when: "When it applies",
    whenLine: "Without a condition it applies to every purchase. A condition about lines is asked line by line.",
    whenUnit: "What it can be used for; without a condition, any product.",
    whenMember: "Without a condition, everybody chosen above has it.",
    dates: "Dates",
    from: "From",
    until: "Until",
    datesHint: "Both days included; empty means open.",
    summary: "What members read about it",
    removeTitle: (name: string) => `Remove the benefit ${name}?`,
    removeText: "Once published, later purchases do not get it. What was used stays.",
    remove: "Remove",
  },
);

const kinds = ["discount", "member_price", "free_delivery", "multiplier", "quota", "service"] as const;
const pers = ["day", "week", "month", "quarter", "year", "ever"] as const;
const services = ["priority", "queue", "hotline", "activity"] as const;

/** A name in the language, or in the other one where it is missing. */
function nameIn(name: { zh?: string; en?: string }, lang: "zh" | "en"): string {
  return (lang === "zh" ? name.zh || name.en : name.en || name.zh) ?? "";
}

/** What the programme gives beside points: one line each, the rest opens below. */
export function BenefitsPart(): ReactNode {
  const t = useWords(list);
  const { doc, change, setOpen } = useEditor();
  const benefits = doc.benefits ?? [];
  const add = () => {
    change(withNewBenefit);
    setOpen(`benefits[${benefits.length}]`);
  };
  return (
    <div className="stack">
      <p className="meta">{t.intro}</p>
      <Wrong path="benefits" only />
      {benefits.length > 0 ? (
        <ol className="plain pg-items">
          {benefits.map((benefit, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a code is edited, and may be there twice while it is
            <BenefitItem key={i} benefit={benefit} index={i} last={i === benefits.length - 1} />
          ))}
        </ol>
      ) : (
        <p>{t.empty}</p>
      )}
      <div>
        <Button icon={<PlusOutlined />} onClick={add} disabled={benefits.length >= 100}>
          {t.add}
        </Button>
      </div>
    </div>
  );
}

function BenefitItem({ benefit, index, last }: { benefit: Benefit; index: number; last: boolean }): ReactNode {
  const t = useWords(list);
  const p = useWords(programmeWords);
  const k = useWords(kindWords);
  const lang = useLanguage();
  const { modal } = App.useApp();
  const { change, set, setOpen, said, published } = useEditor();
  const path = `benefits[${index}]`;
  const name = nameIn(benefit.name, lang);
  const told = said?.benefits.find((w) => w.code === benefit.code);
  const remove = () =>
    modal.confirm({
      title: t.removeTitle(name),
      content: t.removeText,
      okText: t.remove,
      okButtonProps: { danger: true },
      cancelText: p.cancel,
      onOk: () => {
        change((d) => withoutBenefit(d, index));
        setOpen(undefined);
      },
    });
  const hint = { quota: t.whenUnit, service: t.whenMember }[benefit.kind as "quota" | "service"] ?? t.whenLine;
  return (
    <Item
      path={path}
      code={benefit.code}
      name={name}
      sub={told?.sentence[lang] ?? ""}
      mark={<Tag tone="accent">{k[benefit.kind]}</Tag>}
      first={index === 0}
      last={last}
      move={(by) => {
        change((d) => ({ ...d, benefits: moved(d.benefits ?? [], index, by) }));
        setOpen(`benefits[${index + by}]`);
      }}
      remove={remove}
    >
      <div className="pg-fields">
        <TextPair path={`${path}.name`} label={t.name} max={60} />
        <Field path={`${path}.kind`} label={t.kind}>
          {() => (
            <KindBox
              path={`${path}.kind`}
              label={t.kind}
              kinds={kinds}
              value={benefit.kind}
              onChange={(kind) => set(path, withBenefitKind(benefit, kind))}
            />
          )}
        </Field>
        <Gives path={path} benefit={benefit} />
        <Whom path={path} benefit={benefit} />
        <WhenField
          path={`${path}.when`}
          label={t.when}
          scope={benefit.kind === "service" ? "member" : "line"}
          hint={hint}
        />
        <Dates path={path} benefit={benefit} />
        <TextPair path={`${path}.summary`} label={t.summary} max={500} rows={2} />
        <CodeField path={`${path}.code`} published={published.has(`benefit:${benefit.code}`)} />
      </div>
    </Item>
  );
}

/** The terms of each kind. */
function Gives({ path, benefit }: { path: string; benefit: Benefit }): ReactNode {
  const t = useWords(list);
  const { set } = useEditor();
  switch (benefit.kind) {
    case "discount":
      return (
        <>
          <Discount path={path} benefit={benefit} />
          <Cap path={path} />
        </>
      );
    case "free_delivery":
      return <Cap path={path} />;
    case "member_price":
      return <PriceList path={`${path}.price_list`} value={benefit.price_list} />;
    case "multiplier":
      return <Times path={`${path}.bp`} bp={benefit.bp} />;
    case "quota":
      return (
        <>
          <Field path={`${path}.quota`} label={t.quota}>
            {() => (
              <span className="row">
                <KindBox
                  path={`${path}.quota.per`}
                  label={t.per}
                  kinds={pers}
                  value={benefit.quota?.per}
                  onChange={(per) => set(`${path}.quota.per`, per)}
                />
                <NumberBox
                  path={`${path}.quota.quantity`}
                  label={t.quantity}
                  min={1}
                  max={10_000}
                  suffix={t.timesUnit}
                />
              </span>
            )}
          </Field>
          <KindField
            path={`${path}.gives`}
            label={t.gives}
            kinds={["unit_free", "service"] as const}
            names={{ service: "by_service" }}
          />
          <Cost path={path} />
        </>
      );
    case "service":
      return (
        <>
          <KindField path={`${path}.service`} label={t.service} kinds={services} />
          <Contact path={`${path}.contact`} value={benefit.contact} />
          <Cost path={path} />
        </>
      );
  }
}

/** A discount as people say it: 8.8 折, or 12 % off. */
function Discount({ path, benefit }: { path: string; benefit: Benefit }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const { set } = useEditor();
  const field = `${path}.off_bp`;
  const status = useStatus(field);
  const off = benefit.off_bp;
  const zh = lang === "zh";
  const shown = off === undefined ? null : zh ? (10_000 - off) / 1_000 : off / 100;
  const write = (n: number | null) =>
    set(field, n === null ? undefined : Math.round(zh ? 10_000 - n * 1_000 : n * 100));
  return (
    <Field path={field} label={t.off}>
      {(id) => (
        <span className="row">
          <InputNumber
            id={id}
            aria-label={t.off}
            status={status}
            min={zh ? 0 : 0.01}
            max={zh ? 9.99 : 100}
            step={zh ? 0.1 : 1}
            suffix={zh ? t.zhe : t.percent}
            value={shown}
            onChange={(n) => write(n === null ? null : Number(n))}
          />
          <Checkbox
            checked={benefit.full_price_only ?? false}
            onChange={(e) => set(`${path}.full_price_only`, e.target.checked || undefined)}
          >
            {t.fullPrice}
          </Checkbox>
        </span>
      )}
    </Field>
  );
}

function Cap({ path }: { path: string }): ReactNode {
  const t = useWords(list);
  return (
    <Field path={`${path}.cap_minor`} label={t.cap} hint={t.capHint}>
      {() => <MoneyBox path={`${path}.cap_minor`} label={t.cap} />}
    </Field>
  );
}

function Cost({ path }: { path: string }): ReactNode {
  const t = useWords(list);
  return (
    <Field path={`${path}.cost_minor`} label={t.cost} hint={t.costHint}>
      {() => <MoneyBox path={`${path}.cost_minor`} label={t.cost} />}
    </Field>
  );
}

function Times({ path, bp }: { path: string; bp: number | undefined }): ReactNode {
  const t = useWords(list);
  const { set } = useEditor();
  const status = useStatus(path);
  return (
    <Field path={path} label={t.times}>
      {(id) => (
        <InputNumber
          id={id}
          aria-label={t.times}
          status={status}
          min={1}
          max={100}
          step={0.1}
          suffix={t.x}
          value={bp === undefined ? null : timesOf(bp)}
          onChange={(n) => set(path, n === null ? undefined : bpOf(Number(n)))}
        />
      )}
    </Field>
  );
}

function Contact({ path, value }: { path: string; value: string | undefined }): ReactNode {
  const t = useWords(list);
  const { set } = useEditor();
  const status = useStatus(path);
  return (
    <Field path={path} label={t.contact} hint={t.contactHint}>
      {(id) => (
        <Input
          id={id}
          status={status}
          maxLength={200}
          value={value ?? ""}
          onChange={(e) => set(path, e.target.value || undefined)}
        />
      )}
    </Field>
  );
}

/** The code of a price list, one of those that are there. */
function PriceList({ path, value }: { path: string; value: string | undefined }): ReactNode {
  const t = useWords(list);
  const { set } = useEditor();
  const status = useStatus(path);
  const may = useMay("catalog:read");
  const lists = useQuery({
    queryKey: ["price-lists", "names"],
    queryFn: () => ok(api.GET("/v1/price-lists", { params: { query: { limit: 200 } } })),
    enabled: may,
  });
  return (
    <Field path={path} label={t.priceList} hint={t.priceListHint}>
      {(id) => (
        <Select
          id={id}
          aria-label={t.priceList}
          status={status}
          showSearch={{ optionFilterProp: "label" }}
          popupMatchSelectWidth={false}
          value={value || undefined}
          onChange={(code: string) => set(path, code)}
          options={(lists.data?.data ?? []).map((l) => ({ value: l.code, label: `${l.name} · ${l.code}` }))}
        />
      )}
    </Field>
  );
}

/** For whom: tiers, paid plans, or everybody. */
function Whom({ path, benefit }: { path: string; benefit: Benefit }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const { doc, set } = useEditor();
  const status = useStatus(`${path}.tiers`);
  const tiers = benefit.tiers ?? [];
  return (
    <Field path={`${path}.tiers`} label={t.whom} hint={t.whomHint} wide>
      {(id) => (
        <div className="stack tight">
          <Select
            id={id}
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            aria-label={t.tiers}
            placeholder={t.tiers}
            status={status}
            value={tiers}
            onChange={(codes: string[]) =>
              set(
                path,
                stripped({
                  ...benefit,
                  tiers: codes.length ? codes : undefined,
                  exact: codes.length ? benefit.exact : undefined,
                }),
              )
            }
            options={doc.tiers.map((tier) => ({ value: tier.code, label: nameIn(tier.name, lang) || tier.code }))}
          />
          {tiers.length > 0 ? (
            <Radio.Group
              aria-label={t.tiers}
              value={benefit.exact ? "exact" : "above"}
              onChange={(e) => set(`${path}.exact`, e.target.value === "exact" || undefined)}
              options={[
                { value: "above", label: t.above },
                { value: "exact", label: t.exact },
              ]}
            />
          ) : null}
          <Plans path={`${path}.plans`} value={benefit.plans ?? []} />
        </div>
      )}
    </Field>
  );
}

/** The paid plans whose holders have it, by their codes. */
function Plans({ path, value }: { path: string; value: string[] }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const { set } = useEditor();
  const plans = useQuery({ queryKey: ["plans", "names"], queryFn: () => ok(api.GET("/v1/plans")) });
  const known = plans.data?.data ?? [];
  const unknown = value
    .filter((code) => !known.some((p) => p.code === code))
    .map((code) => ({ value: code, label: code }));
  const status = useStatus(path);
  return (
    <div id={`w-${path}`}>
      <Select
        id={controlID(path)}
        mode="multiple"
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t.plans}
        placeholder={t.plans}
        status={status}
        style={{ width: "100%" }}
        value={value}
        onChange={(codes: string[]) => set(path, codes.length ? codes : undefined)}
        options={[...known.map((p) => ({ value: p.code, label: nameIn(p.name, lang) || p.code })), ...unknown]}
      />
      <Wrong path={path} />
    </div>
  );
}

function Dates({ path, benefit }: { path: string; benefit: Benefit }): ReactNode {
  const t = useWords(list);
  const { set } = useEditor();
  const write = (from: string | undefined, until: string | undefined) =>
    set(path, stripped({ ...benefit, from, until }));
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
            value={[benefit.from ? dayjs(benefit.from) : null, benefit.until ? dayjs(benefit.until) : null]}
            onChange={(days) => write(days?.[0]?.format("YYYY-MM-DD"), days?.[1]?.format("YYYY-MM-DD"))}
          />
          <Wrong path={`${path}.from`} />
        </>
      )}
    </Field>
  );
}
