import { axe, expect, test, unique, uniquePhone } from "./world.ts";

const body = { kind: "amount_off", amount_minor: 2000, min_spend_minor: 10_000, stacking: { mode: "always" } };

test("a template is made in the form, issued as codes, and a code is claimed at the counter", async ({
  page,
  say,
  api,
}) => {
  const name = unique("券");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("领") });
  await page.goto("/admin/coupons");
  await page.getByRole("button", { name: say("新建券模板", "New template") }).click();
  const form = page.getByRole("dialog", { name: say("新建券模板", "New coupon template") });
  await form.getByLabel(say("名称", "Name"), { exact: true }).fill(name);
  await form.getByLabel(say("减多少", "Amount off")).fill("20");
  await form.getByLabel(say("使用门槛", "Minimum spend")).fill("100");
  await expect(form.getByText(say("满 ¥100.00 减 ¥20.00", "From ¥100.00: ¥20.00 off"))).toBeVisible();
  await axe(page);
  await form.getByRole("button", { name: say("保存", "Save") }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await page.getByRole("button", { name: say("发券", "Issue") }).click();
  const issue = page.getByRole("dialog");
  await issue.getByText(say("生成券码", "Codes"), { exact: true }).click();
  await issue.getByLabel(say("数量", "How many")).fill("3");
  await issue.getByRole("button", { name: say(/^发\s*放$/, /^Issue$/) }).click();
  await expect(page.getByText(say("已生成 3 个券码", "3 codes made"))).toBeVisible();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: say("下载券码（CSV）", "Download codes (CSV)") }).click();
  expect((await saved).suggestedFilename()).toContain("3.csv");
  await page
    .getByRole("button", { name: say(/^关\s*闭$/, /^Close$/) })
    .last()
    .click();

  await page.getByRole("tab", { name: say("券与券码", "Coupons and codes") }).click();
  const code = page.getByRole("button", { name: /^\d{4} \d{4} \d{4}$/ }).first();
  await code.click();
  const drawer = page.getByRole("dialog", { name });
  await drawer.getByRole("button", { name: say("为会员领取", "Claim for a member") }).click();
  const claim = page.getByRole("dialog", { name: say("为会员领取这张券", "Claim this coupon for a member") });
  await claim.getByRole("combobox", { name: say("会员", "Member") }).fill(member.name);
  await page.getByText(member.name).last().click();
  await claim.getByRole("button", { name: say("为会员领取", "Claim for a member") }).click();
  await expect(drawer.getByText(say("可用", "Usable"))).toBeVisible();
  await axe(page);

  await page.goto(`/admin/members/${member.id}?tab=held`);
  await expect(page.getByRole("button", { name })).toBeVisible();
});

test("a member is given a coupon, uses it with an order, and the report counts it", async ({ page, say, api }) => {
  const name = unique("券");
  const template = await api.post("/v1/coupon-templates", { ...body, name, per_member_limit: 1 });
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("得") });
  await page.goto(`/admin/members/${member.id}?tab=held`);
  await page.getByRole("button", { name: say("发券", "Give a coupon") }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("combobox", { name: say("券模板", "Template") }).fill(name);
  await page.getByText(name).last().click();
  await form.getByRole("button", { name: say(/^发\s*券$/, /^Give$/) }).click();
  await expect(page.getByText(say("已发放", "Given")).first()).toBeVisible();
  await expect(page.getByRole("button", { name })).toBeVisible();
  const order = await api.post("/v1/orders", {
    source: "e2e",
    number: unique("N"),
    member_id: member.id,
    channel: "pos",
    coupons: "best",
    proof: { kind: "override", reason: "the member stands here" },
    lines: [{ sku: "A", name: "A", quantity: 1, unit_price_minor: 12_000 }],
  });
  expect(order.payable_minor).toBeLessThanOrEqual(10_000);
  await page.goto(`/admin/coupons/${template.id}?tab=uses`);
  await expect(page.getByRole("link", { name: member.name })).toBeVisible();
  await page.getByRole("tab", { name: say("效果", "How it does") }).click();
  await expect(page.getByText("100.0%")).toBeVisible();
  await axe(page);
});

