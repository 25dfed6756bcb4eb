import { axe, expect, narrow, test, unique, uniquePhone } from "./world.ts";

const line = { name: "测试商品", quantity: 1, unit_price_minor: 12_000 };

test("a member is found by the last four digits, opened from the list, and the address keeps the search", async ({
  page,
  say,
  api,
}) => {
  const phone = uniquePhone();
  const member = await api.post("/v1/members", { phone, name: unique("查") });
  await page.goto("/admin/members");
  await page.getByRole("searchbox", { name: say("搜索会员", "Search members") }).fill(phone.slice(-4));
  await expect(page).toHaveURL(new RegExp(`q=${phone.slice(-4)}`));
  await page.getByRole("link", { name: member.name }).click();
  await expect(page).toHaveURL(new RegExp(`/members/${member.id}`));
  await expect(page.getByRole("heading", { level: 1, name: member.name })).toBeVisible();
  await axe(page);
});

test("filters stand in the address as chips that can be taken away", async ({ page, say, api }) => {
  const tag = unique("标签").replaceAll(" ", "");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("筛"), tags: [tag] });
  await page.goto(`/admin/members?tag=${encodeURIComponent(tag)}&joined_from=2026-01-01`);
  await expect(page.getByRole("link", { name: member.name })).toBeVisible();
  await expect(page.getByText(say("共 1 人", "1 in all"))).toBeVisible();
  await page.getByRole("button", { name: new RegExp(say("去掉筛选：入会时间", "Remove the filter Joined")) }).click();
  await expect(page).not.toHaveURL(/joined_from/);
  await page.goto("/admin/members?tag=nobody-has-this");
  await page.getByRole("button", { name: say("清除筛选", "Clear filters") }).click();
  await expect(page).toHaveURL(/\/members$/);
});

test("a condition says for how many it holds, and where a mistake is", async ({ page, say }) => {
  await page.goto("/admin/members");
  await page.getByRole("button", { name: say("更多筛选", "More filters") }).click();
  const drawer = page.getByRole("dialog", { name: say("筛选会员", "Filter members") });
  await drawer.getByText(say("CEL 文本", "CEL text")).click();
  const condition = drawer.getByRole("textbox", { name: say("CEL 条件文本", "Condition as CEL text") });
  await condition.fill("order_count >");
  await expect(drawer.getByRole("button", { name: say("跳到出错处", "Go to the mistake") })).toBeVisible();
  await expect(page).not.toHaveURL(/condition=/);
  await condition.fill("order_count >= 5");
  await expect(drawer.getByText(say(/符合 [\d,]+ 人/, /Holds for [\d,]+ members/))).toBeVisible();
  await expect(page).toHaveURL(/condition=order_count/);
  await axe(page);
});

test("a view is saved, opened again and deleted", async ({ page, say, hire }) => {
  await hire("marketer");
  await page.goto("/admin/members?status=member&sort=spend");
  await page.getByRole("button", { name: say("视图", "Views") }).click();
  const name = unique("视图");
  await page.getByRole("textbox", { name: say("视图名称", "Name of the view") }).fill(name);
  await page.getByRole("button", { name: say("保存当前视图", "Save this view") }).click();
  await expect(page.getByRole("button", { name, exact: true }).first()).toBeVisible();
  await page.goto("/admin/members");
  await page.getByRole("button", { name: say("视图", "Views") }).click();
  await page.getByRole("button", { name, exact: true }).click();
  await expect(page).toHaveURL(/sort=spend/);
  await page.getByRole("button", { name }).first().click();
  await page.getByRole("button", { name: say(`删除视图 ${name}`, `Delete the view ${name}`) }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: say("删除", "Delete"), exact: true })
    .click();
  await expect(page.getByRole("button", { name })).toHaveCount(0);
});

