import { axe, expect, test, unique, uniquePhone } from "./world.ts";

const code = () =>
  unique("p")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");

test("a plan is made in the form, sold, and cancelled with the money back", async ({ page, say, api }) => {
  const name = unique("卡");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("享") });
  await page.goto("/admin/plans");
  await page.getByRole("button", { name: say("新建方案", "New plan") }).click();
  const form = page.getByRole("dialog", { name: say("新建方案", "New plan") });
  await form.getByLabel(say("名称（中文）", "Name in Chinese")).fill(name);
  if (say("zh", "en") === "en") await form.getByLabel("Name in English").fill(name);
  await form.getByLabel(say("代码", "Code")).fill(code());
  await form.getByLabel(say("价格", "Price")).fill("199");
  await form.getByRole("button", { name: say("添加权益", "Add a benefit") }).click();
  await form.getByLabel(say("第 1 项权益的名称", "Name of benefit 1")).fill("9.5");
  await axe(page);
  await form.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await expect(page.getByRole("button", { name })).toBeVisible();

  await page.goto(`/admin/members/${member.id}?tab=held`);
  const sell = say("开通或续费", "Sell or renew");
  await page.getByRole("button", { name: sell }).click();
  const sale = page.getByRole("dialog", { name: sell });
  await sale.getByLabel(say("选择方案", "Plan")).click();
  await page.getByText(name).last().click();
  await expect(sale.getByText(say("首次开通，应收 ¥199.00", "Joined: ¥199.00 to pay"))).toBeVisible();
  await axe(page);
  await sale.getByRole("button", { name: sell }).click();
  const plans = page.getByRole("region", { name: say("付费会员", "Paid plans") }).first();
  await expect(plans.getByText(say("生效中", "Active"))).toBeVisible();

  await plans.getByRole("button", { name: say("取消并退款", "Cancel and refund") }).click();
  const end = page.getByRole("dialog", { name: say("取消付费会员", "Cancel the plan") });
  await expect(end.getByText("¥199.00")).toBeVisible(); // within the days in which all comes back
  await end.getByLabel(say("原因", "Reason")).fill("moves");
  await end.getByRole("button", { name: say("取消付费会员", "Cancel the plan") }).click();
  await expect(
    page.getByText(say("请原路退回：微信支付 ¥199.00", "Pay it back to where it came from: WeChat Pay ¥199.00")),
  ).toBeVisible();
  await page.getByRole("button", { name: say(/知道了|确\s*定/, /^OK$/) }).click();
  await expect(plans.getByText(say("已取消", "Cancelled"))).toBeVisible();
  const held = await api.get(`/v1/members/${member.id}/plan`);
  expect(held.data[0].refund_minor).toBe(19_900);
});

test("value is recharged by an offer, and paying it back waits for a second person", async ({ page, say, api }) => {
  const name = unique("充");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("储") });
  await page.goto("/admin/stored-value");
  const add = say("新建充值方案", "New offer");
  await page.getByRole("button", { name: add }).click();
  const form = page.getByRole("dialog", { name: add });
  await form.getByLabel(say("名称（中文）", "Name in Chinese")).fill(name);
  if (say("zh", "en") === "en") await form.getByLabel("Name in English").fill(name);
  await form.getByLabel(say("充值金额（本金）", "Amount (principal)")).fill("500");
  await form.getByLabel(say("赠送金额", "Bonus"), { exact: true }).fill("60");
  await axe(page);
  await form.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await expect(page.getByRole("button", { name })).toBeVisible();

  await page.goto(`/admin/members/${member.id}?tab=held`);
  const recharge = say(/^充\s*值$/, /^Recharge$/);
  await page.getByRole("button", { name: recharge }).click();
  const sale = page.getByRole("dialog", { name: say("充值", "Recharge") });
  await sale.getByLabel(say("充值方案", "Offer")).click();
  await page.getByText(name).last().click();
  await expect(
    sale.getByText(say("到账本金 ¥500.00，赠金 ¥60.00", "Gives principal ¥500.00, bonus ¥60.00")),
  ).toBeVisible();
  await sale.getByRole("button", { name: recharge }).click();
  const value = page.getByRole("region", { name: say("储值", "Stored value") }).first();
  await expect(value.getByText("¥60.00").first()).toBeVisible();

  await value.getByRole("button", { name: say(/^退\s*款$/, /^Pay back$/) }).click();
  const back = page.getByRole("dialog");
  await back.getByLabel(say("退款金额", "Amount")).fill("100");
  await back.getByLabel(say("说明", "Reason"), { exact: true }).fill("moves");
  await axe(page);
  await back.getByRole("button", { name: say(/^退\s*款$/, /^Pay back$/) }).click();
  await expect(page.getByText(say("已提交，等待第二人批准", "Waiting for a second person"))).toBeVisible();
  expect((await api.get(`/v1/members/${member.id}/balance`)).principal_minor).toBe(50_000);
});