test("a coupon is found by its code and cancelled with a reason", async ({ page, say, api }) => {
  const template = await api.post("/v1/coupon-templates", { ...body, name: unique("券") });
  const issue = await api.post(`/v1/coupon-templates/${template.id}/issue`, { codes: 1 });
  const code: string = issue.issued[0].code;
  await page.goto("/admin/coupons");
  await page
    .getByRole("searchbox", { name: say("输入或扫描 12 位券码", "Type or scan a code of twelve digits") })
    .fill(code);
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: template.name });
  await drawer.getByRole("button", { name: say(/^作\s*废$/, /^Cancel it$/) }).click();
  const asked = page.getByRole("dialog", { name: new RegExp(code.slice(0, 4)) });
  await asked.getByLabel(say("原因", "Reason")).fill("misprint");
  await asked.getByRole("button", { name: say(/^作\s*废$/, /^Cancel it$/) }).click();
  await expect(drawer.getByText(say("已作废", "Cancelled")).first()).toBeVisible();
});

test("a coupon is given to a friend, for a stated reason", async ({ page, say, api }) => {
  const template = await api.post("/v1/coupon-templates", { ...body, name: unique("券"), transferable: true });
  const from = await api.post("/v1/members", { phone: uniquePhone(), name: unique("赠") });
  const to = await api.post("/v1/members", { phone: uniquePhone(), name: unique("友") });
  const issue = await api.post(`/v1/coupon-templates/${template.id}/issue`, { member_id: from.id });
  await page.goto(`/admin/coupons?code=${issue.issued[0].code}`);
  const drawer = page.getByRole("dialog", { name: template.name });
  await drawer.getByRole("button", { name: say(/^转\s*赠$/, /^Give it away$/) }).click();
  const asked = page.getByRole("dialog", { name: say("转赠给另一位会员", "Give it to another member") });
  await asked.getByRole("combobox").fill(to.name);
  await page.getByText(to.name).last().click();
  await asked.getByText(say("免确认", "No proof"), { exact: true }).click();
  await asked.getByRole("textbox", { name: say("免确认的原因", "Why without proof") }).fill("their daughter");
  await axe(page);
  await asked.getByRole("button", { name: say(/^转\s*赠$/, /^Give$/) }).click();
  await expect(drawer.getByRole("link", { name: to.name })).toBeVisible();
});

test("a code that nobody knows says what to do", async ({ page, say }) => {
  await page.goto("/admin/coupons?code=1234");
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("heading", { name: say("找不到该券码", "No coupon has this code") })).toBeVisible();
  await expect(drawer.getByText(say("这里有 4 位", "this has 4 characters"))).toBeVisible();
  await axe(page);
  await drawer.getByRole("button", { name: say("重新输入", "Type it again") }).click();
  await expect(drawer).toBeHidden();
});

test("a template is paused and resumed, and keeps its terms", async ({ page, say, api }) => {
  const validity = { from: "2026-01-02T03:04:05Z", days: 9 };
  const template = await api.post("/v1/coupon-templates", { ...body, name: unique("券"), validity });
  await page.goto(`/admin/coupons/${template.id}`);
  await page.getByRole("button", { name: say("暂停发放", "Pause") }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: say("暂停发放", "Pause") })
    .click();
  await expect(page.getByRole("button", { name: say("恢复发放", "Resume") })).toBeVisible();
  await expect(page.getByRole("button", { name: say(/^发\s*券$/, /^Issue$/) })).toBeHidden();
  expect((await api.get(`/v1/coupon-templates/${template.id}`)).validity).toEqual(validity);
  await page.getByRole("button", { name: say("恢复发放", "Resume") }).click();
  await expect(page.getByRole("button", { name: say(/^发\s*券$/, /^Issue$/) })).toBeVisible();
});
