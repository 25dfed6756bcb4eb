import { createHmac } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { axe, Client, email, expect, narrow, password, test, unique, uniquePhone } from "./world.ts";

/** The name of the navigation, in both languages. */
const pages = { zh: "页面", en: "Pages" };

/** Opens the palette by keys, and answers its field. */
async function palette(page: Page): Promise<Locator> {
  await expect(page.getByRole("banner")).toBeVisible(); // the frame is there and hears keys
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: /^(搜索|Search)$/ });
  await expect(field).toBeFocused();
  return field;
}

test.describe("side bar", () => {
  const seen: Record<string, string[][]> = {
    marketer: [
      [
        ...[
          "经营概览",
          "会员",
          "人群",
          "订单",
          "商品与价格",
          "优惠券",
          "奖励与预算",
          "次卡与核销",
          "付费会员",
          "储值",
          "积分商城",
        ],
        ...["会员体系", "沙盘推演", "体系诊断", "积分账本", "审批", "数据导入导出", "设置"],
      ],
      [
        ...[
          "Overview",
          "Members",
          "Segments",
          "Orders",
          "Goods and prices",
          "Coupons",
          "Rewards and budgets",
          "Cards and uses",
        ],
        ...["Paid plans", "Stored value", "Points mall", "Programme", "Simulation", "Design help", "Points ledger"],
        ...["Approvals", "Import and export", "Settings"],
      ],
    ],
    cashier: [
      ["会员", "订单", "商品与价格", "次卡与核销", "付费会员", "储值", "积分商城", "审批", "设置"],
      [
        ...["Members", "Orders", "Goods and prices", "Cards and uses", "Paid plans", "Stored value", "Points mall"],
        ...["Approvals", "Settings"],
      ],
    ],
  };
  for (const role of ["marketer", "cashier"] as const) {
    test.describe(role, () => {
      test.use({ role });
      test(`a ${role} sees the pages of the role, and no others`, async ({ page, lang }) => {
        await page.goto("/admin/settings/account");
        const side = page.getByRole("navigation", { name: pages[lang] });
        await expect(side.getByRole("link")).toHaveText([/./, ...(seen[role]?.[lang === "zh" ? 0 : 1] ?? [])]);
      });
    });
  }

  test("leads to every page, says where one is, and names the window", async ({ page, say, lang }) => {
    await page.goto("/admin/");
    const side = page.getByRole("navigation", { name: pages[lang] });
    for (const [name, path] of [
      [say("会员", "Members"), /\/admin\/members$/],
      [say("订单", "Orders"), /\/admin\/orders$/],
      [say("会员体系", "Programme"), /\/admin\/programme$/],
      [say("积分账本", "Points ledger"), /\/admin\/ledger$/],
      [say("审批", "Approvals"), /\/admin\/approvals$/],
      [say("数据导入导出", "Import and export"), /\/admin\/data$/],
    ] as const) {
      const link = side.getByRole("link", { name, exact: true });
      await link.click();
      await expect(page).toHaveURL(path);
      await expect(link).toHaveAttribute("aria-current", "page");
      await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("");
      await expect(page).toHaveTitle(/.+ · Regulars$/);
    }
  });

  test("an address that leads nowhere says so", async ({ page, say }) => {
    await page.goto("/admin/nowhere");
    await expect(page.getByRole("heading", { name: say("没有这个页面", "There is no such page") })).toBeVisible();
  });
});

test.describe("landing", () => {
  test.describe("cashier", () => {
    test.use({ role: "cashier" });
    test("a cashier begins at the orders", async ({ page }) => {
      await page.goto("/admin/");
      await expect(page).toHaveURL(/\/admin\/orders$/);
    });
  });
  test.describe("support", () => {
    test.use({ role: "support" });
    test("a support agent begins at the members", async ({ page }) => {
      await page.goto("/admin/");
      await expect(page).toHaveURL(/\/admin\/members$/);
    });
  });
});

