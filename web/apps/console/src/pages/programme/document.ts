import type { Schema } from "../../../../../shared/api.ts";

/** The programme as it is written. */
export type Programme = Schema<"ProgramDocument">;
export type Tier = Programme["tiers"][number];
export type Rule = Programme["earning"][number];
export type Cap = NonNullable<Programme["caps"]>[number];
export type RuleCap = NonNullable<Rule["caps"]>[number];
export type Asset = Rule["asset"];
export type Benefit = NonNullable<Programme["benefits"]>[number];
export type EventKind = NonNullable<Programme["events"]>[number];
export type EventField = NonNullable<EventKind["fields"]>[number];
export type Mistake = Schema<"FieldProblem">;

/** The parts of the editor, in the order of its tabs. */
export const parts = ["tiers", "benefits", "earning", "growth", "events", "spending", "points", "basics"] as const;
export type PartName = (typeof parts)[number];

/** The steps of a path such as tiers[2].keep.days. */
function steps(path: string): (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map((m) => (m[2] === undefined ? (m[1] as string) : Number(m[2])));
}

/** What stands at a path; undefined where there is nothing. */
export function at(doc: unknown, path: string): unknown {
  let value: unknown = doc;
  for (const step of steps(path)) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** The document with something else at a path; undefined leaves the field out. Nothing else changes. */
export function withAt<T>(doc: T, path: string, value: unknown): T {
  return put(doc, steps(path), value) as T;
}

function put(node: unknown, way: (string | number)[], value: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list = Array.isArray(node) ? [...node] : [];
    list[step] = put(list[step], rest, value);
    return list;
  }
  const object = { ...(node as Record<string, unknown> | undefined) };
  const next = put(object[step], rest, value);
  if (next === undefined) delete object[step];
  else object[step] = next;
  return object;
}

/** Whether two documents say the same, whatever the order of their fields. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([x], [y]) => (x < y ? -1 : 1)))
      : v,
  );
}

/** A code that is not taken: `base`, or with a number after it. */
export function freeCode(base: string, taken: string[]): string {
  const plain = base
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 30);
  const stem = plain || "item";
  if (plain && !taken.includes(stem)) return stem;
  for (let n = 2; ; n++) {
    if (!taken.includes(`${stem}_${n}`)) return `${stem}_${n}`;
  }
}

/** A list with one element moved by a number of places; at its ends it stays. */
export function moved<T>(list: T[], index: number, by: number): T[] {
  const to = index + by;
  if (to < 0 || to >= list.length || index < 0 || index >= list.length) return list;
  const next = [...list];
  const [one] = next.splice(index, 1);
  next.splice(to, 0, one as T);
  return next;
}

/** The programme with one more tier, above the others. */
export function withNewTier(doc: Programme): Programme {
  const code = freeCode("tier", ["tier", ...doc.tiers.map((t) => t.code)]);
  const top = doc.tiers.at(-1);
  const tier: Tier = {
    code,
    name: { zh: "新等级", en: "New tier" },
    color: "#8e4ec6",
    when: doc.tiers.length ? "spend(365) >= 1000000" : undefined,
    keep: { kind: "days", days: 365 },
    downgrade: "step",
    earn_bp: top?.earn_bp ?? 10_000,
  };
  return { ...doc, tiers: [...doc.tiers, stripped(tier)] };
}

/** The programme without a tier. The lowest one cannot go while it is needed: the next then becomes the base, without condition. */
export function withoutTier(doc: Programme, index: number): Programme {
  const tiers = doc.tiers.filter((_, i) => i !== index);
  return { ...doc, tiers: based(tiers) };
}

/** The programme with a tier moved up or down; who becomes the lowest loses its condition. */
export function withTierMoved(doc: Programme, index: number, by: number): Programme {
  return { ...doc, tiers: based(moved(doc.tiers, index, by)) };
}

function based(tiers: Tier[]): Tier[] {
  return tiers.map((t, i) => (i === 0 ? stripped({ ...t, when: undefined, manual: undefined }) : t));
}

/** Drops what is undefined, so that nothing is sent that means nothing. */
export function stripped<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

