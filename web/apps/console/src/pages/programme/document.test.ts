import { describe, expect, it } from "vitest";
import {
  at,
  bpOf,
  expiryOf,
  freeCode,
  keepOf,
  moved,
  type Programme,
  pendingOf,
  placeOf,
  same,
  timesOf,
  under,
  withAt,
  withBenefitKind,
  withEvent,
  withNewBenefit,
  withNewCap,
  withNewEvent,
  withNewRule,
  withNewTier,
  withoutBenefit,
  withoutCap,
  withoutEvent,
  withoutTier,
  withPoints,
  withRuleKind,
  withTierMoved,
} from "./document.ts";

const doc: Programme = {
  name: { zh: "会员", en: "Club" },
  entry: { kind: "open" },
  tiers: [
    { code: "base", name: { zh: "普通" }, keep: { kind: "forever" }, earn_bp: 10_000 },
    {
      code: "gold",
      name: { zh: "金卡" },
      when: "spend(365) >= 500000",
      keep: { kind: "days", days: 365 },
      earn_bp: 15_000,
    },
    { code: "black", name: { zh: "黑金" }, manual: true, keep: { kind: "forever" } },
  ],
  points: {
    name: { zh: "积分" },
    pending: { kind: "none" },
    expiry: { kind: "never" },
    rounding: "floor",
    on_basis: "money",
  },
  growth: { name: { zh: "成长值" }, rounding: "floor" },
  earning: [
    { code: "spend", name: { zh: "消费" }, asset: "points", kind: "per_amount", points: 1, per_minor: 100 },
    { code: "grow", name: { zh: "成长" }, asset: "growth", kind: "per_amount", points: 1, per_minor: 100 },
  ],
  multipliers: "best",
  spending: { enabled: false },
};

describe("a field", () => {
  it("is read and written by its path; the rest stays the same object", () => {
    const next = withAt(doc, "tiers[1].earn_bp", 20_000);
    expect(at(next, "tiers[1].earn_bp")).toBe(20_000);
    expect(at(doc, "tiers[1].earn_bp")).toBe(15_000);
    expect(next.tiers[0]).toBe(doc.tiers[0]);
    expect(next.points).toBe(doc.points);
    expect(at(doc, "tiers[9].keep.days")).toBeUndefined();
  });

  it("goes away where it is set to undefined, and comes where it was not", () => {
    expect("when" in (withAt(doc, "tiers[1].when", undefined).tiers[1] ?? {})).toBe(false);
    expect(withAt(doc, "entry.when", "spend(30) > 1").entry).toEqual({ kind: "open", when: "spend(30) > 1" });
    expect(at(withAt(doc, "earning[0].caps[0].per", "day"), "earning[0].caps")).toEqual([{ per: "day" }]);
  });

  it("lies under a path by whole steps only", () => {
    expect(under("tiers[1].keep.days", "tiers[1]")).toBe(true);
    expect(under("tiers[10].when", "tiers[1]")).toBe(false);
    expect(under("points.rounding", "points")).toBe(true);
    expect(under("points_x", "points")).toBe(false);
  });

  it("is found again in the editor", () => {
    expect(placeOf(doc, "tiers[1].when")).toEqual({ part: "tiers", item: "tiers[1]" });
    expect(placeOf(doc, "earning[1].points")).toEqual({ part: "growth", item: "earning[1]" });
    expect(placeOf(doc, "earning[0].caps[0].per")).toEqual({ part: "earning", item: "earning[0]" });
    expect(placeOf(withNewCap(doc, "growth"), "caps[0].amount")).toEqual({ part: "growth" });
    expect(placeOf(doc, "spending.step")).toEqual({ part: "spending" });
    expect(placeOf(doc, "multipliers")).toEqual({ part: "earning" });
    expect(placeOf(doc, "entry.when")).toEqual({ part: "basics" });
  });
});