test("by keys alone: skip link, side bar, palette, and the focus comes back", async ({ page, say, lang }) => {
  await page.goto("/admin/approvals");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("button", { name: say("跳到正文", "Skip to content") });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  const members = page
    .getByRole("navigation", { name: pages[lang] })
    .getByRole("link", { name: say("会员", "Members"), exact: true });
  await members.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/members$/);
  await expect(page.getByRole("main")).toBeFocused(); // the next Tab goes into the page
  const bell = page.getByRole("button", { name: say("通知", "Notifications") });
  await bell.focus();
  await page.keyboard.press("Enter");
  await expect(bell).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expect(bell).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: say("搜索", "Search"), exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(bell).toBeFocused();
});

test.describe("palette", () => {
  test("finds a member by phone, card and name, an order by its number, and remembers", async ({ page, say, api }) => {
    const phone = uniquePhone();
    const name = unique("寻");
    const member = await api.post("/v1/members", { phone, name, make_card: true });
    const number = unique("P").replaceAll(" ", "");
    const order = await api.post("/v1/orders", {
      source: "e2e",
      number,
      member_id: member.id,
      lines: [{ name: "测试商品", quantity: 1, unit_price_minor: 1200 }],
    });
    await page.goto("/admin/approvals");
    for (const typed of [phone, phone.slice(-4), member.card_no]) {
      const field = await palette(page);
      await field.fill(typed);
      const hit = page.getByRole("option", { name: new RegExp(name) });
      await expect(hit).toBeVisible();
      await hit.click();
      await expect(page).toHaveURL(new RegExp(`/members/${member.id}`));
      await page.goto("/admin/approvals");
    }
    await palette(page);
    await page.keyboard.type(number);
    await expect(page.getByRole("option", { name: new RegExp(number) })).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/orders/${order.id}`));
    await palette(page);
    const lately = page.getByRole("group", { name: say("最近打开", "Opened lately") });
    await expect(lately.getByRole("option").first()).toHaveText(number);
    await expect(lately.getByRole("option").nth(1)).toHaveText(name);
  });

  test("finds pages by name, by pinyin and in either language; arrows go round", async ({ page, say }) => {
    await page.goto("/admin/approvals");
    const field = await palette(page);
    for (const typed of ["zhangben", "ledger", "账本"]) {
      await field.fill(typed);
      await expect(page.getByRole("option").first()).toHaveText(say("积分账本", "Points ledger"));
    }
    await field.fill("");
    await page.keyboard.press("ArrowUp");
    await expect(page.getByRole("option").last()).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
    await axe(page, ".palette");
    await field.fill("zzzzzzzz");
    await expect(page.getByRole("heading", { name: say("没有找到", "Nothing found") })).toBeVisible();
    await field.fill("dingdan");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/orders$/);
  });

  test("asks once for many keys", async ({ page }) => {
    await page.goto("/admin/approvals");
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/v1/search")) asked.push(new URL(request.url()).searchParams.get("q") ?? "");
    });
    const field = await palette(page);
    await field.pressSequentially("1380013", { delay: 20 });
    await expect.poll(() => asked.at(-1)).toBe("1380013");
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test.describe("cashier", () => {
    test.use({ role: "cashier" });
    test("offers no page that one may not see", async ({ page, say }) => {
      await page.goto("/admin/orders");
      const field = await palette(page);
      await field.fill(say("账本", "ledger"));
      await expect(page.getByRole("heading", { name: say("没有找到", "Nothing found") })).toBeVisible();
    });
  });
});

test.describe("notifications", () => {
  test("an export that is done rings, and is read once the list was open", async ({ page, say, hire }) => {
    const me = await hire("analyst");
    await page.goto("/admin/members");
    const bell = page.getByRole("button", { name: say("通知", "Notifications") });
    await expect(bell).toHaveAccessibleName(say("通知", "Notifications"));
    await me.client.post("/v1/exports", { kind: "members", columns: ["card_no"] });
    await expect(bell).toHaveAccessibleName(say("通知，1 条未读", "Notifications, 1 unread"), { timeout: 20_000 });
    await bell.click();
    const mine = page.getByRole("region", { name: say("我的任务", "My jobs") });
    await expect(mine.getByRole("listitem")).toHaveCount(1);
    await expect(mine.getByRole("listitem")).toContainText(say("未读", "Unread"));
    await axe(page, ".notes");
    await page.keyboard.press("Escape");
    await expect(bell).toHaveAccessibleName(say("通知", "Notifications"));
    await page.reload();
    await expect(bell).toHaveAccessibleName(say("通知", "Notifications"));
  });

  test("a request of somebody else waits for the owner", async ({ page, say, as, api }) => {
    const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("批") });
    const support = await as("support");
    const answer = await support.request.post(`/v1/members/${member.id}/adjustments`, {
      data: { asset: "points", amount: 900_000, reason: unique("e2e") },
      headers: { "Idempotency-Key": crypto.randomUUID() },
    });
    expect(answer.status(), await answer.text()).toBe(202);
    await page.goto("/admin/ledger");
    await page.getByRole("button", { name: say("通知", "Notifications") }).click();
    const waiting = page.getByRole("region", { name: say("等待您审批", "Waiting for your approval") });
    await waiting
      .getByRole("link", { name: /900,000/ })
      .first()
      .click();
    await expect(page).toHaveURL(/\/approvals/);
  });
});

test.describe("signing in", () => {
  test.use({ role: "none" });

  test("a wrong password says so and lets one try again; signing out ends it", async ({ page, say }) => {
    await page.goto("/admin/members?q=x");
    await page.getByLabel(say("邮箱", "E-mail")).fill(email("analyst"));
    await page.getByLabel(say("密码", "Password"), { exact: true }).fill("not this one");
    await page.getByRole("button", { name: say("登录", "Sign in"), exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await axe(page);
    await page.getByLabel(say("密码", "Password"), { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("navigation", { name: say("页面", "Pages") })).toBeVisible();
    await expect(page).toHaveURL(/\/members\?q=x$/); // where one wanted to go
    await page.getByRole("button", { name: new RegExp(say("账号", "Account")) }).click();
    await page.getByRole("menuitem", { name: say("退出登录", "Sign out") }).click();
    await expect(page.getByRole("heading", { name: say("登录", "Sign in") })).toBeVisible();
    await page.goto("/admin/members");
    await expect(page.getByRole("heading", { name: say("登录", "Sign in") })).toBeVisible();
  });

  test("a second factor is asked for where it is on", async ({ page, say, api, playwright }) => {
    const mail = `${crypto.randomUUID()}@beigua.example`;
    const staff = await api.post("/v1/staff", { email: mail, name: unique("二"), role: "analyst", all_stores: true });
    await api.post("/v1/invitations/accept", { link: staff.invitation, password });
    const request = await playwright.request.newContext({ baseURL: process.env.REGULARS_URL });
    const own = new Client(request);
    await own.post("/v1/session", { email: mail, password });
    const enrolment = await own.post("/v1/session/second-factor", { password });
    const secret: string = enrolment.secret;
    await own.post("/v1/session/second-factor/confirm", { code: totp(secret, -1) });
    await request.dispose();

    await page.goto("/admin/");
    await page.getByLabel(say("邮箱", "E-mail")).fill(mail);
    await page.getByLabel(say("密码", "Password"), { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    const code = page.getByLabel(say("动态验证码", "Second factor"));
    await expect(code).toBeFocused();
    await code.fill("000000");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toBeVisible();
    await code.fill(totp(secret, 0));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("navigation", { name: say("页面", "Pages") })).toBeVisible();
  });

  test("a session that ends in the middle of a form loses nothing", async ({ page, say, api }) => {
    await page.goto("/admin/members");
    await page.getByLabel(say("邮箱", "E-mail")).fill(email("support"));
    await page.getByLabel(say("密码", "Password"), { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: say("新增会员", "Enrol a member") }).click();
    const drawer = page.getByRole("dialog", { name: say("新增会员", "Enrol a member") });
    const phone = uniquePhone();
    const name = unique("续");
    await drawer.getByLabel(say("手机号", "Phone"), { exact: true }).fill(phone);
    await drawer.getByLabel(say("姓名", "Name"), { exact: true }).fill(name);
    await page.request.delete("/v1/session");
    await page.evaluate(() => dispatchEvent(new Event("focus"))); // even where the window is looked at anew before
    const over = page.getByRole("dialog", { name: say("登录已过期", "Your session has ended") });
    await expect(over).toBeVisible();
    await expect(drawer.getByLabel(say("姓名", "Name"), { exact: true })).toHaveValue(name);
    await over.getByLabel(say("邮箱", "E-mail")).fill(email("support"));
    await over.getByLabel(say("密码", "Password"), { exact: true }).fill(password);
    await over.getByRole("button", { name: say("登录", "Sign in"), exact: true }).click();
    await expect(over).toBeHidden();
    await page.request.delete("/v1/session"); // and once more, now found by saving
    await drawer.getByRole("button", { name: say("保存", "Save"), exact: true }).click();
    await expect(over).toBeVisible();
    await over.getByLabel(say("邮箱", "E-mail")).fill(email("support"));
    await over.getByLabel(say("密码", "Password"), { exact: true }).fill(password);
    await over.getByRole("button", { name: say("登录", "Sign in"), exact: true }).click();
    await expect(page).toHaveURL(/\/members\/mem_/);
    const kept = await api.get(`/v1/members?phone=${phone}`);
    expect(kept.data.map((m: { name: string }) => m.name)).toEqual([name]);
  });
});

test("language and theme are kept over a reload", async ({ page, lang, theme }) => {
  await page.goto("/admin/approvals");
  const other = lang === "zh" ? "en" : "zh";
  await page.getByText(other === "zh" ? "中文" : "EN", { exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", other === "zh" ? "zh-CN" : "en");
  await page
    .getByRole("button", { name: theme === "light" ? /切换到深色|Switch to dark/ : /切换到浅色|Switch to light/ })
    .click();
  const turned = theme === "light" ? "dark" : "light";
  await expect(page.locator("html")).toHaveAttribute("data-theme", turned);
  await page.reload();
  await expect(page.getByRole("navigation", { name: pages[other] })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-theme", turned);
  await expect(page.locator("html")).toHaveAttribute("lang", other === "zh" ? "zh-CN" : "en");
});

test("without a network the page says so and stays", async ({ page, say, context }) => {
  await page.goto("/admin/approvals");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(say("网络已断开", "You are offline"))).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(say("网络已断开", "You are offline"))).toBeHidden();
});

test.describe("narrow window", () => {
  test.use({ viewport: narrow });
  test("has the pages behind a menu, and nothing sticks out", async ({ page, say, lang }) => {
    await page.goto("/admin/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const menu = page.getByRole("button", { name: say("菜单", "Menu"), exact: true });
    await menu.click();
    const drawer = page.getByRole("dialog");
    await expect(drawer.getByRole("navigation", { name: pages[lang] })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(drawer).toBeHidden();
    await expect(menu).toBeFocused();
    await menu.click();
    await drawer.getByRole("link", { name: say("审批", "Approvals"), exact: true }).click();
    await expect(page).toHaveURL(/\/approvals$/);
    await expect(drawer).toBeHidden();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});

/** The code of an authenticator, some steps of 30 seconds from now. */
function totp(secret: string, steps: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/[^A-Z2-7]/gi, "").toUpperCase()]
    .map((c) => letters.indexOf(c).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => Number.parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = (mac[19] ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, "0");
}

test("the focus goes back to what opened a drawer", async ({ page, say }) => {
  await page.goto("/admin/members");
  const enrol = page.getByRole("button", { name: say("新增会员", "Enrol a member") });
  await enrol.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(enrol).toBeFocused();
});