/** The programme with one more rule of an asset. */
export function withNewRule(doc: Programme, asset: Asset, unit: number): Programme {
  const code = freeCode(asset === "growth" ? "growth" : "rule", ["growth", "rule", ...doc.earning.map((r) => r.code)]);
  const rule: Rule = {
    code,
    name: { zh: "新规则", en: "New rule" },
    asset,
    kind: "per_amount",
    points: 1,
    per_minor: unit,
  };
  return { ...doc, earning: [...doc.earning, rule] };
}

/** What the product knows of members by itself. */
export const ownEvents = ["member.joined", "member.profile"] as const;

/**
 * A rule of another kind: what means nothing with it is dropped, what it needs is there. One for events begins with the first that the
 * programme declares, without a condition, for purchases and events have nothing in common that could be asked.
 */
export function withRuleKind(rule: Rule, kind: Rule["kind"], unit: number, events: EventKind[] = []): Rule {
  const { points, per_minor, bp, event, ...rest } = rule;
  if ((kind === "per_event") !== (rule.kind === "per_event")) delete rest.when;
  if (kind === "multiply") return { ...rest, kind, bp: bp || 20_000 };
  const next = { ...rest, kind, points: points || 1 };
  if (kind === "per_event")
    return withEvent({ ...next, rounding: undefined }, event || (events[0]?.code ?? ownEvents[0]));
  return kind === "per_amount" ? { ...next, per_minor: per_minor || unit } : next;
}

/** A rule for another event: its condition asked what the one before told. What comes again and again needs a cap in all. */
export function withEvent(rule: Rule, event: string): Rule {
  const caps = (rule.caps ?? []).filter((c) => c.per !== "order");
  const once = event === "member.profile" && !caps.some((c) => c.per === "ever" && !c.all_members);
  if (once) caps.push({ per: "ever", amount: rule.points || 1 });
  return stripped({ ...rule, event, when: undefined, caps: caps.length ? caps : undefined });
}

/** A rule that gives another number of points: the cap that withEvent set follows, for as long as it is what the rule gives once. */
export function withPoints(rule: Rule, points: number | undefined): Rule {
  const caps =
    rule.event === "member.profile"
      ? rule.caps?.map((c) =>
          c.per === "ever" && !c.all_members && c.amount === (rule.points || 1) ? { ...c, amount: points || 1 } : c,
        )
      : rule.caps;
  return stripped({ ...rule, points, caps });
}

/** The programme with one more event that the merchant's systems tell. */
export function withNewEvent(doc: Programme, event: EventKind): Programme {
  const events = doc.events ?? [];
  const taken = events.map((e) => e.code);
  const code = taken.includes(event.code) ? freeCode(event.code, ["event", ...taken]) : event.code;
  return { ...doc, events: [...events, { ...event, code }] };
}

/** The programme without an event. */
export function withoutEvent(doc: Programme, index: number): Programme {
  const events = (doc.events ?? []).filter((_, i) => i !== index);
  return events.length ? { ...doc, events } : withAt(doc, "events", undefined);
}

/** The programme with one more benefit. */
export function withNewBenefit(doc: Programme): Programme {
  const benefits = doc.benefits ?? [];
  const benefit: Benefit = {
    code: freeCode("benefit", ["benefit", ...benefits.map((b) => b.code)]),
    name: { zh: "新权益", en: "New benefit" },
    kind: "discount",
    off_bp: 500,
    tiers: doc.tiers.length > 1 ? [doc.tiers.at(-1)?.code ?? ""] : undefined,
  };
  return { ...doc, benefits: [...benefits, stripped(benefit)] };
}

/** The programme without a benefit. */
export function withoutBenefit(doc: Programme, index: number): Programme {
  const benefits = (doc.benefits ?? []).filter((_, i) => i !== index);
  return benefits.length ? { ...doc, benefits } : withAt(doc, "benefits", undefined);
}

