import { describe, expect, it } from "vitest";
import { namesOf } from "./programme.ts";

const document = {
  tiers: [{ code: "gold", name: { zh: "金卡", en: "Gold" } }],
  earning: [{ code: "spend", name: { zh: "消费积分" } }],
  benefits: [{ code: "double", name: { zh: "双倍", en: "Double" } }],
};

describe("the cause of points", () => {
  it("is named by rule, tier, benefit, plan or coupon; what is not known stands for itself", () => {
    const names = namesOf(document, "zh");
    expect(["spend", "tier:gold", "benefit:double", "plan:plus/x", "coupon:12", "gone"].map(names.rule)).toEqual([
      "消费积分",
      "金卡",
      "双倍",
      "付费会员权益",
      "多倍积分券",
      "gone",
    ]);
    expect(namesOf(document, "en").rule("benefit:double")).toBe("Double");
    expect(namesOf(undefined, "en").rule("benefit:double")).toBe("benefit:double");
  });
});
