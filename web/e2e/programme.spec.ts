import type { Locator, Page } from "@playwright/test";
import { axe, expect, narrow, take, test } from "./world.ts";

// The draft belongs to this file: one test after the other, and one project after the other.
test.describe.configure({ mode: "serial" });

let before: { document: Record<string, unknown> };
let free = () => {};

test.beforeAll(async () => {
  test.setTimeout(240_000);
  free = await take("programme");
});
test.afterAll(() => free());

test.beforeEach(async ({ api }) => {
  before = await api.get("/v1/program/draft");
});

// What was planned is withdrawn and the draft put back, so that the shop is as it was.
test.afterEach(async ({ api }) => {
  const versions = await api.get("/v1/program/versions");
  for (const v of versions.data.filter((v: { state: string }) => v.state === "scheduled")) {
    await api.delete(`/v1/program/versions/${v.number}`);
  }
  const now = await api.get("/v1/program/draft");
  await api.put("/v1/program/draft", before.document, { "If-Match": `"${now.version}"` });
});

/** Chooses between two patterns as `say` chooses between two texts. */
function either(lang: "zh" | "en", zh: RegExp, en: RegExp): RegExp {
  return lang === "zh" ? zh : en;
}

/** Presses Tab until something has the focus, as one without a mouse does. */
async function tabTo(page: Page, target: Locator, most = 90): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < most; i++) {
    if (await target.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`not reached by ${most} tabs: ${target}`);
}

