import { axe, expect, test, unique, uniquePhone } from "./world.ts";

test("a pack is made, given to a member from a budget, and taken back", async ({ page, say, api }) => {
  const name = unique("礼包");
  const budget = unique("预算");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("收") });
  await page.goto("/admin/rewards?tab=packs");
  await page.getByRole("button", { name: say("新建礼包", "New pack") }).click();
  const pack = page.getByRole("dialog", { name: say("新建礼包", "New pack") });
  await pack.getByLabel(say("名称", "Name"), { exact: true }).fill(name);
  await pack.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await expect(pack.getByText(say("请填写", "Please fill in"))).toBeVisible(); // points without a number
  await pack.getByLabel(say("第 1 项奖励的数量", "How many of reward 1")).fill("300");
  await axe(page);
  await pack.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await expect(page.getByRole("button", { name, exact: true })).toBeVisible();

  await page.getByRole("tab", { name: say("预算", "Budgets") }).click();
  await page.getByRole("button", { name: say("新建预算", "New budget") }).click();
  const form = page.getByRole("dialog", { name: say("新建预算", "New budget") });
  await form.getByLabel(say("名称", "Name"), { exact: true }).fill(budget);
  await form.getByLabel(say("本期总额", "For all in a period")).fill("1000");
  await axe(page);
  await form.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await expect(page.getByText(budget)).toBeVisible();

  await page.goto(`/admin/members/${member.id}?tab=held`);
  await page.getByRole("button", { name: say("发放奖励", "Give rewards") }).click();
  const give = page.getByRole("dialog");
  await give.getByRole("combobox", { name: say("第 1 项奖励的类型", "Kind of reward 1") }).click();
  await page.getByTitle(say("礼包", "Pack"), { exact: true }).last().click();
  await give.getByRole("combobox", { name: say("第 1 项奖励的内容", "What reward 1 is") }).fill(name);
  await page.getByTitle(name).last().click();
  await expect(give.getByText(say(/预计成本/, /reckoned to cost/))).toBeVisible();
  await give.getByLabel(say("原因", "Reason"), { exact: true }).fill("欢迎");
  await give.getByRole("combobox", { name: say("计入预算", "From budgets") }).fill(budget);
  await page.getByText(budget).last().click();
  await give.getByRole("button", { name: say(/^发\s*放$/, /^Give$/) }).click();
  await expect(page.getByText(say("已发放", "Given"), { exact: true }).first()).toBeVisible();
  await expect(give).toBeHidden();
  await expect(page.getByText("欢迎")).toBeVisible();

  await page.goto("/admin/rewards?tab=budgets");
  await page.getByRole("button", { name: `${say("明细", "Details")}: ${budget}` }).click();
  await expect(page.getByRole("dialog").getByText("300")).toBeVisible();
  await axe(page);

  await page.goto(`/admin/members/${member.id}?tab=held`);
  await page
    .getByRole("button", { name: say(/^收\s*回$/, /^Take back$/) })
    .first()
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: say(/^收\s*回$/, /^Take back$/) })
    .click();
  await expect(page.getByText(say("已收回", "Taken back"), { exact: true }).first()).toBeVisible();
  const after = await api.get(`/v1/members/${member.id}`);
  expect(after.points.available).toBe(0);
});

test("a mass issue is one record and is taken back as a whole", async ({ page, say, api }) => {
  const reason = unique("回馈");
  const one = await api.post("/v1/members", { phone: uniquePhone(), name: unique("甲") });
  const two = await api.post("/v1/members", { phone: uniquePhone(), name: unique("乙") });
  await api.post("/v1/rewards", { member_ids: [one.id, two.id], rewards: [{ kind: "points", amount: 70 }], reason });
  await page.goto("/admin/rewards?tab=batches");
  const row = page.getByRole("row").filter({ hasText: reason });
  await expect(row).toContainText(say("2 / 2", "2 of 2"));
  await row.getByRole("button", { name: say(/^收\s*回$/, /^Take back$/) }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: say(/^收\s*回$/, /^Take back$/) })
    .click();
  await expect(row).toContainText(say("已收回", "Taken back"));
  expect((await api.get(`/v1/members/${two.id}`)).points.available).toBe(0);
  await axe(page);
});

test("a pack is handed out by code, and claimed by who has one", async ({ page, say, api }) => {
  const name = unique("礼包");
  const pack = await api.post("/v1/packs", { name, rewards: [{ kind: "points", amount: 30 }] });
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("领") });
  await page.goto("/admin/rewards?tab=packs");
  await page.getByRole("button", { name: say(`${name}的礼包码`, `Codes of ${name}`) }).click();
  const codes = page.getByRole("dialog");
  await codes.getByRole("button", { name: say("生成礼包码", "Make codes") }).click();
  const form = page.getByRole("dialog", { name: say("生成礼包码", "Make codes") });
  await form.getByLabel(say("用途", "What for")).fill("传单");
  await form.getByLabel(say("码数", "How many codes")).fill("2");
  await expect(form.getByText(say(/预计成本/, /reckoned to cost/))).toBeVisible();
  await axe(page);
  await form.getByRole("button", { name: say("生成礼包码", "Make codes") }).click();
  await expect(codes.getByText("0 / 2").or(codes.getByText("0 of 2"))).toBeVisible();

  const made = (await api.get(`/v1/packs/${pack.id}/handouts`)).data[0];
  const code = (await api.get(`/v1/pack-handouts/${made.id}/codes`)).data[0].code;
  await page.goto(`/admin/members/${member.id}?tab=held`);
  await page.getByRole("button", { name: say("兑换礼包码", "Claim a code") }).click();
  const claim = page.getByRole("dialog");
  await claim.getByLabel(say("礼包码", "Code of a pack")).fill(code);
  await claim.getByRole("button", { name: say("兑换礼包码", "Claim a code") }).click();
  await expect(page.getByText("传单")).toBeVisible();
  expect((await api.get(`/v1/members/${member.id}`)).points.available).toBe(30);
});
