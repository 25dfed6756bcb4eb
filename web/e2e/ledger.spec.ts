import { axe, expect, narrow, test, unique, uniquePhone } from "./world.ts";

/** A member of this spec alone. */
async function enrol(api: { post: (path: string, data: unknown) => Promise<{ id: string }> }) {
  return await api.post("/v1/members", { name: unique("账本"), phone: uniquePhone() });
}

test("the books are even, and say what is owed in money", async ({ page, say }) => {
  await page.goto("/admin/ledger");
  await expect(page.getByText(say("借贷合计", "Sum of all accounts"))).toBeVisible();
  await expect(page.getByText(say("收支相抵", "the books are even"), { exact: false })).toBeVisible();
  await expect(page.getByRole("table", { name: say("从哪里来", "Where it came from") })).toContainText(
    say("按规则发放", "Given by rules"),
  );
  await axe(page, "#content");
  await page.getByText(say("成长值", "Growth"), { exact: true }).click();
  await expect(page).toHaveURL(/asset=growth/);
  await expect(page.getByText(say("不构成负债", "never spent"), { exact: false }).first()).toBeVisible();
});

test("the check is run when asked, and says that all is well", async ({ page, say }) => {
  await page.goto("/admin/ledger");
  await page.getByRole("button", { name: say("立即检查", "Run now") }).click();
  await expect(page.getByText(say("全部通过", "All is well"))).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole("button", { name: say("立即检查", "Run now") })).toBeEnabled();
});

test("an adjustment above the limit is asked for by support and approved by an owner", async ({
  page,
  say,
  as,
  api,
}) => {
  const member = await enrol(api);
  const support = await as("support");
  const reason = unique("补发");
  await support.post(`/v1/members/${member.id}/adjustments`, { asset: "points", amount: 4321, reason });
  await page.goto("/admin/approvals");
  const row = page.getByRole("row", { name: reason });
  await expect(row).toContainText("4,321");
  await row.getByRole("button", { name: say("同意", "Approve") }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText(reason);
  await axe(page, ".ant-drawer");
  await drawer.getByRole("button", { name: say("同意并执行", "Approve and do it") }).click();
  await expect(row).toHaveCount(0);
  expect((await api.get(`/v1/members/${member.id}`)).points.available).toBe(4321);
  await page.getByRole("tab", { name: say("已处理", "Decided") }).click();
  await expect(page.getByRole("row", { name: reason })).toContainText(say("已同意", "Approved"));
});

test("a refusal says why, and nothing is posted", async ({ page, say, as, api }) => {
  const member = await enrol(api);
  const reason = unique("多补");
  await (await as("support")).post(`/v1/members/${member.id}/adjustments`, { asset: "points", amount: 9999, reason });
  await page.goto("/admin/approvals");
  await page
    .getByRole("row", { name: reason })
    .getByRole("button", { name: say("拒绝", "Refuse") })
    .click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("button", { name: say("拒绝申请", "Refuse") }).click();
  await expect(drawer.getByText(say("请说明拒绝的理由", "Say why"), { exact: false })).toBeVisible();
  await drawer.getByRole("textbox").fill(say("没有小票", "no receipt"));
  await drawer.getByRole("button", { name: say("拒绝申请", "Refuse") }).click();
  await expect(page.getByRole("row", { name: reason })).toHaveCount(0);
  expect((await api.get(`/v1/members/${member.id}`)).points.available).toBe(0);
});

test("one's own request can be withdrawn, never approved", async ({ page, say, api }) => {
  const member = await enrol(api);
  const reason = unique("自己");
  await api.post(`/v1/members/${member.id}/adjustments`, { asset: "points", amount: 200_000, reason });
  await page.goto("/admin/approvals");
  const row = page.getByRole("row", { name: reason });
  await expect(row).toContainText(say("须由另一个人同意", "somebody else has to agree"));
  await expect(row.getByRole("button", { name: say("同意", "Approve") })).toHaveCount(0);
  await row.getByRole("button", { name: say("撤回申请", "Withdraw") }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: say("撤回申请", "Withdraw") })
    .click();
  await expect(row).toHaveCount(0);
});

test.describe("a phone", () => {
  test.use({ viewport: narrow });
  test("scrolls tables inside themselves, never the page", async ({ page, say }) => {
    await page.goto("/admin/ledger");
    await expect(page.getByText(say("借贷合计", "Sum of all accounts"))).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
});

test.describe("a cashier", () => {
  test.use({ role: "cashier" });
  test("sees neither the ledger nor requests, and is told who does", async ({ page, say }) => {
    await page.goto("/admin/ledger");
    await expect(page.getByText(say("您的角色看不到账本", "Your role does not see the ledger"))).toBeVisible();
    await page.goto("/admin/approvals");
    await expect(page.getByText(say("您的角色不参与审批", "Your role does not decide about requests"))).toBeVisible();
  });
});