test("an export shows its progress and ends in a file", async ({ page, say, hire }) => {
  await hire("analyst");
  await page.goto("/admin/members?tier=golden");
  await page.getByRole("button", { name: say("导出", "Export") }).click();
  const drawer = page.getByRole("dialog", { name: say("导出", "Export") });
  await expect(drawer.getByRole("checkbox", { name: say("等级", "Tier") })).toBeChecked();
  await expect(drawer.getByText(say("导出完整的姓名", "in full"))).toHaveCount(0); // an analyst may not reveal
  await axe(page, "[role=dialog]");
  await drawer.getByRole("button", { name: say("开始导出", "Export") }).click();
  await expect(drawer.getByText(say(/已生成，共 [\d,]+ 行/, /Ready: [\d,]+ rows/))).toBeVisible();
  const file = page.waitForEvent("download");
  await drawer.getByRole("link", { name: say("下载", "Download") }).click();
  expect((await file).suggestedFilename()).toMatch(/\.xlsx$/);
});

test("enrolling: refusals stand at their fields, and somebody who is there is one click away", async ({
  page,
  say,
  api,
}) => {
  const phone = uniquePhone();
  const there = await api.post("/v1/members", { phone, name: unique("原") });
  await page.goto("/admin/members");
  await page.getByRole("button", { name: say("新增会员", "Enrol a member") }).click();
  const drawer = page.getByRole("dialog", { name: say("新增会员", "Enrol a member") });
  const save = drawer.getByRole("button", { name: say("保存", "Save") });
  const number = drawer.getByRole("textbox", { name: say("手机号", "Phone") });
  await number.fill("123");
  await save.click();
  await expect(drawer.locator(".ant-form-item-explain-error").first()).toBeVisible();
  await number.fill(phone);
  await save.click();
  const existing = drawer.getByRole("link", { name: say("查看该会员", "Open that member") });
  await expect(existing).toHaveAttribute("href", new RegExp(there.id));
  await axe(page, "[role=dialog]");
  const name = unique("新");
  await number.fill(uniquePhone());
  await drawer.getByRole("textbox", { name: say("姓名", "Name") }).fill(name);
  await save.dblclick();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.getByRole("tab", { name: say("资料", "Profile") }).click();
  await expect(page).toHaveURL(/tab=profile/);
});

test("a member's points are explained, entry by entry", async ({ page, say, api }) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("问") });
  await api.post("/v1/orders", { source: "e2e", number: unique("W"), member_id: member.id, lines: [line] });
  await page.goto(`/admin/members/${member.id}`);
  const entries = page.getByRole("region", { name: say("积分与成长值明细", "Entries of points and growth") });
  await entries
    .getByRole("button", { name: new RegExp(say("为什么：获得 \\+120", "Why: Earned \\+120")) })
    .first()
    .click();
  const drawer = page.getByRole("dialog", { name: new RegExp(say("为什么", "Why")) });
  await expect(drawer).toContainText("¥120");
  await expect(drawer.getByRole("link", { name: say("查看订单", "Open the order") })).toBeVisible();
  await axe(page, "[role=dialog]");
});

test.describe("support", () => {
  test.use({ role: "support" });

  test("reveals a phone, adjusts within the limit, and above it waits for a second person", async ({
    page,
    say,
    api,
  }) => {
    const phone = uniquePhone();
    const member = await api.post("/v1/members", { phone, name: unique("调") });
    await page.goto(`/admin/members/${member.id}`);
    const whole = `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`;
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText(whole)).toHaveCount(0);
    await page.getByRole("button", { name: say("查看完整信息", "Show in full") }).click();
    await expect(page.getByText(whole).first()).toBeVisible();

    const adjust = async (amount: string) => {
      await page.getByRole("button", { name: say("调整瓜子", "Adjust seeds") }).click();
      const drawer = page.getByRole("dialog", { name: new RegExp(say("^调整", "^Adjust")) });
      await drawer.getByRole("spinbutton", { name: say("数量", "Amount") }).fill(amount);
      await drawer.getByRole("textbox", { name: say("原因", "Reason") }).fill("发货延误 sorry");
      return drawer;
    };
    const small = await adjust("120");
    await axe(page, "[role=dialog]");
    await small.getByRole("button", { name: say("确认调整", "Adjust"), exact: true }).dblclick();
    await expect(page.getByText(say("已调整 +120", "+120 seeds adjusted"))).toBeVisible();
    await expect.poll(async () => (await api.get(`/v1/members/${member.id}`)).points.available).toBe(120);
    const large = await adjust("50000");
    await large.getByRole("button", { name: say("确认调整", "Adjust"), exact: true }).click();
    await expect(page.getByText(say("等待第二人批准", "Waiting for a second person")).last()).toBeVisible();
    await expect(page.getByRole("button", { name: say("查看审批", "Open approvals") })).toBeVisible();
    expect((await api.get(`/v1/members/${member.id}`)).points.available).toBe(120);
  });
});