/** A benefit of another kind: what means nothing with it is dropped, what it needs is there. */
export function withBenefitKind(benefit: Benefit, kind: Benefit["kind"]): Benefit {
  const { off_bp, full_price_only, cap_minor, price_list, bp, quota, gives, ...more } = benefit;
  const { service, early_hours, contact, cost_minor, ...rest } = more;
  switch (kind) {
    case "discount":
      return stripped({ ...rest, kind, off_bp: off_bp || 500, full_price_only, cap_minor });
    case "member_price":
      return { ...rest, kind, price_list: price_list || "" };
    case "free_delivery":
      return stripped({ ...rest, kind, cap_minor });
    case "multiplier":
      return { ...rest, kind, bp: bp || 20_000 };
    case "quota":
      return stripped({
        ...rest,
        kind,
        quota: quota?.quantity ? quota : { quantity: 1, per: "month" },
        gives: gives || "unit_free",
        cost_minor,
      });
    case "service":
      return stripped({ ...rest, kind, service: service || "queue", early_hours, contact, cost_minor });
  }
}

/** A service of another kind: early access says how early. */
export function withService<B extends { early_hours?: number }, S extends string>(benefit: B, service: S) {
  const { early_hours, ...rest } = benefit;
  return { ...rest, service, ...(service === "priority" ? { early_hours: early_hours || 24 } : {}) };
}

/** A keep period of another kind. */
export function keepOf(kind: Tier["keep"]["kind"]): Tier["keep"] {
  if (kind === "days") return { kind, days: 365 };
  return kind === "year_end" ? { kind, after_years: 1 } : { kind };
}

/** A way of waiting of another kind. */
export function pendingOf(kind: Programme["points"]["pending"]["kind"]): Programme["points"]["pending"] {
  if (kind === "days") return { kind, days: 7 };
  return kind === "fulfilment" ? { kind, status: "completed", days: 7 } : { kind };
}

/** An expiry of another kind. */
export function expiryOf(kind: Programme["points"]["expiry"]["kind"]): Programme["points"]["expiry"] {
  if (kind === "rolling_months") return { kind, months: 24 };
  if (kind === "inactivity") return { kind, months: 12 };
  return kind === "fixed_date" ? { kind, month_day: "12-31", after_years: 1 } : { kind };
}

/** The programme with one more cap over all rules of an asset, over a period that has none yet. */
export function withNewCap(doc: Programme, asset: Asset): Programme {
  const caps = doc.caps ?? [];
  const per = freePeriod(caps.filter((c) => c.asset === asset && !c.all_members).map((c) => c.per));
  return { ...doc, caps: [...caps, { asset, per, amount: 1000 }] };
}

/** The programme without a cap over all rules. */
export function withoutCap(doc: Programme, index: number): Programme {
  const caps = (doc.caps ?? []).filter((_, i) => i !== index);
  return caps.length ? { ...doc, caps } : withAt(doc, "caps", undefined);
}

/** The first usual period that is not taken. */
export function freePeriod(taken: RuleCap["per"][]): RuleCap["per"] {
  const usual: RuleCap["per"][] = ["day", "month", "year", "week", "order", "ever"];
  return usual.find((p) => !taken.includes(p)) ?? "day";
}

/** Where in the editor a path is edited: the tab, and the item of a list that has to be open. */
export function placeOf(doc: Programme, path: string): { part: PartName; item?: string } {
  const item = /^(tiers|earning|benefits|events)\[\d+\]/.exec(path)?.[0];
  const cap = /^caps\[(\d+)\]/.exec(path);
  if (path.startsWith("tiers")) return { part: "tiers", item };
  if (path.startsWith("benefits")) return { part: "benefits", item };
  if (path.startsWith("earning")) {
    const rule = item ? (at(doc, item) as Rule | undefined) : undefined;
    return { part: rule?.asset === "growth" ? "growth" : "earning", item };
  }
  if (cap) return { part: doc.caps?.[Number(cap[1])]?.asset === "growth" ? "growth" : "earning" };
  if (path.startsWith("events")) return { part: "events", item };
  if (path.startsWith("growth")) return { part: "growth" };
  if (path.startsWith("caps") || path === "multipliers") return { part: "earning" };
  if (path.startsWith("spending")) return { part: "spending" };
  return { part: path.startsWith("points") ? "points" : "basics" };
}

/** Whether a path is a field or lies below it: tiers[1].keep.days is below tiers[1], and not below tiers[10]. */
export function under(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}

/** Basis points as a multiplier: 15000 → 1.5; and back. */
export function timesOf(bp: number | undefined): number {
  return (bp ?? 10_000) / 10_000;
}
export function bpOf(times: number): number {
  return Math.round(times * 10_000);
}
