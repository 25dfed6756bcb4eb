import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { axe, expect, narrow, test, unique } from "./world.ts";

/** The six digits that an authenticator shows for a secret (RFC 6238), so many steps ahead. */
function totp(secret: string, ahead = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s|=/g, "").toUpperCase()].map((c) =>
    alphabet.indexOf(c).toString(2).padStart(5, "0"),
  );
  const key = Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((b) => Number.parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = (mac[19] ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const drawer = (page: Page) => page.getByRole("dialog");

test("somebody is invited, sets a password, signs in and turns a second factor on and off", async ({
  page,
  browser,
  baseURL,
  say,
  locale,
}) => {
  test.setTimeout(90_000);
  const name = unique("新人");
  const mail = `${unique("new").replaceAll(" ", "")}@beigua.example`.toLowerCase();
  await page.goto("/admin/settings/staff");
  await page.getByRole("button", { name: say("邀请员工", "Invite somebody") }).click();
  await drawer(page)
    .getByRole("button", { name: say("生成邀请链接", "Make the invitation") })
    .click();
  await expect(drawer(page).getByText(say("请选择角色", "Please choose a role"))).toBeVisible();
  await drawer(page).getByLabel(say("姓名", "Name")).fill(name);
  await drawer(page).getByLabel(say("邮箱", "E-mail")).fill(mail);
  await drawer(page)
    .getByRole("combobox", { name: say("角色", "Role") })
    .click();
  await page.getByTitle(say("客服", "Support"), { exact: true }).click();
  await axe(page, ".ant-drawer");
  await drawer(page)
    .getByRole("button", { name: say("生成邀请链接", "Make the invitation") })
    .click();
  const link = await drawer(page)
    .getByRole("textbox", { name: say("邀请链接", "Invitation link") })
    .inputValue();
  expect(new URL(link).pathname).toBe("/admin/invitation");

  const theirs = await browser.newContext({
    baseURL,
    locale,
    reducedMotion: "reduce",
    storageState: { cookies: [], origins: [] },
  });
  const tab = await theirs.newPage();
  await tab.goto(link);
  const password = unique("a long sentence");
  await tab.getByLabel(say("新密码", "New password")).fill("short");
  await tab.getByLabel(say("再输一次", "Once more")).fill("other");
  await tab.getByRole("button", { name: say("设置密码", "Set password") }).click();
  await expect(tab.getByText(say("至少需要 10 个字符", "10 characters at least"), { exact: true })).toBeVisible();
  await expect(tab.getByText(say("两次输入的密码不一致", "The two are not the same"))).toBeVisible();
  await tab.getByLabel(say("新密码", "New password")).fill(password);
  await tab.getByLabel(say("再输一次", "Once more")).fill(password);
  await tab.getByRole("button", { name: say("设置密码", "Set password") }).click();
  await expect(tab.getByText(say("密码已设置", "Your password is set"))).toBeVisible();
  await axe(tab);

  await tab.getByRole("button", { name: say("去登录", "To the sign-in") }).click();
  await tab.getByLabel(say("邮箱", "E-mail")).fill(mail);
  await tab.getByLabel(say("密码", "Password"), { exact: true }).fill(password);
  await tab.getByRole("button", { name: say("登录", "Sign in") }).click();
  await expect(tab.getByRole("navigation").first()).toBeVisible();
  await tab.goto("/admin/settings/account");
  await tab.getByRole("button", { name: say("设置两步验证", "Set up a second factor") }).click();
  await tab.getByText(say("无法扫码", "It cannot be scanned"), { exact: false }).click();
  const secret = (await drawer(tab).locator("code").innerText()).trim();
  await axe(tab, ".ant-drawer");
  const code = drawer(tab).getByLabel(say("动态码", "Code"));
  await code.fill("000000");
  await drawer(tab)
    .getByRole("button", { name: say("开启", "Turn on") })
    .click();
  await expect(drawer(tab).getByText(say("动态码错误", "This code is wrong"), { exact: false })).toBeVisible();
  await code.fill(totp(secret));
  await drawer(tab)
    .getByRole("button", { name: say("开启", "Turn on") })
    .click();
  const codes = await drawer(tab)
    .getByRole("textbox", { name: say("备用恢复码", "Recovery codes") })
    .inputValue();
  expect(codes.split("\n")).toHaveLength(10);
  await drawer(tab)
    .getByRole("button", { name: say("已保存好", "They are kept safe") })
    .click();
  await tab.getByRole("button", { name: say("关闭两步验证", "Turn off") }).click();
  await drawer(tab)
    .getByLabel(say("动态码", "Code"))
    .fill(codes.split("\n")[0] ?? "");
  await drawer(tab)
    .getByRole("button", { name: say("关闭两步验证", "Turn off") })
    .click();
  await expect(tab.getByRole("button", { name: say("设置两步验证", "Set up a second factor") })).toBeVisible();

  await tab.goto(link); // a link works once
  await tab.reload();
  await tab.getByLabel(say("新密码", "New password")).fill(password);
  await tab.getByLabel(say("再输一次", "Once more")).fill(password);
  await tab.getByRole("button", { name: say("设置密码", "Set password") }).click();
  await expect(tab.getByText(say("这个链接已失效", "does not work any more"), { exact: false })).toBeVisible();
  await theirs.close();

  await page.reload();
  await page.getByRole("button", { name: new RegExp(name) }).click();
  await drawer(page)
    .getByRole("button", { name: say("停用账号", "Disable account") })
    .click();
  await page
    .getByRole("button", { name: say("停用账号", "Disable account") })
    .last()
    .click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText(say("已停用", "Disabled"));
});

test.describe("the house", () => {
  test.describe.configure({ mode: "serial" });

  test("rules are saved; who was slower reads the newest and keeps what was typed", async ({
    page,
    say,
    api,
    hold,
  }) => {
    await hold("settings");
    const { refund_grace_days, approval_days } = await api.get("/v1/settings");
    const write = async (change: Record<string, unknown>) => {
      const now = await api.request.get("/v1/settings");
      const { version: _version, ...settings } = await now.json();
      await api.put("/v1/settings", { ...settings, ...change }, { "If-Match": now.headers().etag ?? "" });
    };
    await page.goto("/admin/settings/rules");
    const days = page.getByLabel(say("退回积分的宽限期", "Grace for points that come back"));
    await days.fill("999");
    await days.blur();
    await expect(days).toHaveValue("365");
    await days.fill("41");
    await write({ approval_days: approval_days === 8 ? 9 : 8 });
    const save = page.getByRole("button", { name: say("保存规则", "Save rules") });
    await save.click();
    await page.getByRole("button", { name: say("读取最新版本", "Read the newest") }).click();
    await expect(days).toHaveValue("41");
    await save.click();
    await expect(page.getByText(say("所有修改均已保存", "Everything is saved"))).toBeVisible();
    expect((await api.get("/v1/settings")).refund_grace_days).toBe(41);
    await axe(page, "#content");
    await write({ refund_grace_days, approval_days });
  });

  test("an ink that cannot be read is not saved; the card shows what members will see", async ({ page, say, api }) => {
    await page.goto("/admin/settings/merchant");
    await expect(page.getByText(say("已有订单", "There are orders"), { exact: false })).toBeVisible();
    await expect(page.getByRole("combobox", { name: say("币种", "Currency") })).toBeDisabled();
    const accent = page.getByRole("textbox", { name: say("主色", "Accent"), exact: true });
    await accent.fill("#FFD400");
    await page.getByText(say("白", "White"), { exact: true }).click();
    await expect(page.getByText(say("不能保存", "is not saved"), { exact: false })).toBeVisible();
    await expect(page.getByRole("button", { name: say("保存", "Save"), exact: true })).toBeDisabled();
    await page.getByText(say("自动", "Automatic"), { exact: true }).click();
    await page.getByRole("button", { name: say("保存", "Save"), exact: true }).click();
    await expect(page.getByText(say("所有修改均已保存", "Everything is saved"))).toBeVisible();
    expect((await api.get("/v1/merchant")).brand).toMatchObject({ accent: "#FFD400", ink: "#000000" });
    await axe(page, "#content");
    const dot = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const logo = page.locator("input[type=file]");
    await logo.setInputFiles({ name: "a.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
    await expect(page.getByRole("alert").filter({ hasText: "PNG" })).toBeVisible();
    await logo.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: dot });
    await page.getByRole("button", { name: say("移除", "Remove") }).click();
    await drawer(page)
      .getByRole("button", { name: say("移除", "Remove") })
      .click();
    await expect(page.getByRole("button", { name: say("选择图片", "Choose a picture") })).toBeVisible();
    const tag = (await api.request.get("/v1/merchant")).headers().etag ?? "";
    await api.patch("/v1/merchant", { brand: { accent: "", ink: "" } }, { "If-Match": tag });
  });
});

test("a store is added, found twice, closed", async ({ page, say }) => {
  const name = unique("测试店");
  const code = unique("T").replaceAll(" ", "");
  await page.goto("/admin/settings/stores");
  const add = async (title: string) => {
    await page.getByRole("button", { name: say("新增门店", "Add a store") }).click();
    await drawer(page).getByLabel(say("名称", "Name")).fill(title);
    await drawer(page).getByLabel(say("编码", "Code")).fill(code);
    await drawer(page)
      .getByRole("button", { name: say("保存", "Save") })
      .click();
  };
  await add(name);
  await expect(page.getByRole("row", { name: new RegExp(code) })).toBeVisible();
  await add(`${name}二`);
  await expect(drawer(page).getByText(code, { exact: false }).first()).toBeVisible();
  await axe(page, ".ant-drawer");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: say("放弃", "Give up") }).click();
  await expect(drawer(page)).toHaveCount(0);
  await page.getByRole("button", { name, exact: true }).click();
  await drawer(page).getByRole("switch").click();
  await drawer(page)
    .getByRole("button", { name: say("保存", "Save") })
    .click();
  await expect(page.getByRole("row", { name: new RegExp(code) })).toContainText(say("已关闭", "Closed"));
});

