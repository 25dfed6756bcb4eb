import { join } from "node:path";
import { everyPage, settled } from "./pages.ts";
import { narrow, test } from "./world.ts";

// `npm run shots`: a picture of every page in both languages, both themes, on a desk and on a phone, into shots/; and of an
// empty shop. Look at them: that is what they are for.

const desk = { width: 1440, height: 900 };
const folder = join(import.meta.dirname, "../shots");

for (const lang of ["zh", "en"] as const) {
  for (const theme of ["light", "dark"] as const) {
    for (const [size, viewport] of [
      ["desk", desk],
      ["phone", narrow],
    ] as const) {
      test.describe(`${lang} ${theme} ${size}`, () => {
        test.use({ lang, theme, viewport });
        test("every page", async ({ page, api }) => {
          test.setTimeout(600_000);
          for (const { name, path } of await everyPage(api)) {
            await page.goto(path);
            await settled(page);
            await page.screenshot({ path: join(folder, `${name}.${lang}-${theme}-${size}.png`), fullPage: true });
          }
        });
      });
    }
  }
}

test.describe("empty shop", () => {
  test.use({ role: "empty", lang: "en" });
  test("every list", async ({ page }) => {
    for (const name of ["", "members", "orders", "programme", "ledger", "approvals", "data", "settings/audit"]) {
      await page.goto(`/admin/${name}`);
      await settled(page);
      await page.screenshot({
        path: join(folder, `empty-${name.replace("/", "-") || "overview"}.png`),
        fullPage: true,
      });
    }
  });
});
