import { everyPage, settled } from "./pages.ts";
import { axe, expect, narrow, test, violations } from "./world.ts";

// Every page, in both themes, wide and narrow. Drawers, dialogs and error states are looked at by the specs of their pages.

for (const theme of ["light", "dark"] as const) {
  test.describe(theme, () => {
    test.use({ theme });
    test("axe finds nothing serious on any page", async ({ page, api }) => {
      test.setTimeout(300_000);
      const found: Record<string, string[]> = {};
      for (const { name, path } of await everyPage(api)) {
        await page.goto(path);
        await settled(page);
        const wrong = await violations(page);
        if (wrong.length > 0) found[name] = wrong;
      }
      expect(found).toEqual({});
    });
  });
}

test.describe("narrow", () => {
  test.use({ viewport: narrow });
  test("no page and no list is wider than a phone, and axe finds nothing serious", async ({ page, api }) => {
    test.setTimeout(300_000);
    const found: Record<string, string[]> = {};
    for (const { name, path } of await everyPage(api)) {
      await page.goto(path);
      await settled(page);
      const wrong = await violations(page);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wider > 0) wrong.push(`${wider} pixels wider than the window`);
      const sideways = await page
        .locator(".rows .ant-table-content")
        .evaluateAll((all) => all.filter((table) => table.scrollWidth > table.clientWidth).length);
      if (sideways > 0) wrong.push(`${sideways} lists scroll sideways instead of being cards`);
      if (wrong.length > 0) found[name] = wrong;
    }
    expect(found).toEqual({});
  });
});

test.describe("nobody signed in", () => {
  test.use({ role: "none" });
  test("axe finds nothing serious at the door", async ({ page }) => {
    for (const path of ["/admin/", "/admin/invitation?link=x"]) {
      await page.goto(path);
      await expect(page.getByRole("heading").first()).toBeVisible();
      await axe(page);
    }
  });
});