test("an attribute says why it is asked", async ({ page, say }) => {
  const code = `a${unique("x").replace(/[^a-z0-9]/g, "")}`.slice(0, 40);
  await page.goto("/admin/settings/attributes");
  await page.getByRole("button", { name: say("新增属性", "Add an attribute") }).click();
  await drawer(page).getByLabel(say("代码", "Code"), { exact: true }).fill("9 bad");
  await drawer(page)
    .getByRole("button", { name: say("保存", "Save") })
    .click();
  await expect(drawer(page).getByText(say("小写字母开头", "Small letters"), { exact: false })).toBeVisible();
  await expect(
    drawer(page).getByText(say("会员有权知道", "members have a right to know"), { exact: false }),
  ).toBeVisible();
  await drawer(page).getByLabel(say("代码", "Code"), { exact: true }).fill(code);
  await drawer(page).getByLabel(say("名称（中文）", "Name (Chinese)")).fill("尺码");
  await drawer(page).getByLabel(say("为什么问（中文）", "Why it is asked (Chinese)")).fill("用于推荐合适的尺码");
  await drawer(page)
    .getByRole("button", { name: say("保存", "Save") })
    .click();
  await expect(page.getByRole("row", { name: new RegExp(code) })).toContainText("用于推荐合适的尺码");
});

