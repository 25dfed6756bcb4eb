import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { withService } from "../programme/document.ts";
import { nameIn } from "./words.ts";

export type Benefit = Schema<"Benefit">;

const list = words(
  {
    discount: "折扣",
    free_delivery: "免运费",
    multiplier: "积分倍数",
    member_price: "会员价",
    quota: "次数权益",
    service: "专属服务",
    add: "添加权益",
    remove: (n: number) => `移除第 ${n} 项权益`,
    kind: (n: number) => `第 ${n} 项权益的类型`,
    name: (n: number) => `第 ${n} 项权益的名称`,
    value: (n: number) => `第 ${n} 项权益的内容`,
    nameHint: "名称，如“全场 9.5 折”",
    zhe: "折",
    times: "倍",
    priceList: "价格表代码",
    day: "每天",
    week: "每周",
    month: "每月",
    quarter: "每季",
    year: "每年",
    ever: "有效期内",
    often: "次",
    contact: "联系方式",
    hours: "小时",
    early: "提前时间",
    priority: "优先购",
    queue: "优先排队",
    hotline: "专属热线",
    activity: "专属活动",
  },
  {
    discount: "Discount",
    free_delivery: "Free delivery",
    multiplier: "More points",
    member_price: "Member prices",
    quota: "Uses in a period",
    service: "Service",
    add: "Add a benefit",
    remove: (n: number) => `Remove benefit ${n}`,
    kind: (n: number) => `Kind of benefit ${n}`,
    name: (n: number) => `Name of benefit ${n}`,
    value: (n: number) => `What benefit ${n} gives`,
    nameHint: "Name, such as “5 % off everything”",
    zhe: "% of the price",
    times: "×",
    priceList: "Code of the price list",
    day: "a day",
    week: "a week",
    month: "a month",
    quarter: "a quarter",
    year: "a year",
    ever: "in all",
    often: "times",
    contact: "Contact",
    hours: "hours earlier",
    early: "How much earlier",
    priority: "Early access",
    queue: "Served first",
    hotline: "Hotline",
    activity: "Gatherings",
  },
);

const kinds = ["discount", "multiplier", "free_delivery", "member_price", "quota", "service"] as const;
const pers = ["day", "week", "month", "quarter", "year", "ever"] as const;
const services = ["priority", "queue", "hotline", "activity"] as const;

/** A benefit of a kind with what that kind needs. */
function fresh(kind: Benefit["kind"], code: string, name: Benefit["name"]): Benefit {
  const base = { code, name, kind };
  if (kind === "discount") return { ...base, off_bp: 500 };
  if (kind === "multiplier") return { ...base, bp: 20000 };
  if (kind === "quota") return { ...base, quota: { quantity: 1, per: "month" }, gives: "service" };
  if (kind === "service") return { ...base, service: "hotline" };
  return base;
}

/** A code that no other benefit of the list has. */
function free(rows: Benefit[]): string {
  for (let n = rows.length + 1; ; n++) if (!rows.some((b) => b.code === `b${n}`)) return `b${n}`;
}

/** The benefits of a plan; a field of a form. Terms that are not shown here stay as they are. */
export function BenefitsField(props: {
  id?: string;
  value?: Benefit[];
  onChange?: (rows: Benefit[]) => void;
}): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const { value = [], onChange } = props;
  const change = (i: number, next: Benefit) => onChange?.(value.map((b, k) => (k === i ? next : b)));
  return (
    <div className="stack plan-benefits" id={props.id}>
      {value.map((b, i) => (
        <div key={b.code} className="plan-benefit">
          <div className="row nowrap">
            <Select
              aria-label={t.kind(i + 1)}
              value={b.kind}
              style={{ width: 130, flex: "none" }}
              onChange={(kind: Benefit["kind"]) => change(i, fresh(kind, b.code, b.name))}
              options={kinds.map((kind) => ({ value: kind, label: t[kind] }))}
            />
            <Input
              aria-label={t.name(i + 1)}
              placeholder={t.nameHint}
              maxLength={60}
              value={nameIn(b.name, lang)}
              onChange={(e) => change(i, { ...b, name: { ...b.name, [lang]: e.target.value } })}
            />
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t.remove(i + 1)}
              onClick={() => onChange?.(value.filter((_, k) => k !== i))}
            />
          </div>
          <Terms benefit={b} label={t.value(i + 1)} set={(next) => change(i, next)} />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon={<PlusOutlined />}
          onClick={() => onChange?.([...value, fresh("discount", free(value), {})])}
        >
          {t.add}
        </Button>
      </div>
    </div>
  );
}

/** What a benefit of its kind gives. */
function Terms({
  benefit: b,
  label,
  set,
}: {
  benefit: Benefit;
  label: string;
  set: (next: Benefit) => void;
}): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  switch (b.kind) {
    case "discount":
      return (
        <InputNumber
          aria-label={label}
          min={lang === "zh" ? 0.1 : 1}
          max={lang === "zh" ? 9.9 : 99}
          precision={lang === "zh" ? 2 : 1}
          value={(10_000 - (b.off_bp ?? 0)) / (lang === "zh" ? 1000 : 100)}
          onChange={(n) => n !== null && set({ ...b, off_bp: Math.round(10_000 - n * (lang === "zh" ? 1000 : 100)) })}
          suffix={t.zhe}
          style={{ width: 200 }}
        />
      );
    case "multiplier":
      return (
        <InputNumber
          aria-label={label}
          min={1}
          max={100}
          precision={1}
          value={(b.bp ?? 10_000) / 10_000}
          onChange={(n) => n !== null && set({ ...b, bp: Math.round(n * 10_000) })}
          suffix={t.times}
          style={{ width: 130 }}
        />
      );
    case "member_price":
      return (
        <Input
          aria-label={label}
          placeholder={t.priceList}
          maxLength={64}
          value={b.price_list ?? ""}
          onChange={(e) => set({ ...b, price_list: e.target.value })}
        />
      );
    case "quota":
      return (
        <div className="row">
          <Select
            aria-label={label}
            value={b.quota?.per}
            style={{ width: 130 }}
            onChange={(per: (typeof pers)[number]) => set({ ...b, quota: { ...b.quota, per } })}
            options={pers.map((per) => ({ value: per, label: t[per] }))}
          />
          <InputNumber
            aria-label={`${label} · ${t.often}`}
            min={1}
            max={10_000}
            precision={0}
            value={b.quota?.quantity}
            onChange={(n) => n !== null && set({ ...b, quota: { ...b.quota, quantity: n } })}
            suffix={t.often}
            style={{ width: 130 }}
          />
        </div>
      );
    case "service":
      return (
        <div className="row nowrap">
          <Select
            aria-label={label}
            value={b.service}
            style={{ width: 130, flex: "none" }}
            onChange={(service: (typeof services)[number]) => set(withService(b, service))}
            options={services.map((one) => ({ value: one, label: t[one] }))}
          />
          {b.service === "priority" && (
            <InputNumber
              aria-label={`${label} · ${t.early}`}
              min={1}
              max={720}
              precision={0}
              value={b.early_hours}
              onChange={(n) => n !== null && set({ ...b, early_hours: n })}
              suffix={t.hours}
              style={{ width: 150, flex: "none" }}
            />
          )}
          <Input
            aria-label={`${label} · ${t.contact}`}
            placeholder={t.contact}
            maxLength={200}
            value={b.contact ?? ""}
            onChange={(e) => set({ ...b, contact: e.target.value })}
          />
        </div>
      );
    default:
      return null;
  }
}
