import { axe, expect, narrow, test, unique } from "./world.ts";

test("the past is played through the programme in force, and its report says so", async ({ page, say, api }) => {
  await page.goto("/admin/simulations");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("沙盘推演", "Simulation"));
  await axe(page, "#content");
  await page
    .getByRole("button", { name: say("开始推演", "Simulate") })
    .first()
    .click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel(say("推演哪个体系", "Which programme")).press("ArrowDown");
  await page.getByTitle(say(/^生效版本/, /in force$/)).click();
  await axe(page, ".ant-drawer");
  await expect(async () => {
    // One runs at a time: another spec may have begun one.
    await drawer.getByRole("button", { name: say("开始推演", "Simulate") }).click({ timeout: 2000 });
    await expect(page).toHaveURL(/simulations\/sim_/, { timeout: 3000 });
  }).toPass({ timeout: 40_000 });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say(/生效版本/, /in force/));
  await expect(page.getByText(say("位会员得到更多", "members would get more"), { exact: false })).toBeVisible({
    timeout: 40_000,
  });
  await expect(
    page.getByRole("region", { name: say("等级变化", "Moves between tiers") }).getByRole("table"),
  ).toBeVisible();
  await page.getByRole("button", { name: say("看数据: 每月成本", "Table: Cost by month") }).click();
  await expect(page.getByRole("table").first()).toBeVisible();
  await axe(page, "#content");
  const id = page.url().split("/").pop();
  const made = await api.get(`/v1/simulations/${id}`);
  expect(made.state).toBe("done");
  expect(made.report.orders).toBeGreaterThan(100);
});

test("design help says how the programme stands, and a benefit is rated for its quarter", async ({ page, say }) => {
  await page.goto("/admin/design");
  await expect(page.getByRole("heading", { name: say("等级形状", "Shape of the tiers") })).toBeVisible();
  await expect(
    page.getByRole("table", { name: say("相邻等级的价值差", "What one tier is worth more than the next") }),
  ).toBeVisible();
  await axe(page, "#content");
  await page.getByRole("tab", { name: say("权益季度表", "Sheet of benefits") }).click();
  await expect(page).toHaveURL(/tab=sheet/);
  await expect(page.getByRole("combobox", { name: say("季度", "Quarter") })).toBeVisible();
  await axe(page, "#content");
  // Each language in a quarter of its own: both walk at once.
  const now = new Date();
  const back = say("2", "3");
  const quarter = new Date(Date.UTC(now.getFullYear(), now.getMonth() - 3 * Number(back), 15));
  await page.goto(
    `/admin/design?tab=sheet&quarter=${quarter.getUTCFullYear()}-${Math.floor(quarter.getUTCMonth() / 3) + 1}`,
  );
  const reason = unique(say("不知道", "unknown"));
  await page.getByRole("button", { name: say("登记: 育儿顾问咨询", "Note: Advice on raising children") }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("textbox", { name: say("为什么不用", "Why not used") }).fill(reason);
  await axe(page, ".ant-drawer");
  await drawer.getByRole("button", { name: say("保存", "Save") }).click();
  await expect(page.getByRole("row", { name: reason })).toBeVisible();
});

test("a ready programme can be looked at", async ({ page, say }) => {
  await page.goto("/admin/programme/ready");
  await expect(page.getByRole("heading", { name: say("酒店", "Hotel"), exact: true })).toBeVisible();
  await axe(page, "#content");
  await page.getByRole("button", { name: say("查看内容: 酒店", "What it says: Hotel") }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("heading", { name: say("铂金卡", "Platinum"), exact: true })).toBeVisible();
  await axe(page, ".ant-drawer");
});

test.describe("on a phone", () => {
  test.use({ viewport: narrow });
  test("the pages do not scroll sideways", async ({ page, say, api }) => {
    const list = await api.get("/v1/simulations");
    const done = list.data.find((s: { state: string }) => s.state === "done");
    for (const path of [
      "/admin/simulations",
      `/admin/simulations/${done.id}`,
      "/admin/design",
      "/admin/programme/ready",
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("status", { name: say("加载中", "Loading") })).toHaveCount(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(narrow.width);
    }
  });
});

test.describe("an analyst", () => {
  test.use({ role: "analyst" });
  test("reads simulations and starts none", async ({ page, say }) => {
    await page.goto("/admin/simulations");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("button", { name: say("开始推演", "Simulate") })).toHaveCount(0);
  });
});
