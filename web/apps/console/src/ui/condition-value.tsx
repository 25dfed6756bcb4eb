import { AutoComplete, DatePicker, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useLanguage, useWords, words } from "../../../../shared/i18n.ts";
import { type Catalogue, type ConditionValue, type Row, subjectOf } from "./condition-tree.ts";

const list = words(
  {
    value: (what: string) => `值：${what}`,
    yes: "是",
    no: "否",
    points: "积分",
    growth: "成长值",
    days: "天",
    orders: "单",
    people: "人",
    none: "",
    several: "可选多项",
    type: "填写",
    choose: "选择",
  },
  {
    value: (what: string) => `Value: ${what}`,
    yes: "yes",
    no: "no",
    points: "points",
    growth: "growth",
    days: "days",
    orders: "orders",
    people: "people",
    none: "",
    several: "One or more",
    type: "Value",
    choose: "Choose",
  },
);

type One = number | string;

interface ValueProps {
  catalogue: Catalogue;
  row: Row;
  label: string;
  wrong: boolean;
  disabled?: boolean;
  onChange: (value: ConditionValue) => void;
}

/** The value of a row, in the control that fits: money in its major unit, a choice, a day, a list. */
export function ValueField(props: ValueProps): ReactNode {
  const { catalogue, row, disabled, onChange } = props;
  const t = useWords(list);
  const lang = useLanguage();
  const is = subjectOf(catalogue, row);
  if (!is) return null;
  const common = {
    className: "cond-value",
    "aria-label": t.value(props.label),
    disabled,
    status: props.wrong ? ("error" as const) : undefined,
  };
  const choices = is.attribute?.choices ?? [];
  const open = is.attribute?.open ?? true;
  const options = choices.map((c) => ({ value: c.value as One, label: c.label[lang] || String(c.value) }));
  const scale = is.unit === "minor" ? 10 ** catalogue.exponent : 1;
  const several = is.operators.find((o) => o.code === row.operator)?.values === "many";
  if (several) {
    const values = (Array.isArray(row.value) ? row.value : []) as One[];
    return (
      <Select<One[]>
        {...common}
        className="cond-value wide"
        mode={open || is.type === "int" ? "tags" : "multiple"}
        placeholder={t.several}
        popupMatchSelectWidth={false}
        optionFilterProp="label"
        tokenSeparators={[",", "，", "、"]}
        value={is.type === "int" ? values.map((v) => (choices.length ? v : Number(v) / scale)) : values}
        onChange={(next) => onChange(numbersOf(next, is.type, choices.length ? 1 : scale) as ConditionValue)}
        options={options}
      />
    );
  }
  if (is.type === "bool") {
    return (
      <Select
        {...common}
        value={row.value !== false}
        onChange={(v: boolean) => onChange(v as ConditionValue)}
        options={[
          { value: true, label: t.yes },
          { value: false, label: t.no },
        ]}
      />
    );
  }
  if (is.type === "day") {
    return (
      <DatePicker
        {...common}
        allowClear={false}
        value={typeof row.value === "string" && row.value ? dayjs(row.value) : null}
        onChange={(day) => onChange((day ? day.format("YYYY-MM-DD") : undefined) as ConditionValue)}
      />
    );
  }
  if (options.length > 0 && !open) {
    return (
      <Select
        {...common}
        placeholder={t.choose}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        value={row.value as One | undefined}
        onChange={(v: One) => onChange(v as ConditionValue)}
        options={options}
      />
    );
  }
  if (is.type === "int") {
    const symbol = is.unit === "minor" ? symbolOf(catalogue.currency, lang) : undefined;
    return (
      <InputNumber
        {...common}
        placeholder={t.type}
        precision={is.unit === "minor" ? catalogue.exponent : 0}
        prefix={symbol}
        suffix={is.unit === "minor" ? undefined : t[is.unit as "none"]}
        value={typeof row.value === "number" ? row.value / scale : null}
        formatter={(v, info) => (info.userTyping ? info.input : trim(v))}
        onChange={(n) => onChange((n === null ? undefined : Math.round(Number(n) * scale)) as ConditionValue)}
      />
    );
  }
  return (
    <AutoComplete
      {...common}
      placeholder={t.type}
      popupMatchSelectWidth={false}
      showSearch={{
        filterOption: (input, option) =>
          String(option?.label ?? "").includes(input) || String(option?.value ?? "").includes(input),
      }}
      value={typeof row.value === "string" ? row.value : ""}
      onChange={(v: string) => onChange(v as ConditionValue)}
      options={options.map((o) => ({ value: String(o.value), label: o.label }))}
    />
  );
}

/** What was chosen or typed, as the API takes it: numbers in minor units, nothing that is no number. */
function numbersOf(values: One[], type: string, scale: number): One[] {
  if (type !== "int") return values;
  return values.map((v) => Math.round(Number(v) * scale)).filter((v) => Number.isFinite(v));
}

/** 5,000.00 → 5,000: cents are shown where there are some. */
function trim(value: string | number | undefined): string {
  if (value === undefined || value === "") return "";
  const [whole = "", part = ""] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return /[1-9]/.test(part) ? `${grouped}.${part}` : grouped;
}

function symbolOf(currency: string, lang: "zh" | "en"): string {
  const format = new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en-GB", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  return format.formatToParts(0).find((p) => p.type === "currency")?.value ?? currency;
}
