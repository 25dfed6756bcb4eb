import type { Page } from "@playwright/test";
import { type Client, expect } from "./world.ts";

/** A page to look at: a name for its picture, and its address. */
export interface Seen {
  name: string;
  path: string;
}

/** Every page of the console, with things that are there in the demo shop. */
export async function everyPage(api: Client): Promise<Seen[]> {
  const [members, orders, versions, coupons, simulations, lists, segments] = await Promise.all([
    api.get("/v1/members?sort=spend&limit=1"),
    api.get("/v1/orders?status=partly_refunded&limit=1"),
    api.get("/v1/program/versions"),
    api.get("/v1/coupon-templates?limit=1"),
    api.get("/v1/simulations?limit=1"),
    api.get("/v1/price-lists?limit=1"),
    api.get("/v1/segments?limit=1"),
  ]);
  const member = members.data[0].id;
  const order = orders.data[0]?.id ?? (await api.get("/v1/orders?limit=1")).data[0].id;
  const settings = ["merchant", "stores", "staff", "roles", "keys", "rules", "tags", "attributes", "audit", "account"];
  return [
    { name: "overview", path: "/admin/" },
    { name: "overview-year", path: "/admin/?period=year" },
    { name: "members", path: "/admin/members" },
    { name: "members-none", path: "/admin/members?q=nobody-has-this-name" },
    { name: "member", path: `/admin/members/${member}` },
    { name: "segments", path: "/admin/segments" },
    { name: "segment", path: `/admin/segments/${segments.data[0].id}` },
    { name: "orders", path: "/admin/orders" },
    { name: "order", path: `/admin/orders/${order}` },
    { name: "order-new", path: "/admin/orders/new" },
    { name: "return-new", path: "/admin/orders/return" },
    { name: "member-held", path: `/admin/members/${member}?tab=held` },
    { name: "coupons", path: "/admin/coupons" },
    { name: "coupon", path: `/admin/coupons/${coupons.data[0].id}` },
    { name: "coupon-codes", path: `/admin/coupons/${coupons.data[0].id}?tab=coupons` },
    { name: "plans", path: "/admin/plans" },
    { name: "plans-records", path: "/admin/plans?part=records" },
    { name: "stored-value", path: "/admin/stored-value" },
    { name: "stored-value-rules", path: "/admin/stored-value?part=rules" },
    { name: "rewards", path: "/admin/rewards" },
    { name: "rewards-batches", path: "/admin/rewards?tab=batches" },
    { name: "rewards-packs", path: "/admin/rewards?tab=packs" },
    { name: "rewards-budgets", path: "/admin/rewards?tab=budgets" },
    { name: "catalogue", path: "/admin/catalogue" },
    { name: "catalogue-categories", path: "/admin/catalogue?part=categories" },
    { name: "catalogue-lists", path: "/admin/catalogue?part=lists" },
    { name: "price-list", path: `/admin/catalogue/prices/${lists.data[0].id}` },
    { name: "mall", path: "/admin/mall" },
    { name: "mall-redemptions", path: "/admin/mall?part=redemptions" },
    { name: "uses", path: "/admin/benefits" },
    { name: "times-cards", path: "/admin/benefits?part=cards" },
    { name: "card-sales", path: "/admin/benefits?part=sales" },
    { name: "stamp-cards", path: "/admin/benefits?part=stamps" },
    { name: "programme", path: "/admin/programme" },
    { name: "programme-edit", path: "/admin/programme/edit" },
    { name: "programme-versions", path: "/admin/programme/versions" },
    { name: "programme-version", path: `/admin/programme/versions/${versions.data[0].number}` },
    { name: "programme-ready", path: "/admin/programme/ready" },
    { name: "simulations", path: "/admin/simulations" },
    { name: "simulation", path: `/admin/simulations/${simulations.data[0].id}` },
    { name: "design", path: "/admin/design" },
    { name: "design-sheet", path: "/admin/design?tab=sheet" },
    { name: "ledger", path: "/admin/ledger" },
    { name: "approvals", path: "/admin/approvals" },
    { name: "data", path: "/admin/data" },
    { name: "data-import", path: "/admin/data/import" },
    { name: "settings", path: "/admin/settings" },
    ...settings.map((section) => ({ name: `settings-${section}`, path: `/admin/settings/${section}` })),
    { name: "nowhere", path: "/admin/nowhere" },
  ];
}

/** Waits until a page has its heading, and shows figures instead of skeletons. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".ant-skeleton")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}