describe("two documents", () => {
  it("are the same whatever the order of their fields", () => {
    expect(same({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true);
    expect(same(doc, withAt(doc, "tiers[1].earn_bp", 15_001))).toBe(false);
    expect(same([1, 2], [2, 1])).toBe(false);
    expect(same({ a: undefined }, {})).toBe(true);
  });
});

describe("tiers", () => {
  it("come on top with a code that is free", () => {
    const next = withNewTier(withNewTier(doc));
    expect(next.tiers.map((t) => t.code)).toEqual(["base", "gold", "black", "tier_2", "tier_3"]);
    expect(next.tiers[3]?.when).toBeTruthy();
  });

  it("lose their condition where they become the lowest", () => {
    const next = withoutTier(doc, 0);
    expect(next.tiers[0]).toEqual({
      code: "gold",
      name: { zh: "金卡" },
      keep: { kind: "days", days: 365 },
      earn_bp: 15_000,
    });
    expect(withTierMoved(doc, 2, -2).tiers[0]).toEqual({
      code: "black",
      name: { zh: "黑金" },
      keep: { kind: "forever" },
    });
    expect(withTierMoved(doc, 1, 1).tiers.map((t) => t.code)).toEqual(["base", "black", "gold"]);
  });

  it("stay where they are at the ends", () => {
    expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
    expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3]);
    expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3]);
  });
});

describe("benefits", () => {
  it("come with a free code, for the highest tier, and go without a trace", () => {
    const next = withNewBenefit(withNewBenefit(doc));
    expect(next.benefits?.map((b) => b.code)).toEqual(["benefit_2", "benefit_3"]);
    expect(next.benefits?.[0]).toMatchObject({ kind: "discount", off_bp: 500, tiers: ["black"] });
    expect("benefits" in withoutBenefit(withNewBenefit(doc), 0)).toBe(false);
    expect(withoutBenefit(next, 0).benefits?.map((b) => b.code)).toEqual(["benefit_3"]);
    expect(placeOf(next, "benefits[1].off_bp")).toEqual({ part: "benefits", item: "benefits[1]" });
  });

  it("of another kind carry no term that means nothing, and keep for whom and when they are", () => {
    const benefit = {
      code: "b",
      name: { zh: "权益" },
      kind: "discount" as const,
      off_bp: 1_200,
      cap_minor: 500,
      full_price_only: true,
      tiers: ["gold"],
      when: "x",
    };
    const rest = { code: "b", name: { zh: "权益" }, tiers: ["gold"], when: "x" };
    expect(withBenefitKind(benefit, "free_delivery")).toEqual({ ...rest, kind: "free_delivery", cap_minor: 500 });
    expect(withBenefitKind(benefit, "member_price")).toEqual({ ...rest, kind: "member_price", price_list: "" });
    expect(withBenefitKind(benefit, "multiplier")).toEqual({ ...rest, kind: "multiplier", bp: 20_000 });
    expect(withBenefitKind(benefit, "quota")).toEqual({
      ...rest,
      kind: "quota",
      quota: { quantity: 1, per: "month" },
      gives: "unit_free",
    });
    expect(withBenefitKind(withBenefitKind(benefit, "quota"), "service")).toEqual({
      ...rest,
      kind: "service",
      service: "queue",
    });
  });
});

