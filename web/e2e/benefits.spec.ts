import { axe, expect, test, unique, uniquePhone } from "./world.ts";

const terms = { uses: 3, price_minor: 30_000, list_minor: 12_000, gives: "service", service: "Massage" };

test("a times card is made in the form, sold to a member, used with a reason, and taken back", async ({
  page,
  say,
  api,
}) => {
  const name = unique("次卡");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("卡") });
  await page.goto("/admin/benefits?part=cards");
  await page.getByRole("button", { name: say("新建次卡", "New times card") }).click();
  const form = page.getByRole("dialog", { name: say("新建次卡", "New times card") });
  await form.getByLabel(say("名称（中文）", "Name in Chinese")).fill(name);
  await form.getByLabel(say("编码", "Code"), { exact: true }).fill(
    unique("card")
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "-"),
  );
  await form.getByLabel(say("服务", "Service"), { exact: true }).fill("Massage");
  await form.getByLabel(say("售价", "Price"), { exact: true }).fill("300");
  await axe(page);
  await form.getByRole("button", { name: say("保存", "Save") }).click();
  await expect(page.getByRole("button", { name })).toBeVisible();

  await page.goto(`/admin/members/${member.id}?tab=held`);
  await page.getByRole("button", { name: say("售卡", "Sell a card") }).click();
  const sell = page.getByRole("dialog");
  await sell.getByRole("combobox", { name: say("次卡", "Times card") }).click();
  await page.getByText(name).last().click();
  await axe(page);
  await sell.getByRole("button", { name: say("售卡", "Sell a card") }).click();
  await expect(page.getByRole("row", { name }).getByText(say("10 / 10 次", "10 of 10"))).toBeVisible();

  await page
    .getByRole("row", { name })
    .getByRole("button", { name: say(/^核\s*销$/, /^Use$/) })
    .click();
  const use = page.getByRole("dialog");
  await use.getByText(say("免确认", "No proof"), { exact: true }).click();
  await use.getByLabel(say("免确认的原因", "Why without proof")).fill("phone is empty");
  await axe(page);
  await use.getByRole("button", { name: say(/^核\s*销$/, /^Use$/) }).click();
  await expect(page.getByRole("row", { name }).getByText(say("9 / 10 次", "9 of 10"))).toBeVisible();

  await page.getByText(say("核销记录", "Uses"), { exact: true }).click();
  await expect(page.getByRole("row", { name }).getByText(say("柜台核销", "At the counter"))).toBeVisible();
  await page.goto("/admin/benefits");
  await page
    .getByRole("row", { name: member.name })
    .getByRole("button", { name: say(/^撤\s*销$/, /^Take back$/) })
    .click();
  const undo = page.getByRole("dialog");
  await undo.getByLabel(say("原因", "Reason")).fill("pressed twice");
  await undo.getByRole("button", { name: say(/^撤\s*销$/, /^Take back$/) }).click();
  await expect(page.getByRole("row", { name: member.name }).getByText(say("已撤销", "Taken back"))).toBeVisible();
});