test.describe("a marketer", () => {
  test.use({ role: "marketer" });

  test("raises the points of the gold tier from next Monday and sees what members will be told", async ({
    page,
    say,
    lang,
  }) => {
    await page.goto("/admin/");
    await page
      .getByRole("navigation")
      .getByRole("link", { name: say("会员体系", "Programme") })
      .click();
    await expect(page.getByRole("heading", { name: say("金瓜会员", "Golden"), exact: true })).toBeVisible();
    await page.getByRole("button", { name: say("编辑草稿", "Edit the draft") }).click();

    await page.getByLabel(say("金瓜会员的瓜子倍数", "Golden: multiplier of seeds")).fill("1.8");
    await expect(page.getByText(say("有未保存的修改", "Changes not saved"))).toBeVisible();
    // A sample order of 100, less 3 %, gives 174 instead of 145, and says why.
    const outcome = page.getByRole("region", { name: say("结果", "Outcome") });
    await expect(outcome.getByRole("row", { name: say("获得瓜子", "Earns seeds") })).toContainText("174");
    await expect(outcome.getByRole("row", { name: say("获得瓜子", "Earns seeds") })).toContainText("+29");

    await page.getByRole("button", { name: say("发布…", "Publish…") }).click();
    const drawer = page.getByRole("dialog");
    await expect(drawer.getByText(say("1.8 倍", "1.8 times")).first()).toBeVisible();
    await drawer.getByText(either(lang, /^下周一/, /^Next Monday/)).click();
    await expect(drawer.getByLabel("中文").or(drawer.getByLabel("Chinese"))).toHaveValue(/1\.8/);
    await expect(drawer.getByLabel("英文").or(drawer.getByLabel("English"))).toHaveValue(/1\.8/);
    await axe(page, '[role="dialog"]');
    await drawer.getByRole("button", { name: either(lang, /^发布，/, /^Publish for/) }).click();
    await expect(drawer.getByText(either(lang, /已发布，将于/, /is published and takes effect on/))).toBeVisible();

    await drawer.getByRole("link", { name: say("会员体系", "Programme") }).click();
    await expect(page.getByText(either(lang, /^版本 \d+ 将于/, /^Version \d+ takes effect/))).toBeVisible();
    // What is in force has not changed.
    await expect(
      page.getByRole("paragraph").filter({ hasText: say("1.5 倍瓜子", "1.5 times the seeds") }),
    ).toBeVisible();
    await axe(page, "main");
    await page.getByRole("button", { name: say("撤回", "Withdraw") }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: say("撤回", "Withdraw") })
      .click();
    await expect(page.getByText(either(lang, /^版本 \d+ 将于/, /^Version \d+ takes effect/))).toBeHidden();
  });

  test("does the same by the keyboard alone", async ({ page, say, lang }) => {
    await page.goto("/admin/programme");
    await tabTo(page, page.getByRole("button", { name: say("编辑草稿", "Edit the draft") }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByLabel(say("金瓜会员的瓜子倍数", "Golden: multiplier of seeds")));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("1.9");
    await page.keyboard.press("ControlOrMeta+s");
    await expect(page.getByText(either(lang, /\d.*前保存|现在保存|秒钟前保存/, /^Saved/))).toBeVisible();
    await page.keyboard.press("Shift+Tab");
    const publish = page.getByRole("button", { name: say("发布…", "Publish…") });
    for (let i = 0; i < 40 && !(await publish.evaluate((e) => e === document.activeElement)); i++) {
      await page.keyboard.press("Shift+Tab");
    }
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog");
    await tabTo(page, drawer.getByRole("radio").first());
    const monday = drawer.getByRole("radio", { name: either(lang, /下周一/, /Next Monday/) });
    for (let i = 0; i < 4 && !(await monday.isChecked()); i++) await page.keyboard.press("ArrowDown");
    await expect(monday).toBeChecked();
    await expect(drawer.getByLabel("中文").or(drawer.getByLabel("Chinese"))).toHaveValue(/1\.9/);
    await tabTo(page, drawer.getByRole("button", { name: either(lang, /^发布，/, /^Publish for/) }));
    await page.keyboard.press("Enter");
    await expect(drawer.getByText(either(lang, /已发布，将于/, /is published and takes effect on/))).toBeVisible();
  });

  test("builds a condition, reads it as text, and sees a mistake where it is", async ({ page, say, lang }) => {
    await page.goto("/admin/programme/edit?item=tiers[2]");
    const field = page.getByRole("group", { name: say("升级条件", "Condition"), exact: true });
    await expect(field.getByText(either(lang, /符合 [\d,]+ 人/, /Holds for [\d,]+ members/))).toBeVisible();
    await field.getByRole("button", { name: either(lang, /添加条件$/, /Add condition$/) }).click();
    // The new row has the focus: choose by typing.
    await page.keyboard.press("Enter");
    await page.keyboard.type(say("累计订单数", "orders so far"));
    await page.keyboard.press("Enter");
    await field.getByLabel(say("值：累计订单数", "Value: orders so far")).fill("12");
    await expect(
      field.getByText(either(lang, /累计订单数满 12 单/, /orders so far is at least 12 orders/)),
    ).toBeVisible();
    await field.getByText(say("CEL 文本", "CEL text")).click();
    const text = field.getByRole("textbox");
    await expect(text).toHaveValue(/ \|\| order_count >= 12$/);
    await axe(page, "main");

    await text.fill('spend(365) >= 380000 && tire == "golden"');
    await expect(field.getByText(either(lang, /第 1 行第 25 列/, /Line 1, column 25/))).toBeVisible();
    await page
      .getByRole("complementary", { name: say("试算与修改", "Trying and changes") })
      .getByText(either(lang, /第 1 行第 25 列/, /Line 1, column 25/))
      .first()
      .click();
    await page.getByRole("button", { name: say("发布…", "Publish…") }).click();
    await expect(page.getByText(either(lang, /还有 1 处错误/, /1 mistake has to be corrected/))).toBeVisible();

    await text.fill('orders(365) >= 3 && !("employee" in tags)');
    await expect(field.getByText(either(lang, /不包含/, /do not include/))).toBeVisible();
    await field.getByText(say("条件", "Builder"), { exact: true }).click();
    await expect(field.getByLabel(say("天数", "Days"))).toHaveValue("365");
  });

  test("gives a tier a discount and sees at once what it costs and whom it is for", async ({
    page,
    say,
    lang,
    api,
  }) => {
    await page.goto("/admin/programme/edit?part=benefits");
    await page.getByRole("button", { name: say("添加权益", "Add a benefit") }).click();
    const item = page.locator(".pg-item.open");
    await item.getByLabel(say("名称 (中文)", "Name (Chinese)")).fill("金瓜九折");
    await item.getByLabel(say("名称 (英文)", "Name (English)")).fill("Golden tenth");
    await item.getByLabel(say("折扣", "Discount"), { exact: true }).fill(say("9", "10"));
    await item.getByLabel(say("每单最多优惠", "At most, an order")).fill("20");
    await item.getByRole("combobox", { name: say("等级", "Tiers") }).click();
    await page.keyboard.press("Backspace"); // the highest, which is there at first
    await page.keyboard.type(say("金瓜", "Gol"));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await expect(
      item.getByText(
        say("9 折，每单最多优惠 ¥20，金瓜会员及以上等级", "10 % off, at most ¥20 an order, Golden and above"),
      ),
    ).toBeVisible();
    const side = page.getByRole("complementary", { name: say("试算与修改", "Trying and changes") });
    await expect(
      side
        .getByText(either(lang, /金瓜九折：¥100 享 9 折，优惠 ¥10/, /Golden tenth: 10 % off on ¥100, ¥10 less/))
        .first(),
    ).toBeVisible();
    await axe(page, "main");

    await item.getByLabel(say("折扣", "Discount"), { exact: true }).fill("");
    await expect(item.getByRole("alert").first()).toBeVisible();
    await item.getByLabel(say("折扣", "Discount"), { exact: true }).fill(say("9", "10"));
    await page.keyboard.press("ControlOrMeta+s");
    await expect(page.getByText(either(lang, /\d.*前保存|现在保存|秒钟前保存/, /^Saved/))).toBeVisible();
    const kept = (await api.get("/v1/program/draft")).document.benefits.at(-1);
    expect(kept).toMatchObject({ kind: "discount", off_bp: 1_000, cap_minor: 2_000, tiers: ["golden"] });

    await page.getByLabel(say("给什么", "What it gives"), { exact: true }).click();
    await page.getByTitle(say("服务", "Service"), { exact: true }).click();
    await expect(item.getByLabel(say("联系方式", "Contact"))).toBeVisible();
    await expect(item.getByLabel(say("折扣", "Discount"), { exact: true })).toBeHidden();
    await item.getByRole("button", { name: either(lang, /^删除：/, /^Remove: /) }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: say("删除", "Remove"), exact: true })
      .click();
    await expect(item).toBeHidden();
  });

  test("is told when somebody else saved the draft, and asked before leaving", async ({ page, say, lang, api }) => {
    await page.goto("/admin/programme/edit");
    await page.getByLabel(say("金瓜会员的瓜子倍数", "Golden: multiplier of seeds")).fill("1.7");
    await expect(page.getByText(say("有未保存的修改", "Changes not saved"))).toBeVisible();
    await page
      .getByRole("navigation")
      .getByRole("link", { name: say("会员", "Members"), exact: true })
      .click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: say("继续编辑", "Stay") })
      .click();

    const there = await api.get("/v1/program/draft");
    there.document.tiers[1].earn_bp = 13_000;
    await api.put("/v1/program/draft", there.document, { "If-Match": `"${there.version}"` });
    await page.getByRole("button", { name: say("保存", "Save"), exact: true }).click();
    const banner = page
      .getByRole("alert")
      .filter({ hasText: say("草稿已被他人修改", "Somebody else changed the draft") });
    await expect(banner.getByText(say("1.3 倍", "1.3 times"))).toBeVisible();
    await banner.getByRole("button", { name: either(lang, /保留我的/, /Keep mine/) }).click();
    await expect(page.getByText(say("有未保存的修改", "Changes not saved"))).toBeHidden();
    await expect(banner).toBeHidden();
    await expect(page.getByText(either(lang, /保存$/, /^Saved/)).first()).toBeVisible();
    const kept = await api.get("/v1/program/draft");
    expect(kept.document.tiers[1].earn_bp).toBe(11_000);
    expect(kept.document.tiers[3].earn_bp).toBe(17_000);
  });

  test("makes the draft say what an older version says", async ({ page, say, api }) => {
    await page.goto("/admin/programme/versions");
    await page.getByRole("link", { name: "1", exact: true }).click();
    await expect(page.getByRole("heading", { name: say("版本 1", "Version 1") })).toBeVisible();
    await axe(page, "main");
    await page.getByRole("button", { name: say("用作草稿", "Make it the draft") }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: say("用作草稿", "Make it the draft") })
      .click();
    await expect(page).toHaveURL(/programme\/edit/);
    const differ = await api.post("/v1/program/compare", { from: 1, to: "draft" });
    expect(differ.changes).toEqual([]);
  });

  test.describe("on a phone", () => {
    test.use({ viewport: narrow });
    test("the pages do not scroll sideways", async ({ page, say }) => {
      for (const path of ["/admin/programme", "/admin/programme/edit?item=tiers[2]", "/admin/programme/versions"]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.getByRole("status", { name: say("加载中", "Loading") })).toHaveCount(0);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(narrow.width);
      }
    });
  });
});