describe("rules and terms", () => {
  it("of another kind carry no number that means nothing", () => {
    const rule = doc.earning[0];
    if (!rule) throw new Error("no rule");
    expect(withRuleKind(rule, "multiply", 100)).toEqual({
      code: "spend",
      name: { zh: "消费" },
      asset: "points",
      kind: "multiply",
      bp: 20_000,
    });
    expect(withRuleKind(withRuleKind(rule, "multiply", 100), "per_amount", 100)).toEqual(rule);
    expect(withRuleKind(rule, "per_order", 100)).toEqual({
      code: "spend",
      name: { zh: "消费" },
      asset: "points",
      kind: "per_order",
      points: 1,
    });
    expect(keepOf("forever")).toEqual({ kind: "forever" });
    expect(pendingOf("none")).toEqual({ kind: "none" });
    expect(expiryOf("fixed_date")).toEqual({ kind: "fixed_date", month_day: "12-31", after_years: 1 });
  });

  it("are added with a free code, caps with a free period", () => {
    expect(withNewRule(doc, "growth", 100).earning[2]).toMatchObject({ code: "growth_2", asset: "growth" });
    const caps = withNewCap(withNewCap(doc, "points"), "points").caps;
    expect(caps?.map((c) => c.per)).toEqual(["day", "month"]);
    expect("caps" in withoutCap(withNewCap(doc, "points"), 0)).toBe(false);
  });

  it("name codes as the API wants them", () => {
    for (const code of [
      freeCode("Gold Plus!", []),
      freeCode("金卡", []),
      freeCode("9 lives", []),
      freeCode("a".repeat(60), []),
    ]) {
      expect(code).toMatch(/^[a-z][a-z0-9_-]{0,39}$/);
    }
    expect(freeCode("gold", ["gold"])).toBe("gold_2");
  });

  it("count multipliers exactly", () => {
    for (const times of [1, 1.1, 1.25, 1.5, 2, 3.3333, 100]) expect(timesOf(bpOf(times))).toBe(times);
    expect(timesOf(undefined)).toBe(1);
  });
});

describe("events", () => {
  const visit = { code: "visit", name: { zh: "到店" } };

  it("makes a rule for an event of one for purchases, and back", () => {
    const rule = withRuleKind(
      {
        code: "r",
        name: { zh: "规则" },
        asset: "points",
        kind: "per_amount",
        points: 2,
        per_minor: 100,
        rounding: "ceil",
        when: 'line.sku == "a"',
        caps: [
          { per: "order", amount: 5 },
          { per: "day", amount: 9 },
        ],
      },
      "per_event",
      100,
      [visit],
    );
    expect(rule).toEqual({
      code: "r",
      name: { zh: "规则" },
      asset: "points",
      kind: "per_event",
      event: "visit",
      points: 2,
      caps: [{ per: "day", amount: 9 }],
    });
    expect(withRuleKind({ ...rule, when: "event.hour > 8" }, "per_unit", 100)).toEqual({
      code: "r",
      name: { zh: "规则" },
      asset: "points",
      kind: "per_unit",
      points: 2,
      caps: [{ per: "day", amount: 9 }],
    });
    expect(withRuleKind(rule, "per_event", 100).event).toBe("visit");
  });

  const rule = {
    code: "r",
    name: {},
    asset: "points" as const,
    kind: "per_event" as const,
    event: "visit",
    points: 30,
  };

  it("caps in all what comes again and again", () => {
    expect(withEvent(rule, "member.profile").caps).toEqual([{ per: "ever", amount: 30 }]);
    expect(withEvent(rule, "member.joined").caps).toBeUndefined();
    expect(withEvent({ ...rule, when: "event.visit.minutes > 3" }, "member.joined").when).toBeUndefined();
  });

  it("lets that cap follow the points while it is what the rule gives once", () => {
    const typed = [undefined, 5, 50].reduce(withPoints, withEvent({ ...rule, points: 1 }, "member.profile"));
    expect(typed).toMatchObject({ points: 50, caps: [{ per: "ever", amount: 50 }] });
    const own = [
      { per: "ever" as const, amount: 100 },
      { per: "ever" as const, amount: 50, all_members: true },
      { per: "year" as const, amount: 50 },
    ];
    expect(withPoints({ ...typed, caps: own }, 60)).toMatchObject({ points: 60, caps: own });
    expect(withPoints({ ...typed, event: "visit" }, 60).caps).toEqual(typed.caps);
    expect(withPoints(rule, undefined)).not.toHaveProperty("points");
  });

  it("adds and removes them by codes of their own", () => {
    const one = withNewEvent(doc, visit);
    const two = withNewEvent(one, visit);
    expect(two.events?.map((e) => e.code)).toEqual(["visit", "visit_2"]);
    expect(withoutEvent(withoutEvent(two, 0), 0).events).toBeUndefined();
    expect(placeOf(two, "events[1].fields[0].code")).toEqual({ part: "events", item: "events[1]" });
  });
});
