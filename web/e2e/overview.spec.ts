import { axe, expect, narrow, test, unique, uniquePhone } from "./world.ts";

test("figures, charts with their tables and their definitions", async ({ page, say }) => {
  await page.goto("/admin/");
  const sales = page.getByRole("region", { name: say("会员销售额", "Sales of members") });
  await expect(sales).toContainText(/¥[\d,.]+/);
  await expect(sales).toContainText(/(较前|vs the) 30/);
  await sales.getByRole("button").hover();
  await expect(page.getByRole("tooltip")).toContainText(say("会员", "members"));
  await expect(page.getByRole("img", { name: say("本期销售额", "Sales of the period") })).toBeVisible();
  await page.getByRole("button", { name: say("看数据: 销售趋势", "Table: Sales") }).click();
  const table = page.getByRole("region", { name: say("销售趋势", "Sales"), exact: true }).getByRole("table");
  await expect(table.getByRole("row")).toHaveCount(31); // 30 days and the head
  await expect(table.getByRole("columnheader")).toHaveText([
    say("日期", "Day"),
    say("会员", "Members"),
    say("散客", "Guests"),
  ]);
  await axe(page);
});

test("period and store are chosen in the address", async ({ page, say, api }) => {
  const stores = await api.get("/v1/stores?limit=200");
  const store = stores.data[0];
  await page.goto("/admin/");
  await page.getByText(say("近 7 天", "7 days"), { exact: true }).click();
  await expect(page).toHaveURL(/[?&]period=7\b/);
  await expect(page.getByText(say("较前 7 天", "vs the 7 days before")).first()).toBeVisible();
  await page.getByRole("combobox", { name: say("门店", "Store") }).click();
  await page.getByRole("combobox", { name: say("门店", "Store") }).fill(store.name);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`store=${store.id}`));
  await expect(
    page.getByText(
      say("积分与等级属于整个商户，选择全部门店后可见。", "Points and tiers belong to the whole merchant"),
    ),
  ).toBeVisible();
  await page.reload(); // the address says it all
  await expect(page.getByText(say("较前 7 天", "vs the 7 days before")).first()).toBeVisible();
  const asked = await api.get(`/v1/overview?store_id=${store.id}&from=2026-01-01&to=2026-02-01`);
  await page.goto(`/admin/?period=own&from=2026-01-01&until=2026-01-31&store=${store.id}`);
  await expect(page.getByRole("region", { name: say("订单数", "Orders"), exact: true })).toContainText(
    Number(asked.orders.value).toLocaleString("en"),
  );
  await page.goto("/admin/?period=own&from=2031-02-30&until=x"); // makes no sense: 30 days
  await expect(page.getByText(say("较前 30 天", "vs the 30 days before")).first()).toBeVisible();
});

test("an order is told as it happens, and waits while one reads", async ({ page, say, api }) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("闻") });
  const buy = (minor: number) =>
    api.post("/v1/orders", {
      source: "e2e",
      number: unique("L").replaceAll(" ", ""),
      member_id: member.id,
      lines: [{ name: "测试商品", quantity: 1, unit_price_minor: minor }],
    });
  await page.goto("/admin/");
  const facts = page.getByRole("region", { name: say("最新动态", "Latest"), exact: true });
  await expect(page.getByText(say("实时", "Live"), { exact: true })).toBeVisible();
  await buy(12_345);
  await expect(facts.getByText(/123\.45/).filter({ hasText: member.name })).toBeVisible();
  const list = facts.last();
  await list.hover();
  await buy(54_321);
  const more = page.getByRole("button", { name: say("条新动态", "new") });
  await expect(more).toBeVisible();
  await expect(facts.getByText(/543\.21/).filter({ hasText: member.name })).toBeHidden();
  await more.click();
  const fact = facts.getByRole("link").filter({ hasText: member.name }).filter({ hasText: "543.21" });
  await fact.click();
  await expect(page).toHaveURL(/\/orders\/ord_/);
});

test("a lost connection is said, and made again", async ({ page, say, api }) => {
  await page.goto("/admin/");
  await expect(page.getByText(say("实时", "Live"), { exact: true })).toBeVisible();
  await page.route("**/v1/live*", (route) => route.abort());
  await page.reload();
  await expect(page.getByText(say("连接中断，正在重连", "Connection lost, trying again"))).toBeVisible();
  const name = unique("回");
  await api.post("/v1/members", { phone: uniquePhone(), name });
  await page.unroute("**/v1/live*");
  await expect(page.getByText(say("实时", "Live"), { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(name)).toBeVisible(); // what was missed is there
});

test.describe("empty shop", () => {
  test.use({ role: "empty" });
  test("says what to do first, and leads there", async ({ page, say }) => {
    await page.goto("/admin/");
    await expect(page.getByRole("heading", { name: say("开始使用", "Begin here") })).toBeVisible();
    await expect(page.getByRole("region", { name: say("销售趋势", "Sales") })).toHaveCount(0);
    await axe(page);
    await page.getByRole("button", { name: say("导入会员", "Import your members") }).click();
    await expect(page).toHaveURL(/\/data\/import$/);
    await page.goBack();
    await page.getByRole("button", { name: say("录入第一笔订单", "Record a first order") }).click();
    await expect(page).toHaveURL(/\/orders\/new$/);
  });
});

test.describe("analyst", () => {
  test.use({ role: "analyst" });
  test("sees figures, and members by masked names", async ({ page, say, api }) => {
    const name = "诸葛测试";
    await api.post("/v1/members", { phone: uniquePhone(), name });
    await page.goto("/admin/");
    await expect(page.getByRole("region", { name: say("会员销售额", "Sales of members") })).toBeVisible();
    await expect(page.getByRole("button", { name: say("录入订单", "Record an order") })).toHaveCount(0);
    const facts = page.getByRole("region", { name: say("最新动态", "Latest"), exact: true });
    await expect(facts.getByText(/\*/).first()).toBeVisible();
    await expect(facts.getByText(name)).toHaveCount(0);
  });
});

test.describe("narrow window", () => {
  test.use({ viewport: narrow });
  test("chooses a period from a list, and nothing sticks out", async ({ page, say }) => {
    await page.goto("/admin/?period=year");
    await expect(page.getByRole("region", { name: say("会员销售额", "Sales of members") })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.getByRole("combobox", { name: say("时间段", "Period") }).click();
    await page
      .getByRole("option", { name: say("上月", "Last month") })
      .or(page.getByTitle(say("上月", "Last month")))
      .last()
      .click();
    await expect(page).toHaveURL(/period=last-month/);
  });
});