test.describe("an analyst", () => {
  test.use({ role: "analyst" });
  test("reads the programme and cannot edit it", async ({ page, say }) => {
    await page.goto("/admin/programme");
    await expect(page.getByRole("heading", { name: say("金瓜会员", "Golden"), exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: say("编辑草稿", "Edit the draft") })).toHaveCount(0);
    await page.goto("/admin/programme/edit");
    await expect(
      page.getByText(say("你可以查看会员体系，但不能编辑", "You may read the programme, not edit it")),
    ).toBeVisible();
    await page.goto("/admin/programme/versions/1");
    await expect(page.getByRole("heading", { name: say("版本 1", "Version 1") })).toBeVisible();
    await expect(page.getByRole("button", { name: say("用作草稿", "Make it the draft") })).toHaveCount(0);
  });
});

test.describe("a cashier", () => {
  test.use({ role: "cashier" });
  test("sees no such page", async ({ page, say }) => {
    await page.goto("/admin/");
    await expect(
      page.getByRole("navigation").getByRole("link", { name: say("会员", "Members"), exact: true }),
    ).toBeVisible();
    await expect(page.getByRole("navigation").getByRole("link", { name: say("会员体系", "Programme") })).toHaveCount(0);
    await page.goto("/admin/programme");
    await expect(page.getByText(say("没有权限查看会员体系", "These pages are not for your role"))).toBeVisible();
  });
});

