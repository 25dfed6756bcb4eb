import { axe, expect, test } from "./world.ts";

test("the side bar leads to every page", async ({ page, say }) => {
  await page.goto("/admin/");
  const side = page.getByRole("navigation", { name: say("页面", "Pages") });
  await side.getByRole("link", { name: say("会员", "Members"), exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/members$/);
  await axe(page);
});
