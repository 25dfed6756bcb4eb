import { describe, expect, it } from "vitest";
import type { Schema } from "../../../../../shared/api.ts";
import { consentsOf } from "./consents.tsx";
import { bodyOf, patchOf, valuesOf } from "./form.ts";
import { phoneText } from "./phone.ts";

const member = {
  id: "mem_1",
  name: "王小美",
  phone: "+8613800138000",
  birthday: "1990-02-28",
  store_id: "sto_1",
  personalised: true,
  tags: ["a"],
  attributes: { parity: 2, feeding: "mixed" },
} as unknown as Schema<"MemberOut">;

describe("a change of a member", () => {
  it("is empty where nothing was changed", () => {
    expect(patchOf(valuesOf(member), valuesOf(member))).toEqual({});
  });
  it("names what was changed, cleared and taken away", () => {
    const now = {
      ...valuesOf(member),
      name: "王美",
      phone: "",
      tags: [],
      attributes: { parity: null, feeding: "mixed" },
    };
    expect(patchOf(valuesOf(member), now)).toEqual({
      name: "王美",
      phone: "",
      tags: [],
      attributes: { parity: null },
    });
  });
  it("never writes a mask back", () => {
    const hidden = { ...member, name: "王**", phone: "138****8000", masked: true } as Schema<"MemberOut">;
    const before = valuesOf(hidden);
    expect(before.name).toBe("");
    expect(patchOf(before, { ...before, phone: "" })).toEqual({});
    expect(patchOf(before, { ...before, phone: "13900139000" })).toEqual({ phone: "13900139000" });
  });
  it("turns a birthday into a lunar one and back", () => {
    const before = valuesOf(member);
    const lunar = { ...before, calendar: "lunar" as const, birthday_lunar: { month: 8, day: 15 } };
    expect(patchOf(before, lunar)).toEqual({ birthday_lunar: { month: 8, day: 15 } });
    const kept = valuesOf({ ...member, birthday: undefined, birthday_lunar: { month: 8, day: 15 } });
    expect(patchOf(kept, { ...kept, calendar: "solar", birthday: "1990-10-03" })).toEqual({
      birthday: "1990-10-03",
      birthday_lunar: { month: 0, day: 0 },
    });
  });
});

describe("a new member", () => {
  it("sends only what was filled in", () => {
    expect(bodyOf({ name: " 王 ", phone: "", tags: [], attributes: { a: null, b: false }, make_card: true })).toEqual({
      name: "王",
      make_card: true,
      attributes: { b: false },
    });
    expect(bodyOf({ card_no: "7", make_card: true }).make_card).toBeUndefined();
  });
});

describe("consents", () => {
  it("are sent where they were said anew", () => {
    const before = { "marketing/sms": true, "care/sms": true };
    const said = { ...before, "marketing/sms": false, "care/wechat": true, "research/phone": undefined };
    expect(consentsOf(said, before, " 电话 ")).toEqual([
      { purpose: "marketing", channel: "sms", granted: false, source: "电话" },
      { purpose: "care", channel: "wechat", granted: true, source: "电话" },
    ]);
  });
});

describe("a phone", () => {
  it("is grouped where it is a mainland mobile, and left where not", () => {
    expect(phoneText("+8613800138000")).toBe("138 0013 8000");
    expect(phoneText("138****8000")).toBe("138****8000");
    expect(phoneText("+442079460000")).toBe("+442079460000");
    expect(phoneText(undefined)).toBe("");
  });
});