test.describe("where a second person is asked", () => {
  test.use({ role: "marketer" });
  test("a publication waits for the approval", async ({ page, say, api, hold }) => {
    await hold("settings");
    const settings = await page.request.get("/v1/settings");
    const was = await settings.json();
    const write = async (second: boolean) => {
      const { version: _version, ...now } = await api.get("/v1/settings");
      const tag = (await api.request.get("/v1/settings")).headers().etag ?? "";
      await api.put("/v1/settings", { ...now, program_needs_second: second }, { "If-Match": tag });
    };
    await write(true);
    try {
      await page.goto("/admin/programme/edit");
      await page.getByLabel(say("金瓜会员的瓜子倍数", "Golden: multiplier of seeds")).fill("1.6");
      await page.getByRole("button", { name: say("发布…", "Publish…") }).click();
      const drawer = page.getByRole("dialog");
      await expect(drawer.getByLabel("中文").or(drawer.getByLabel("Chinese"))).toHaveValue(/1\.6/);
      await drawer.getByRole("button", { name: say("发布", "Publish"), exact: true }).click();
      await expect(drawer.getByText(say("等待第二人审批", "Waiting for a second person"))).toBeVisible();
      const link = drawer.getByRole("link", { name: say("查看审批", "See approvals") });
      const id = new URL((await link.getAttribute("href")) ?? "", "http://x").searchParams.get("id");
      await api.post(`/v1/approvals/${id}/refuse`, { note: "a test" });
    } finally {
      await write(was.program_needs_second);
    }
  });
});
