import { axe, expect, narrow, test, unique, uniquePhone } from "./world.ts";

const number = () => unique("E").replaceAll(" ", "").toUpperCase();

test("an order is found by its number and says why it gave its points", async ({ page, say, api }) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("单") });
  const order = await api.post("/v1/orders", {
    source: "e2e",
    number: number(),
    member_id: member.id,
    lines: [{ name: "测试商品", quantity: 2, unit_price_minor: 6000 }],
  });
  await page.goto("/admin/orders");
  const search = page.getByRole("searchbox", { name: say("按订单号查找", "Find by order number") });
  await search.fill(order.number);
  await search.press("Enter");
  await expect(page).toHaveURL(new RegExp(`number=${order.number}`));
  await page.getByRole("link", { name: order.number }).click();
  await expect(page.getByRole("heading", { level: 2, name: say(/^为什么是/, /^Why/) })).toContainText("120");
  await expect(page.getByRole("link", { name: member.name })).toBeVisible();
  await axe(page);
});

test("goods come back without an order: the member's own is found, and what it gave is taken back", async ({
  page,
  say,
  api,
}) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("还") });
  const { data } = await api.get("/v1/products?status=on_sale&limit=1");
  const product = data[0];
  const lines = [{ sku: product.sku, quantity: 2, unit_price_minor: 5000 }];
  await api.post("/v1/orders", { source: "e2e", number: number(), member_id: member.id, lines });
  await page.goto("/admin/orders");
  await page.getByRole("button", { name: say("无单退货", "Return without an order") }).click();
  await page.goto(`/admin/orders/return?member=${member.id}`);
  const find = page.getByRole("combobox", {
    name: say("输入商品名称或编码添加", "Type a product's name or code to add it"),
  });
  await find.fill(product.sku);
  await page.getByRole("option").first().waitFor({ state: "attached" });
  await find.press("Enter");
  await page.getByRole("spinbutton", { name: say("第 1 行单价", "Price of line 1") }).fill("50");
  const act = page.getByRole("button", { name: say("登记退货 ¥50.00", "Book the return of ¥50.00") });
  await act.click();
  await expect(page.getByText(say("请填写", "Please fill in"))).toBeVisible(); // a reason is asked for
  await page.getByRole("textbox", { name: say("原因", "Reason") }).fill(say("尺码不对", "Wrong size"));
  await act.dblclick();
  await expect(page.getByText(say("退货已入账", "The return is booked"))).toBeVisible();
  await expect(page.getByText(say("找到订单的部分", "Found in orders"))).toBeVisible();
  expect((await api.get(`/v1/members/${member.id}`)).stats.spend_minor).toBe(5000);
  await axe(page);
});

test("a refund shows what it will do before it is done, and pressing twice does it once", async ({
  page,
  say,
  api,
}) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("退") });
  const order = await api.post("/v1/orders", {
    source: "e2e",
    number: number(),
    member_id: member.id,
    lines: [
      { name: "商品甲", quantity: 3, unit_price_minor: 5000 },
      { name: "商品乙", quantity: 1, unit_price_minor: 2000 },
    ],
  });
  await page.goto(`/admin/orders/${order.id}`);
  await page.getByRole("button", { name: say("退款", "Refund"), exact: true }).click();
  const drawer = page.getByRole("dialog", { name: new RegExp(say("退款：", "Refund of")) });
  const preview = drawer.getByRole("region", { name: say("退款后的结果", "What it will do") });
  await expect(preview).toContainText(say("先选择要退的数量", "Choose how many"));
  await expect(drawer.getByRole("button", { name: say("退款", "Refund"), exact: true })).toBeDisabled();
  await drawer.getByRole("spinbutton", { name: /商品甲/ }).fill("1");
  await expect(preview).toContainText("¥50.00");
  await expect(preview).toContainText("−50");
  await expect(preview).toContainText(say("部分退款", "Partly refunded"));
  expect((await api.get(`/v1/orders/${order.id}`)).status).toBe("paid"); // nothing was done yet
  await axe(page, "[role=dialog]");
  await drawer.getByRole("button", { name: say("剩余全部", "All that remains") }).click();
  await expect(preview).toContainText("¥170.00");
  await drawer.getByRole("spinbutton", { name: /商品甲/ }).fill("2");
  await drawer.getByRole("spinbutton", { name: /商品乙/ }).fill("0");
  const act = drawer.getByRole("button", { name: say("退款 ¥100.00", "Refund ¥100.00") });
  await act.dblclick();
  await expect(page.getByText(say("已退款 ¥100.00", "¥100.00 refunded"))).toBeVisible();
  await expect(page.getByRole("region", { name: say("退款", "Refunds"), exact: true })).toContainText("× 2");
  const now = await api.get(`/v1/orders/${order.id}`);
  expect(now.refunds).toHaveLength(1);
  expect(now.kept_minor).toBe(7000);
});