test.describe("cashier", () => {
  test.use({ role: "cashier" });

  test("may neither adjust nor reveal nor erase", async ({ page, say, api }) => {
    const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("限") });
    await page.goto(`/admin/members/${member.id}`);
    await expect(page.getByRole("button", { name: say("修改资料", "Change") })).toBeVisible();
    await expect(page.getByRole("button", { name: say("调整瓜子", "Adjust seeds") })).toHaveCount(0);
    await expect(page.getByRole("button", { name: say("查看完整信息", "Show in full") })).toHaveCount(0);
    await page.getByRole("button", { name: say("更多", "More") }).click();
    await expect(page.getByRole("menuitem", { name: say("录入订单", "Record an order") })).toBeVisible();
    await expect(page.getByRole("menuitem", { name: say("删除个人资料", "Erase the person") })).toHaveCount(0);
  });
});

test("a profile is changed: only what was typed, and never a mask", async ({ page, say, api }) => {
  const phone = uniquePhone();
  const member = await api.post("/v1/members", { phone, name: unique("改"), tags: ["甲"] });
  await page.goto(`/admin/members/${member.id}`);
  await page.getByRole("button", { name: say("修改资料", "Change"), exact: true }).click();
  const drawer = page.getByRole("dialog", { name: new RegExp(say("修改资料", "Change")) });
  const name = unique("改名");
  await drawer.getByRole("textbox", { name: say("姓名", "Name") }).fill(name);
  await drawer.getByRole("button", { name: say("保存", "Save") }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const found = await api.get(`/v1/members?phone=${phone}`);
  expect(found.data.map((m: { id: string }) => m.id)).toEqual([member.id]);
});

test("a tier is given by hand with an end, and stands in the history", async ({ page, say, api }) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("级") });
  await page.goto(`/admin/members/${member.id}?tab=tiers`);
  await page.getByRole("button", { name: say("手工授予等级", "Give a tier by hand") }).click();
  const drawer = page.getByRole("dialog", { name: new RegExp(say("授予等级", "Give a tier")) });
  await drawer.getByRole("combobox", { name: say("等级", "Tier") }).click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await drawer.getByRole("button", { name: say("手工授予等级", "Give a tier by hand") }).click();
  await expect(drawer.getByText(say("手工等级必须有结束日期", "A tier given by hand needs an end"))).toBeVisible();
  await drawer.getByRole("textbox", { name: say("有效至（含当天）", "Until (that day included)") }).fill("2030-12-31");
  await page.keyboard.press("Enter");
  await drawer.getByRole("textbox", { name: say("原因", "Reason") }).fill("老朋友 old friend");
  await drawer.getByRole("button", { name: say("手工授予等级", "Give a tier by hand") }).click();
  await expect(page.getByRole("cell", { name: say("手工授予", "Given by hand") })).toBeVisible();
  const now = await api.get(`/v1/members/${member.id}`);
  expect(now.tier.code).not.toBe("sprout");
});

test("a duplicate is merged side by side, and the timeline undoes it", async ({ page, say, api }) => {
  const name = unique("重");
  const stays = await api.post("/v1/members", { phone: uniquePhone(), name });
  const twin = await api.post("/v1/members", { phone: uniquePhone(), name });
  await api.post("/v1/orders", { source: "e2e", number: unique("M"), member_id: twin.id, lines: [line] });
  await page.goto(`/admin/members/${stays.id}`);
  await page.getByRole("button", { name: say("更多", "More") }).click();
  await page.getByRole("menuitem", { name: say("合并重复会员", "Merge a duplicate") }).click();
  const drawer = page.getByRole("dialog", { name: new RegExp(say("合并重复会员", "Merge a duplicate")) });
  await drawer
    .getByRole("button", { name: new RegExp(name) })
    .first()
    .click();
  await expect(drawer.getByRole("table", { name: say("两条记录对照", "The two records side by side") })).toBeVisible();
  await axe(page, "[role=dialog]");
  await drawer.getByRole("button", { name: new RegExp(say("并入$", "^Merge ")) }).click();
  await expect(page.getByText(say("已合并", "Merged;"))).toBeVisible();
  expect((await api.get(`/v1/members/${stays.id}`)).stats.order_count).toBe(1);
  await page.getByRole("tab", { name: say("时间线", "Timeline") }).click();
  await page.getByRole("button", { name: say("撤销这次合并", "Undo this merge") }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: say("撤销合并", "Undo the merge") })
    .click();
  await expect(page.getByText(say("合并已撤销", "The merge was undone"))).toBeVisible();
  expect((await api.get(`/v1/members/${stays.id}`)).stats.order_count).toBe(0);
});

