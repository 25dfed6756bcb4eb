import dayjs from "dayjs";
import { expect, test } from "vitest";
import { bodyOf, type Fields, fieldOf, startOf } from "./form.ts";
import type { Template } from "./words.ts";

function template(more: Partial<Template>): Template {
  return {
    id: "cpt_1",
    name: "20 off",
    kind: "amount_off",
    amount_minor: 2000,
    issued: 0,
    used: 0,
    left: null,
    discount_minor: 0,
    sales_minor: 0,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    version: 1,
    status: "active",
    ...more,
  } as Template;
}

const again = (p: Template, change: Partial<Fields> = {}) => bodyOf({ ...(startOf(p) as Fields), ...change }, p);

test("what the form cannot show of the validity stays as it was", () => {
  for (const validity of [
    undefined,
    { from: "2026-01-02T03:00:00Z" },
    { until: "2026-05-06T07:00:00Z" },
    { from: "2026-01-02T03:00:00Z", until: "2026-05-06T07:00:00Z" },
    { days: 30, until: "2026-05-06T07:00:00Z" },
  ]) {
    expect(again(template({ validity }), { note: "another note" }).validity).toEqual(validity);
  }
  const between: [dayjs.Dayjs, dayjs.Dayjs] = [dayjs("2026-02-01"), dayjs("2026-02-28")];
  const was = template({ validity: { from: "2026-01-02T03:00:00Z", until: "2026-05-06T07:00:00Z" } });
  expect(again(was, { between }).validity).toEqual({ from: "2026-02-01", until: "2026-02-28" });
  expect(again(was, { span: "relative", validity: { days: 9 } }).validity).toEqual({
    days: 9,
    activates_after_days: 0,
  });
});

test("hours to the end of the day stay so", () => {
  const hours = { from: 18, until: 24 };
  expect(again(template({ scope: { hours } })).scope?.hours).toEqual(hours);
});

test("refusals stand at the fields of the form", () => {
  expect(["percent_off", "points_bp", "validity.until", "scope.skus[3]", "stock"].map(fieldOf)).toEqual([
    "percent",
    "times",
    "between",
    "scope.skus",
    "stock",
  ]);
});
