import { axe, expect, test, unique, uniquePhone } from "./world.ts";

test("a list is filled by hand and from a file, used by a coupon, and archived when nothing uses it", async ({
  page,
  say,
  api,
}) => {
  const phone = uniquePhone();
  const [first, second] = [unique("甲"), unique("乙")];
  await api.post("/v1/members", { phone: uniquePhone(), name: first });
  await api.post("/v1/members", { phone, name: second });
  const name = unique("名单");
  await page.goto("/admin/segments");
  await page.getByRole("button", { name: say("新建人群", "New segment") }).click();
  const form = page.getByRole("dialog", { name: say("新建人群", "New segment") });
  await form.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await expect(form.getByText(say("请填写条件", "Please give a condition"))).toBeVisible();
  await form.getByLabel(say("名称", "Name"), { exact: true }).fill(name);
  await form.getByText(say("名单", "List"), { exact: true }).click();
  await axe(page);
  await form.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();

  await expect(page.getByRole("heading", { name })).toBeVisible();
  await page
    .getByRole("button", { name: say("加入会员", "Add members") })
    .first()
    .click();
  const add = page.getByRole("dialog", { name: say("加入会员", "Add members") });
  await add.getByRole("combobox", { name: say("选择会员", "Members") }).fill(first);
  await page.locator(".ant-select-item-option", { hasText: first }).click();
  const empty = { name: "empty.csv", mimeType: "text/csv", buffer: Buffer.from(" ,x\n\n") };
  await add.locator('input[type="file"]').setInputFiles(empty);
  await expect(page.getByText(say("文件中没有可用的内容", "The file has no line to use"))).toBeVisible();
  const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(`${phone},x\nnobody-is-this,y\n`) };
  await add.locator('input[type="file"]').setInputFiles(file);
  await expect(add.getByText(say("文件有 2 行", "2 lines"))).toBeVisible();
  // It stops half-way: what was chosen is on the list, and nothing says that it still goes on.
  const busy = { status: 429, contentType: "application/problem+json", json: { detail: "half-way", code: "limited" } };
  await page.route("**/v1/members/resolve", (route) => route.fulfill(busy), { times: 1 });
  await add.getByRole("button", { name: say("加入会员", "Add members") }).click();
  await expect(add.getByText("half-way")).toBeVisible();
  await expect(add.getByText(say(/正在加入/, /^Adding/))).toHaveCount(0);
  await expect(page.getByText(say("1 位会员", "1 member"), { exact: false }).first()).toBeVisible();
  await add.getByRole("button", { name: say("加入会员", "Add members") }).click();
  await expect(page.getByText("nobody-is-this")).toBeVisible();
  const rows = page.getByRole("region", { name: say("会员", "Members"), exact: true });
  await expect(rows.getByText(second)).toBeVisible();
  await expect(rows.getByText(first)).toBeVisible();

  const id = page.url().split("/").pop() ?? "";
  const coupon = await api.post("/v1/coupon-templates", {
    name: unique("券"),
    kind: "amount_off",
    amount_minor: 100,
    validity: { days: 30 },
    stacking: { mode: "always" },
    scope: { segments: [id] },
  });
  await page.reload();
  await expect(page.getByRole("link", { name: new RegExp(coupon.name) })).toBeVisible();
  const archive = async () => {
    await page.getByRole("button", { name: say(/^归\s*档$/, /^Archive$/) }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: say(/^归\s*档$/, /^Archive$/) })
      .click();
  };
  await archive();
  await expect(page.getByText(say(/正被优惠券/, /is used by the coupon/))).toBeVisible();

  const spare = await api.post("/v1/segments", { name: unique("闲置"), kind: "static" });
  await page.goto(`/admin/segments/${spare.id}`);
  await expect(page.getByText(say("尚未使用", "Not used yet"))).toBeVisible();
  await archive();
  await expect(page).toHaveURL(/\/segments$/);
  await expect(page.getByText(name)).toBeVisible();
  await expect(page.getByText(spare.name)).toHaveCount(0);
});

test("the filters of the list of members are kept as a segment", async ({ page, say }) => {
  const name = unique("人群");
  await page.goto("/admin/members?status=member&spend_from=100000&q=Ada");
  await page.getByRole("button", { name: say("存为人群", "Save as segment") }).click();
  const form = page.getByRole("dialog", { name: say("存为人群", "Save as segment") });
  await expect(form.getByText(say("搜索词“Ada”不会保存", "The search for “Ada” is not kept"))).toBeVisible();
  await form.getByLabel(say("人群名称", "Name of the segment")).fill(name);
  await axe(page);
  await form.getByRole("button", { name: say(/^保\s*存$/, /^Save$/) }).click();
  await page.getByRole("button", { name: say(/^查\s*看$/, /^Open$/) }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(page.getByText(say(/1,000/, /1,000/)).first()).toBeVisible();
});