test("a person is erased only by typing the name", async ({ page, say, api }) => {
  const name = unique("删");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name });
  await page.goto(`/admin/members/${member.id}`);
  await page.getByRole("button", { name: say("更多", "More") }).click();
  await page.getByRole("menuitem", { name: say("删除个人资料", "Erase the person") }).click();
  const drawer = page.getByRole("dialog", { name: new RegExp(say("删除个人资料", "Erase")) });
  const act = drawer.getByRole("button", { name: new RegExp(say("永久删除", "for ever")) });
  await drawer.getByRole("textbox", { name: say("原因", "Reason") }).fill("本人申请 asked for");
  await act.click();
  await expect(drawer.getByText(say("与姓名不一致", "This is not the name"))).toBeVisible();
  await axe(page, "[role=dialog]");
  await drawer.getByRole("textbox", { name: new RegExp(say("确认", "to confirm")) }).fill(name);
  await act.click();
  await expect(page).toHaveURL(/\/members$/);
  await page.goto(`/admin/members/${member.id}`);
  await expect(page.getByText(say("找不到这位会员", "There is no such member"))).toBeVisible();
});

test.describe("an empty shop", () => {
  test.use({ role: "empty" });

  test("says why there is nobody, and what to do", async ({ page, say }) => {
    await page.goto("/admin/members");
    await expect(page.getByRole("heading", { name: say("还没有会员", "No members yet") })).toBeVisible();
    await expect(page.getByRole("link", { name: say("导入会员", "Import members") })).toBeVisible();
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: narrow });

  test("tables scroll inside themselves, never the page", async ({ page, say, api }) => {
    const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("很长很长很长很长的名字") });
    for (const path of ["", `/${member.id}`, `/${member.id}?tab=profile`, `/${member.id}?tab=tiers`]) {
      await page.goto(`/admin/members${path}`);
      await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(say("正在加载", "Loading"));
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(narrow.width);
    }
  });
});

test("the event that was chosen is withdrawn, though another one comes in meanwhile", async ({ page, say, api }) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("课") });
  const tell = (type: string, data: object) =>
    api.post("/v1/events", { event_id: unique("told"), type, member_id: member.id, data });
  await tell("class", { topic: "sleep", minutes: 60 });
  await page.goto(`/admin/members/${member.id}?tab=timeline`);
  const line = (name: string) =>
    page.getByRole("listitem").filter({ hasText: say(`上报行为：${name}`, `Told by your systems: ${name}`) });
  const [course, review] = [line(say("育儿课堂签到", "Parents' class")), line(say("商品评价", "Review"))];
  await course.getByRole("button", { name: say(/^撤\s*销$/, /^Withdraw$/) }).click();
  const drawer = page.getByRole("dialog", { name: say("撤销上报的行为？", "Withdraw what was told?") });
  await drawer.getByRole("textbox", { name: say("原因", "Reason") }).fill("没来 not there");
  await tell("review", { photos: 2 });
  await expect(review).toHaveCount(1);
  await expect(drawer.getByText(say("育儿课堂签到", "Parents' class"))).toBeVisible();
  await drawer.getByRole("button", { name: say(/^撤\s*销$/, /^Withdraw$/) }).click();
  await expect(course.getByText(say("已撤销", "withdrawn"), { exact: true })).toBeVisible();
  await expect(review.getByRole("button", { name: say(/^撤\s*销$/, /^Withdraw$/) })).toBeVisible();
});