test("an order by hand: live quote, a changed price is shown before it is recorded", async ({ page, say, api }) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("录") });
  await page.goto(`/admin/orders/new?member=${member.id}`);
  await page.getByRole("button", { name: say("加自由行", "Add a free line") }).click();
  await page.getByRole("textbox", { name: say("第 1 行名称", "Name of line 1") }).fill("手工商品");
  await expect(page.getByText(say("第 1 行还缺", "Line 1 lacks"))).toBeVisible();
  await page.getByRole("spinbutton", { name: say("第 1 行单价", "Price of line 1") }).fill("80");
  const act = page.getByRole("button", { name: say("录入订单，实收 ¥80.00", "Record, ¥80.00 received") });
  await expect(act).toBeEnabled();
  await expect(page.getByRole("region", { name: say("为什么", "Why"), exact: true })).toContainText("80");
  await axe(page);
  // The price moves between the quote and the order: once, as a promotion would.
  let moved = false;
  await page.route("**/v1/orders", async (route) => {
    if (moved || route.request().method() !== "POST") return route.fallback();
    moved = true;
    const body = route.request().postDataJSON();
    await route.continue({ postData: { ...body, expect_payable_minor: body.expect_payable_minor + 500 } });
  });
  await act.click();
  await expect(
    page.getByRole("alert").filter({ hasText: say("应付金额有变化", "What is payable changed") }),
  ).toBeVisible();
  await act.dblclick();
  await expect(page).toHaveURL(/\/orders\/ord_/);
  await expect(page.getByRole("link", { name: member.name })).toBeVisible();
  const orders = await api.get(`/v1/orders?member_id=${member.id}`);
  expect(orders.data).toHaveLength(1);
});

test("coupons come off an order once the member is proved to be there, and come back with the refund", async ({
  page,
  say,
  api,
}) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("券") });
  const name = unique("满100减30");
  const template = await api.post("/v1/coupon-templates", {
    name,
    kind: "amount_off",
    amount_minor: 3000,
    min_spend_minor: 10000,
    validity: { days: 30 },
    stacking: { mode: "always" },
  });
  await api.post(`/v1/coupon-templates/${template.id}/issue`, { member_id: member.id });
  await page.goto(`/admin/orders/new?member=${member.id}`);
  await page.getByRole("button", { name: say("加自由行", "Add a free line") }).click();
  await page.getByRole("textbox", { name: say("第 1 行名称", "Name of line 1") }).fill("礼盒");
  await page.getByRole("spinbutton", { name: say("第 1 行单价", "Price of line 1") }).fill("150");
  await page.getByText(say("指定", "Chosen"), { exact: true }).click();
  await page.getByRole("checkbox", { name: new RegExp(name) }).check();
  await expect(page.getByText(say("这样使用须先由会员确认", "This needs the member's proof first"))).toBeVisible();
  await page.getByText("PIN", { exact: true }).click();
  await page.getByLabel(say("会员的 PIN", "The member's PIN")).fill("135790");
  await page.getByRole("button", { name: say("确认", "Show it"), exact: true }).click();
  await expect(page.getByText(say("该会员尚未设置 PIN", "This member has set no PIN"))).toBeVisible(); // told once, not sent again
  await expect(page.getByText(say("已提供：PIN", "Given: PIN"))).toBeHidden();
  await page.getByText(say("免确认", "No proof"), { exact: true }).click();
  await page.getByRole("textbox", { name: say("免确认的原因", "Why without proof") }).fill("会员在场");
  await page.getByRole("button", { name: say("确认", "Show it"), exact: true }).click();
  await expect(page.getByText(say("已提供：免确认", "Given: No proof"))).toBeVisible();
  const used = page.getByRole("region", { name: say("券与权益", "Coupons and entitlements") });
  await expect(used).toContainText(say("已用，优惠 ¥30.00", "used, ¥30.00 off"));
  await axe(page);
  await page.getByRole("button", { name: say("录入订单，实收 ¥120.00", "Record, ¥120.00 received") }).click();
  await expect(page).toHaveURL(/\/orders\/ord_/);
  await expect(page.getByRole("region", { name: say("券与权益", "Coupons and entitlements") })).toContainText(name);
  await page.getByRole("button", { name: say("退款", "Refund"), exact: true }).click();
  const drawer = page.getByRole("dialog", { name: new RegExp(say("退款：", "Refund of")) });
  await drawer.getByRole("button", { name: say("剩余全部", "All that remains") }).click();
  await expect(drawer.getByText(say("退回的券", "Coupons given back"))).toBeVisible();
  await drawer.getByRole("button", { name: say("退款 ¥120.00", "Refund ¥120.00") }).click();
  await expect(page.getByText(say("已退款 ¥120.00", "¥120.00 refunded"))).toBeVisible();
  const held = await api.get(`/v1/members/${member.id}/coupons?status=usable`);
  expect(held.data).toHaveLength(1);
});

