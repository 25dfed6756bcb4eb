import { axe, expect, test, unique, uniquePhone } from "./world.ts";

/** A picture of one pixel. */
const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("an item is put into the mall, redeemed at the counter, handed over by its code and taken back", async ({
  page,
  say,
  api,
}) => {
  const name = unique("杯");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("兑") });
  await api.post(`/v1/members/${member.id}/adjustments`, { asset: "points", amount: 500, reason: "e2e" });
  await api.put("/v1/products", { products: [{ sku: "E2E-MUG", name: "E2E-MUG" }] });
  await page.goto("/admin/mall");
  await page.getByRole("button", { name: say("上架商品", "Put an item in") }).click();
  const form = page.getByRole("dialog", { name: say("上架商品", "Put an item in") });
  await form.getByLabel(say("名称", "Name"), { exact: true }).fill(name);
  await form.getByLabel(say("所需瓜子", "Seeds"), { exact: true }).fill("300");
  await form.getByRole("combobox", { name: say("商品", "Product"), exact: true }).fill("E2E-MUG");
  await page
    .getByTitle(/^E2E-MUG/)
    .last()
    .click();
  await form.getByLabel(say("库存", "Stock")).fill("5");
  const picture = { name: "mug.png", mimeType: "image/png", buffer: Buffer.from(dot, "base64") };
  await form.locator('input[type="file"]').setInputFiles(picture);
  await expect(form.locator("img.thumb")).toBeVisible();
  await axe(page);
  await form.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await expect(form).toBeHidden();

  await page.goto(`/admin/members/${member.id}?tab=held`);
  await page.getByRole("button", { name: say("代会员兑换", "Redeem for a member") }).click();
  const redeem = page.getByRole("dialog", { name: say("代会员兑换", "Redeem for a member") });
  await redeem.getByRole("combobox", { name: say("商品", "Item"), exact: true }).fill(name);
  await page.getByTitle(new RegExp(name)).last().click();
  await redeem.getByText(say("免确认", "No proof"), { exact: true }).click();
  await redeem.getByLabel(say("免确认的原因", "Why without proof")).fill("e2e");
  await redeem.getByRole("button", { name: say("代会员兑换", "Redeem for a member") }).click();
  const done = page.getByRole("dialog", { name: say("兑换成功", "Redeemed") });
  const shown = await done.getByText(say(/自提码：/, /Pick-up code:/)).innerText();
  await axe(page);
  await done
    .getByRole("button", { name: say(/^关\s*闭$/, /^Close$/) })
    .last()
    .click();

  await page.goto("/admin/mall?part=redemptions");
  await page.getByRole("searchbox", { name: say("自提码", "Pick-up code") }).fill(shown.replace(/\D+/, ""));
  await page.keyboard.press("Enter");
  const one = page.getByRole("dialog");
  await expect(one.getByText(say("待自提", "To be picked up"))).toBeVisible();
  await one.getByRole("button", { name: say("核销自提", "Hand over") }).click();
  const hand = page.getByRole("dialog", { name: say(/^核销：/, /^Hand over:/) });
  await hand.getByLabel(say("自提码", "Pick-up code")).fill(shown.replace(/\D+/, ""));
  await hand.getByRole("button", { name: say("核销自提", "Hand over") }).click();
  await expect(hand).toBeHidden(); // it has a button to cancel too, as long as it closes
  await expect(one.getByText(say("已完成", "Done")).first()).toBeVisible();
  await one.getByRole("button", { name: say("取消兑换", "Cancel") }).click();
  const cancel = page.getByRole("dialog", { name: say(/^取消兑换：/, /^Cancel:/) });
  await cancel.getByLabel(say("原因", "Reason")).fill("e2e");
  await cancel
    .getByRole("button", { name: say("取消兑换", "Cancel"), exact: true })
    .last()
    .click();
  await expect(one.getByText(say("已取消", "Cancelled")).first()).toBeVisible();
  expect((await api.get(`/v1/members/${member.id}`)).points.available).toBe(500);
});

test("a price list is made, prices are pasted into it, and wrong lines are named", async ({ page, say, api }) => {
  await api.put("/v1/products", { products: ["A", "B", "C"].map((x) => ({ sku: `E2E-${x}`, name: `E2E-${x}` })) });
  const code = unique("list");
  await page.goto("/admin/catalogue?part=lists");
  await page
    .getByRole("button", { name: say("新建价格表", "Make a price list") })
    .first()
    .click();
  const form = page.getByRole("dialog");
  await form.getByLabel(say("名称", "Name"), { exact: true }).fill(code);
  await form.getByLabel(say("编码", "Code"), { exact: true }).fill(code);
  await axe(page);
  await form.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(code);
  await page
    .getByRole("button", { name: say("批量导入", "Import") })
    .first()
    .click();
  const bring = page.getByRole("dialog");
  await bring
    .getByLabel(say("商品编码、价格、限量", "Code, price, limit"))
    .fill("编码,价格,限量\nE2E-A,10.50,5\nE2E-B,x\nE2E-C,9");
  await expect(
    bring.getByText(say(/第 3 行 E2E-B 价格: 不是有效的数字/, /Row 3 E2E-B Price: This is not a number/)),
  ).toBeVisible();
  await bring.getByRole("button", { name: say("导入 2 个价格", "Import 2 prices") }).click();
  await expect(bring.getByText(say("新增 2 个，更新 0 个", "2 added, 0 changed"))).toBeVisible();
  await bring.getByRole("button", { name: say(/^完\s*成$/, /^Done$/) }).click();
  await expect(page.getByRole("button", { name: "E2E-A" })).toBeVisible();
  await axe(page);
});
