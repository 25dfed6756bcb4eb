import { defineConfig } from "@playwright/test";
import type { Choices } from "./e2e/world.ts";

// `npm run e2e` walks every spec twice: as a Chinese reader in light colours, as an English one in dark.
// `npm run shots` takes a picture of every page into shots/.
process.env.REGULARS_RESULTS ??= `test-results/${process.pid}`; // of each run its own; the workers inherit it

export default defineConfig<Choices>({
  testDir: "e2e",
  globalSetup: "./e2e/begin.ts",
  fullyParallel: true,
  workers: Number(process.env.REGULARS_WORKERS ?? 2),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: !!process.env.CI,
  reporter: [[process.env.CI ? "list" : "line"], ["./e2e/brief.ts"]],
  outputDir: process.env.REGULARS_RESULTS,
  use: {
    launchOptions: {
      executablePath: process.env.REGULARS_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    contextOptions: { reducedMotion: "reduce" },
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: "only-on-failure",
    trace: process.env.REGULARS_TRACE ? "retain-on-failure" : "off",
  },
  projects: [
    { name: "zh", testIgnore: "shots.spec.ts", use: { lang: "zh", theme: "light" } },
    { name: "en", testIgnore: ["shots.spec.ts", "axe.spec.ts"], use: { lang: "en", theme: "dark" } },
    { name: "shots", testMatch: "shots.spec.ts" },
  ],
});
