import { describe, expect, it } from "vitest";
import { storyWords, type Telling, tell } from "./story.ts";

const w: Telling = {
  t: storyWords.zh,
  label: (_, word) => word ?? "",
  points: "瓜子",
  growth: "成长值",
  tier: (code) => code ?? "",
  separator: "、",
};

describe("the timeline", () => {
  it("tells an order with what it gave, and leaves out what it did not", () => {
    const line = {
      kind: "order.recorded",
      data: { payable_minor: 45200, channel: "pos", points_earned: 693, points_spent: 0 },
    };
    const told = tell(line, w);
    expect(told.head).toContain("452.00");
    expect(told.more).toEqual(["得 693 瓜子"]);
  });
  it("tells of tags", () => {
    const told = tell({ kind: "member.changed", data: { tags_added: ["a", "b"], tags_removed: ["c"] } }, w);
    expect(told).toEqual({ head: "加上标签：a、b", more: ["去掉标签：c"] });
    expect(tell({ kind: "member.changed" }, w).head).toBe("资料已修改");
  });
  it("names the last day on which expiring points are good", () => {
    const midnight = Date.parse("2026-12-12T16:00:00Z") * 1000;
    expect(tell({ kind: "points.expiring", data: { amount: 895, expires_at: midnight } }, w).head).toMatch(/12.12/);
  });
  it("tells an adjustment with its sign", () => {
    expect(tell({ kind: "reward.adjusted", data: { asset: "growth", amount: -30, reason: "错录" } }, w)).toEqual({
      head: "手工调整 −30 成长值",
      more: ["错录"],
    });
  });
  it("tells everything that a reward gave", () => {
    const items = [
      { kind: "points", amount: 20 },
      { kind: "coupon", amount: 2 },
    ];
    expect(tell({ kind: "reward.granted", data: { items, reason: "致歉" } }, w)).toEqual({
      head: "发放 20 瓜子、优惠券 2 张",
      more: ["致歉"],
    });
  });
  it("tells of coupons by their names", () => {
    const data = { name: "满100减20", amount_minor: 2000 };
    expect(tell({ kind: "coupon.redeemed", data }, w).head).toContain("满100减20");
  });
  it("still says something of what it does not know", () => {
    expect(tell({ kind: "moon.landed" }, w).head).toBe("发生了 moon.landed");
  });
});