test("a card of two parts is made in the form, sold, used part by part, and refunded", async ({ page, say, api }) => {
  const name = unique("套餐卡");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("套") });
  await page.goto("/admin/benefits?part=cards");
  await page.getByRole("button", { name: say("新建次卡", "New times card") }).click();
  const form = page.getByRole("dialog", { name: say("新建次卡", "New times card") });
  await form.getByLabel(say("名称（中文）", "Name in Chinese"), { exact: true }).fill(name);
  await form.getByLabel(say("编码", "Code"), { exact: true }).fill(
    unique("card")
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "-"),
  );
  await form.getByRole("button", { name: say("再加一项（套餐卡）", "Add another part to the card") }).click();
  const part = (n: number) => form.getByRole("group", { name: say(`第 ${n} 项`, `Part ${n}`) });
  for (const [n, what, uses, list] of [
    [1, "Cut", "5", "80"],
    [2, "Colouring", "2", "300"],
  ] as const) {
    await part(n).getByLabel(say("本项名称（中文）", "Name of this part in Chinese")).fill(what);
    await part(n).getByLabel(say("服务", "Service"), { exact: true }).fill(what);
    await part(n).getByLabel(say("次数", "Uses"), { exact: true }).fill(uses);
    await part(n).getByLabel(say("单次原价", "Price of one use alone")).fill(list);
  }
  await form.getByLabel(say("售价", "Price"), { exact: true }).fill("200.01");
  await expect(form.getByText("Cut ¥80.00 · Colouring ¥120.01")).toBeVisible();
  await axe(page);
  await form.getByRole("button", { name: say("保存", "Save") }).click();
  await expect(page.getByText(say("Cut 5 次 + Colouring 2 次", "5 × Cut + 2 × Colouring")).first()).toBeVisible();

  await page.goto(`/admin/members/${member.id}?tab=held`);
  await page.getByRole("button", { name: say("售卡", "Sell a card") }).click();
  const sell = page.getByRole("dialog");
  await sell.getByRole("combobox", { name: say("次卡", "Times card") }).click();
  await page.getByText(name).last().click();
  await sell.getByRole("button", { name: say("售卡", "Sell a card") }).click();
  const row = page.getByRole("row", { name });
  await row.getByRole("button", { name: say(/^核\s*销$/, /^Use$/) }).click();
  const use = page.getByRole("dialog");
  await use.getByRole("radio", { name: /Colouring/ }).click();
  await use.getByText(say("免确认", "No proof"), { exact: true }).click();
  await use.getByLabel(say("免确认的原因", "Why without")).fill("phone is empty");
  await axe(page);
  await use.getByRole("button", { name: say(/^核\s*销$/, /^Use$/) }).click();
  await expect(row.getByText(say("Cut 剩 5 / 5 次", "Cut: 5 of 5 left"))).toBeVisible();
  await expect(row.getByText(say("Colouring 剩 1 / 2 次", "Colouring: 1 of 2 left"))).toBeVisible();

  await page.goto("/admin/benefits?part=sales");
  await page
    .getByRole("row", { name: member.name })
    .getByRole("button", { name: say(/^退\s*卡$/, /^Refund$/) })
    .click();
  const back = page.getByRole("dialog");
  await expect(back.getByText("¥140.00")).toBeVisible(); // 80.00 + ⌊120.01 / 2⌋
  await back.getByRole("button", { name: say("确认退卡", "Refund") }).click();
  await expect(page.getByRole("row", { name: member.name }).getByText("¥140.00")).toBeVisible();
});

test("what goes back of a card is shown before it is refunded", async ({ page, say, api }) => {
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("退") });
  const code = unique("refund")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "-");
  const card = await api.post("/v1/times-cards", { ...terms, price_minor: 15_000, code, name: { zh: code, en: code } });
  const sale = await api.post(`/v1/members/${member.id}/times-cards`, {
    card_id: card.id,
    source: "e2e",
    number: code,
    payments: [{ kind: "cash", amount_minor: 15_000 }],
  });
  expect(sale.paid_minor).toBe(15_000);
  await page.goto("/admin/benefits?part=sales");
  await page
    .getByRole("row", { name: member.name })
    .getByRole("button", { name: say(/^退\s*卡$/, /^Refund$/) })
    .click();
  const form = page.getByRole("dialog");
  await expect(form.getByText("¥150.00").nth(1)).toBeVisible();
  await axe(page);
  await form.getByRole("button", { name: say("确认退卡", "Refund") }).click();
  await expect(page.getByRole("row", { name: member.name }).getByText("¥150.00").last()).toBeVisible();
});

test("a stamp card is made in the form and stands with a member", async ({ page, say, api }) => {
  const name = unique("集点");
  const member = await api.post("/v1/members", { phone: uniquePhone(), name: unique("点") });
  await page.goto("/admin/benefits?part=stamps");
  await page.getByRole("button", { name: say("新建集点卡", "New stamp card") }).click();
  const form = page.getByRole("dialog", { name: say("新建集点卡", "New stamp card") });
  await form.getByLabel(say("名称（中文）", "Name in Chinese")).fill(name);
  await axe(page);
  await form.getByRole("button", { name: say("保存", "Save") }).click();
  await expect(page.getByRole("button", { name })).toBeVisible();
  await page.goto(`/admin/members/${member.id}?tab=held`);
  await expect(page.getByText(name)).toBeVisible();
});