test("a tag rule is read as a sentence, applied and deleted", async ({ page, say, api }) => {
  const tag = unique("常买");
  await api.post("/v1/tag-rules", { tag, condition: "orders(90) >= 4", enabled: true });
  await page.goto("/admin/settings/tags");
  const row = page.getByRole("row", { name: new RegExp(tag) });
  await expect(row).toContainText("90");
  await row.getByRole("button", { name: say("立即执行", "Apply now") }).click();
  await expect(row).not.toContainText(say("尚未执行", "Never yet"));
  await page.getByRole("button", { name: tag }).click();
  await axe(page, ".ant-drawer");
  await drawer(page)
    .getByRole("button", { name: say("删除规则", "Delete rule") })
    .click();
  await page
    .getByRole("button", { name: say("删除规则", "Delete rule") })
    .last()
    .click();
  await expect(row).toHaveCount(0);
});

test("a key is shown once and revoked by name", async ({ page, say, request }) => {
  const name = unique("收银机");
  await page.goto("/admin/settings/keys");
  await page
    .getByRole("button", { name: say("创建密钥", "Make a key") })
    .first()
    .click();
  await drawer(page).getByLabel(say("名称", "Name")).fill(name);
  await drawer(page).getByText(say("指定权限", "Some permissions")).click();
  await drawer(page)
    .getByRole("button", { name: say("创建密钥", "Make a key") })
    .click();
  await expect(drawer(page).getByText(say("请至少选择一项", "Choose one at least"))).toBeVisible();
  await drawer(page).getByRole("checkbox").first().check();
  await axe(page, ".ant-drawer");
  await drawer(page)
    .getByRole("button", { name: say("创建密钥", "Make a key") })
    .click();
  const key = await drawer(page)
    .getByRole("textbox", { name: say("接口密钥", "API key") })
    .inputValue();
  const works = () => request.get("/v1/members?limit=1", { headers: { Authorization: `Bearer ${key}` } });
  expect((await works()).status()).toBe(200);
  await drawer(page)
    .getByRole("button", { name: say("已保存好", "It is kept safe") })
    .click();
  await page.getByRole("button", { name: new RegExp(`${say("吊销", "Revoke")} ${name}`) }).click();
  await expect(drawer(page)).toContainText(name);
  await drawer(page)
    .getByRole("button", { name: say("吊销", "Revoke") })
    .click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toHaveCount(0);
  expect((await works()).status()).toBe(401);
});

test("the audit trail is searched, read as a diff, and proved", async ({ page, say, api }) => {
  const name = unique("审计店");
  const made = await api.post("/v1/stores", { code: unique("S").replaceAll(" ", ""), name, kind: "pos" });
  await page.goto(`/admin/settings/audit?subject=store:${made.id}`);
  const row = page.getByRole("row", { name: new RegExp(made.id) });
  await row.click();
  await expect(page.getByText(name)).toBeVisible();
  await page.getByRole("button", { name: say("立即验证完整性", "Prove that it is whole") }).click();
  await expect(page.getByText(say("完整：", "Whole: all"), { exact: false })).toBeVisible();
  await axe(page, "#content");
});

test.describe("a cashier on a phone", () => {
  test.use({ role: "cashier", viewport: narrow });
  test("reads the rules, changes none, and learns who may", async ({ page, say }) => {
    await page.goto("/admin/settings/rules");
    await expect(page.getByLabel(say("退货期", "Return window"))).toBeDisabled();
    await expect(page.getByRole("button", { name: say("保存规则", "Save rules") })).toHaveCount(0);
    await page.goto("/admin/settings/audit");
    await expect(page.getByText(say("您的角色看不到这一页", "Your role does not see this page"))).toBeVisible();
    await page
      .getByRole("link", { name: say("角色与权限", "Roles") })
      .last()
      .click();
    await expect(page.getByRole("table")).toContainText(say("查看审计记录", "Read the audit trail"));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
});