test("products are added by name with the keyboard alone", async ({ page, say, api }) => {
  const product = (await api.get("/v1/products?status=on_sale&limit=1")).data[0];
  await page.goto("/admin/orders/new");
  const find = page.getByRole("combobox", { name: say(/输入商品名称/, /Type a product/) });
  await find.focus();
  await find.pressSequentially(product.sku);
  await expect(page.locator(".ant-select-item-option-active").filter({ hasText: product.sku })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("cell", { name: product.sku })).toBeVisible();
  await expect(page.getByRole("button", { name: say(/录入订单，实收/, /^Record, /) })).toBeEnabled();
});

test("a guest's order goes its way, and then to the member who placed it", async ({ page, say, api }) => {
  const phone = uniquePhone();
  const member = await api.post("/v1/members", { phone, name: unique("领") });
  const order = await api.post("/v1/orders", {
    source: "e2e",
    number: number(),
    lines: [{ name: "测试商品", quantity: 1, unit_price_minor: 5000 }],
  });
  await page.goto(`/admin/orders/${order.id}`);
  await expect(page.getByText(say("散客订单", "A guest's order")).first()).toBeVisible();
  await page.getByRole("button", { name: say("更新履约", "Update fulfilment") }).click();
  const way = page.getByRole("dialog", { name: new RegExp(say("更新履约", "Fulfilment of")) });
  await way.getByRole("textbox", { name: say("运单号", "Parcel number") }).fill("YT123");
  await axe(page, "[role=dialog]");
  await way.getByRole("button", { name: say("保存", "Save") }).click();
  await expect(page.getByText("YT123")).toBeVisible();
  await page.getByRole("button", { name: say("归到会员", "Give to a member") }).click();
  const claim = page.getByRole("dialog", { name: new RegExp(say("归到会员", "Give order")) });
  await claim.getByRole("button", { name: say("归到这位会员", "Give to this member") }).click();
  await expect(claim.getByText(say("请选择会员", "Please choose a member"))).toBeVisible();
  await claim.getByRole("combobox", { name: say("会员", "Member") }).fill(phone);
  await expect(page.locator(".ant-select-item-option-active").filter({ hasText: member.name })).toBeVisible();
  await page.keyboard.press("Enter");
  await claim.getByRole("button", { name: say("归到这位会员", "Give to this member") }).click();
  await expect(page.getByRole("link", { name: member.name })).toBeVisible();
});

test.describe("analyst", () => {
  test.use({ role: "analyst" });

  test("reads orders and can neither record nor refund", async ({ page, say, api }) => {
    const order = (await api.get("/v1/orders?status=paid&limit=1")).data[0];
    await page.goto("/admin/orders");
    await expect(page.getByRole("region", { name: say("订单列表", "List of orders") })).toBeVisible();
    await expect(page.getByRole("button", { name: say("录入订单", "Record an order") })).toHaveCount(0);
    await page.goto(`/admin/orders/${order.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(order.number);
    await expect(page.getByRole("button", { name: say("退款", "Refund"), exact: true })).toHaveCount(0);
  });
});

test.describe("an empty shop", () => {
  test.use({ role: "empty" });

  test("says where orders come from", async ({ page, say }) => {
    await page.goto("/admin/orders");
    await expect(page.getByRole("heading", { name: say("还没有订单", "No orders yet") })).toBeVisible();
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: narrow });

  test("nothing is wider than the screen", async ({ page, api }) => {
    const order = (await api.get("/v1/orders?limit=1")).data[0];
    for (const path of ["", "/new", `/${order.id}`]) {
      await page.goto(`/admin/orders${path}`);
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(narrow.width);
    }
  });
});
