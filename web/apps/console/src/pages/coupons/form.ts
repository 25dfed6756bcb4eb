import dayjs, { type Dayjs } from "dayjs";
import type { Schema } from "../../../../../shared/api.ts";
import { dayOf, lastDay } from "../../ui/zone.ts";
import type { Template } from "./words.ts";

type Body = Schema<"CouponTemplateBody">;

/** The fields of the form. */
export interface Fields {
  name: string;
  kind: Template["kind"];
  amount_minor?: number;
  percent?: number;
  times?: number;
  cap_minor?: number;
  min_spend_minor?: number;
  gift_sku?: string;
  span: "never" | "fixed" | "relative";
  between?: [Dayjs, Dayjs];
  validity?: { days?: number; activates_after_days?: number };
  remind_days?: number;
  stock?: number;
  per_member_limit?: number;
  scope: {
    skus?: string[];
    categories?: string[];
    stores?: string[];
    channels?: string[];
    tiers?: string[];
    segments?: string[];
    weekdays?: number[];
    condition?: string;
    hours?: [Dayjs, Dayjs];
  };
  stacking: { mode: "never" | "once_per_class" | "always"; class?: string; order?: number };
  transferable?: boolean;
  cost_minor?: number;
  note?: string;
  status?: "active" | "paused" | "archived";
}

/** What the form shows of a template. */
export function startOf(p: Template | undefined): Partial<Fields> {
  if (!p)
    return {
      kind: "amount_off",
      span: "relative",
      validity: { days: 30 },
      remind_days: 3,
      stacking: { mode: "always" },
      scope: {},
    };
  const v = p.validity;
  const s = p.scope;
  return {
    ...p,
    percent: p.off_bp ? p.off_bp / 100 : undefined,
    times: p.points_bp ? p.points_bp / 10_000 : undefined,
    span: v?.days || v?.activates_after_days ? "relative" : v?.until ? "fixed" : "never",
    between: v?.until ? [dayjs(v.from ? dayOf(v.from) : undefined), dayjs(lastDay(v.until))] : undefined,
    validity: { days: v?.days, activates_after_days: v?.activates_after_days },
    stock: p.stock ?? undefined,
    scope: {
      ...s,
      hours: s?.hours
        ? [
            dayjs().hour(s.hours.from).minute(0),
            dayjs()
              .hour(s.hours.until % 24)
              .minute(0),
          ]
        : undefined,
    } as Fields["scope"],
    stacking: { mode: p.stacking?.mode || "never", class: p.stacking?.class, order: p.stacking?.order },
    status: p.status || "active",
  };
}

/** The field of the form at which a refusal of the API stands; what is wrong with one of a list stands at the list. */
export function fieldOf(field: string): string {
  const whole = field.replace(/\[\d+\]$/, "");
  const other: Record<string, string> = {
    percent_off: "percent",
    off_bp: "percent",
    points_multiplier: "times",
    points_bp: "times",
    "validity.from": "between",
    "validity.until": "between",
    "scope.hours.until": "scope.hours",
  };
  return other[whole] ?? whole;
}

function spanOf(f: Partial<Fields>): Body["validity"] {
  if (f.span === "fixed" && f.between)
    return { from: f.between[0].format("YYYY-MM-DD"), until: f.between[1].format("YYYY-MM-DD") };
  if (f.span === "relative")
    return { days: f.validity?.days, activates_after_days: f.validity?.activates_after_days ?? 0 };
  return undefined;
}

/** When it is good. The form knows days alone: what it cannot show stays as it was, while nobody changes what it shows. */
function validityOf(f: Fields, before: Template | undefined): Body["validity"] {
  const said = spanOf(f);
  return before && JSON.stringify(said) === JSON.stringify(spanOf(startOf(before))) ? before.validity : said;
}

/** What the form says of a template, or of a change of the one before, as the API takes it. */
export function bodyOf(f: Fields, before?: Template): Body {
  const has = (...which: string[]) => which.includes(f.kind);
  const { hours, ...rest } = f.scope ?? {};
  return {
    name: f.name,
    kind: f.kind,
    amount_minor: has("amount_off", "fixed_price") ? f.amount_minor : undefined,
    off_bp: has("percent_off") ? Math.round((f.percent ?? 0) * 100) : undefined,
    points_bp: has("points_multiplier") ? Math.round((f.times ?? 0) * 10_000) : undefined,
    gift_sku: has("gift") ? f.gift_sku : undefined,
    cap_minor: has("amount_off", "fixed_price", "points_multiplier") ? undefined : (f.cap_minor ?? undefined),
    min_spend_minor: f.min_spend_minor ?? undefined,
    validity: validityOf(f, before),
    remind_days: f.span === "never" ? undefined : (f.remind_days ?? undefined),
    stock: f.stock ?? undefined,
    per_member_limit: f.per_member_limit ?? undefined,
    scope: {
      ...rest,
      hours: hours ? { from: hours[0].hour(), until: hours[1].hour() || 24 } : undefined,
      condition: f.scope?.condition || undefined,
    },
    stacking: {
      mode: f.stacking?.mode,
      class: f.stacking?.mode === "once_per_class" ? f.stacking.class : undefined,
      order: f.stacking?.mode === "never" ? undefined : (f.stacking?.order ?? undefined),
    },
    transferable: f.transferable,
    cost_minor: f.cost_minor ?? undefined,
    note: f.note || undefined,
    status: f.status,
  };
}
