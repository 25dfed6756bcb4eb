import { axe, expect, narrow, test, unique, uniquePhone } from "./world.ts";

/** A file of members: so many good rows, one with a bad phone, one with a bad day. */
function members(good: number): { name: string; text: string; mark: string } {
  const mark = unique("M").replaceAll(" ", "");
  const rows = Array.from({ length: good }, (_, i) => `${mark}-${i},顾客${i},${uniquePhone()},1990-01-02,甜食`);
  rows.push(`${mark}-x,坏号码,12345,1990-01-02,`, `${mark}-y,坏生日,${uniquePhone()},1990-13-45,`);
  return { name: `${mark}.csv`, text: `会员卡号,姓名,手机号,生日,喜好\n${rows.join("\n")}\n`, mark };
}

function csv(file: { name: string; text: string }) {
  return { name: file.name, mimeType: "text/csv", buffer: Buffer.from(file.text) };
}

test.describe("a marketer", () => {
  test.use({ role: "marketer" });

  test("imports members: what is wrong stands in the file's own words, then the good rows go in", async ({
    page,
    say,
    api,
  }) => {
    const file = members(25);
    await page.goto("/admin/data");
    await page
      .getByRole("link", { name: say("导入数据", "Import data") })
      .first()
      .click();
    await page.getByRole("button", { name: new RegExp(say("^会员", "^Members ?One")) }).click();
    await page.locator("input[type=file]").setInputFiles(csv(file));
    const check = page.getByRole("button", { name: say("检查文件", "Check the file") });
    await expect(check).toBeEnabled();
    await expect(page.getByText(say("1 列不会导入", "1 columns are left out"))).toBeVisible();
    await axe(page, "#content");
    await page.reload(); // the file and what was chosen are kept
    await check.click();
    await expect(page.getByText(say("尚未写入任何数据", "nothing was written yet"))).toBeVisible();
    const bad = page.getByRole("row", { name: /12345/ });
    await expect(bad).toContainText("手机号");
    await expect(page.getByRole("row", { name: /1990-13-45/ })).toContainText("28");
    await axe(page, "#content");
    await page.getByRole("button", { name: new RegExp(say("导入这 25 行", "Import these 25 rows")) }).click();
    await expect(page).toHaveURL(/\/data\/imports\/job_/);
    await page.goto("/admin/"); // leave, and come back
    await page.goBack();
    await expect(page.getByText(say("27 行 = 25 行导入 + 2 行拒绝", "27 rows = 25 taken + 2 refused"))).toBeVisible({
      timeout: 30_000,
    });
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: say("下载被拒绝的行", "Download refused rows") }).click();
    const stream = await (await download).createReadStream();
    const text = (await stream.toArray()).join("");
    expect(text).toContain(`${file.mark}-x`);
    const found = await api.get(`/v1/members?card_no=${file.mark}-0`);
    expect(found.data).toHaveLength(1);
    await page.goto("/admin/data");
    await expect(page.getByRole("row", { name: file.name })).toContainText("25");
  });

  test("the same file again takes nobody twice", async ({ page, say, api }) => {
    const file = members(3);
    await api.post("/v1/members", { name: "早来", card_no: `${file.mark}-0` });
    await page.goto("/admin/data/import?kind=members&step=file");
    await page.locator("input[type=file]").setInputFiles(csv(file));
    await page.getByRole("button", { name: say("检查文件", "Check the file") }).click();
    await expect(page.getByText(say("已有会员", "Members there already"))).toBeVisible();
  });

  test("a file that cannot be read is refused before anything is sent, and says what to do", async ({ page, say }) => {
    await page.goto("/admin/data/import?kind=orders&step=file");
    const input = page.locator("input[type=file]");
    await input.setInputFiles({ name: "old.xls", mimeType: "application/vnd.ms-excel", buffer: Buffer.from("x") });
    await expect(page.getByRole("alert")).toContainText(say("另存为", "Save it as"));
    await input.setInputFiles({ name: "none.csv", mimeType: "text/csv", buffer: Buffer.alloc(0) });
    await expect(page.getByRole("alert")).toContainText("none.csv");
    const broken = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(500, 7)]);
    await input.setInputFiles({ name: "broken.xlsx", mimeType: "text/csv", buffer: broken });
    await expect(page.getByRole("alert")).toContainText(say("无法读取", "cannot be read"));
    await expect(page.getByRole("button", { name: say("换一个文件", "Another file") })).toBeVisible();
    await axe(page, "#content");
  });

  test("what is needed has to be chosen, and one field is one column", async ({ page, say }) => {
    const text = "甲,乙\n1,2\n";
    await page.goto("/admin/data/import?kind=products&step=file");
    await page.locator("input[type=file]").setInputFiles(csv({ name: "p.csv", text }));
    const check = page.getByRole("button", { name: say("检查文件", "Check the file") });
    await expect(check).toBeDisabled();
    await expect(page.getByText(say("还缺必填字段", "Still needed"))).toBeVisible();
    await page.getByRole("combobox", { name: /甲/ }).click();
    await page.getByTitle(new RegExp(say("^商品编码", "^sku"))).click();
    await expect(check).toBeEnabled();
  });

  test("by keyboard alone as far as the file", async ({ page, say }) => {
    await page.goto("/admin/data/import");
    const kind = page.getByRole("button", { name: new RegExp(say("^商品", "^Products")) });
    await kind.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText(say("把文件拖到这里", "Drop a file here"), { exact: false })).toBeVisible();
    await page.getByRole("button", { name: say("上一步", "Back") }).focus();
    await page.keyboard.press("Enter");
    await expect(kind).toBeVisible();
  });
});

test("an export is made, downloaded and masked", async ({ page, say }) => {
  await page.goto("/admin/data?tab=exports");
  await page
    .getByRole("button", { name: say("新建导出", "New export") })
    .first()
    .click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("CSV", { exact: true }).click();
  await axe(page, ".ant-drawer");
  await drawer.getByRole("button", { name: say("新建导出", "New export") }).click();
  await expect(drawer).toHaveCount(0);
  const link = page.getByRole("link", { name: say("下载", "Download") }).first();
  await expect(link).toBeVisible({ timeout: 30_000 });
  const download = page.waitForEvent("download");
  await link.click();
  const text = (await (await (await download).createReadStream()).toArray()).join("");
  expect(text.split("\n").length).toBeGreaterThan(2);
  expect(text).toMatch(/\d\*{3,}/);
});

test("jobs and parked events are listed", async ({ page, say }) => {
  await page.goto("/admin/data?tab=jobs");
  await expect(page.getByRole("region", { name: say("后台任务", "Jobs") })).toBeVisible();
  await page.getByRole("tab", { name: new RegExp(say("待处理事件", "Parked events")) }).click();
  await expect(page).toHaveURL(/tab=parked/);
  await axe(page, "#content");
});

test.describe("a support agent", () => {
  test.use({ role: "support", viewport: narrow });
  test("has no imports, and learns who has", async ({ page, say }) => {
    await page.goto("/admin/data");
    await expect(
      page.getByText(say("您的角色不导入或导出数据", "Your role neither imports nor exports")),
    ).toBeVisible();
    await page.goto("/admin/data/import");
    await expect(page.getByRole("button", { name: new RegExp(say("^商品", "^Products")) })).toHaveCount(0);
  });
});
