// The world of the browser tests: the real program with the demo shop (300 members, a year of orders) and an empty shop.
//
// How to write a spec of a page (e2e/members.spec.ts, …):
//
//   import { expect, test } from "./world.ts";
//
//   test.use({ role: "support" });                      // who is signed in (owner where nothing is said, "none", "empty")
//
//   test("a support agent finds a member by the last four digits", async ({ page, say, api }) => {
//     const member = await api.post("/v1/members", { … });       // make what you need, as the owner: names of your own
//     await page.goto("/admin/members");
//     await page.getByRole("searchbox").fill(member.phone.slice(-4));
//     await expect(page.getByRole("link", { name: member.name })).toBeVisible();
//     await expect(page.getByText(say("共 1 条", "All 1"))).toBeVisible();
//   });
//
// * Each spec runs in two projects: zh (Chinese, light) and en (English, dark). `say(zh, en)` chooses the words; `lang` and
//   `theme` are there as fixtures; test.use({ viewport: narrow }) makes a phone. Both projects share the shop and run side by side.
// * Never rely on a count of the shop, on "the first row" or on the order of specs: other specs write at the same time.
//   Make your own member or order (`api`, `unique("name")`) and look for that. What all share is taken first (`await hold("settings")`; the
//   programme's draft by its whole file), and put back.
// * No fixed sleeps: wait for what a person would see (expect(…).toBeVisible(), toHaveURL). No retries.
// * Find things as a person does: role and name, label, text. No class names, no test ids. An icon's name is part of a button's
//   name ("plus New order"): leave exact away there.
// * `page` fails a test by itself when a script breaks, when the console says "error", or when the policy (CSP) refuses
//   something. `await axe(page)` finds serious mistakes of accessibility; axe.spec.ts walks every page anyway: call it for
//   your drawers, dialogs and error states.
// * What belongs to a person (jobs at the bell, saved views, sessions): `const me = await hire("analyst")` makes somebody new and
//   signs `page` in as that person.
// * `api` speaks as the owner: get, post, put, patch, delete answer the body and throw on a refusal; `as("cashier")` for others.
//
// Run: `npm run e2e` (all), `npx playwright test members --project=zh` (one). The program is ../bin/regulars or REGULARS_BIN;
// REGULARS_URL=http://127.0.0.1:5173 runs against one that is up already (and has no empty shop: those specs skip).
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";

/** Who is signed in. "none" is nobody, "empty" the owner of a shop without anything. */
export type Role = "owner" | "marketer" | "analyst" | "support" | "cashier" | "empty" | "none";

/** What a project or test.use chooses. */
export interface Choices {
  role: Role;
  lang: "zh" | "en";
  theme: "light" | "dark";
}

/** The password of everybody here. */
export const password = "beigua-demo";

/** The shop without anything. */
export const emptyShop = { slug: "empty", name: "空店 Empty", email: "owner@empty.example" };

/** A phone. */
export const narrow = { width: 390, height: 844 };

/** The e-mail of a role. */
export function email(role: Role): string {
  return role === "empty" ? emptyShop.email : `${role}@beigua.example`;
}

let counter = 0;

/** A name that no other spec uses. */
export function unique(what: string): string {
  counter += 1;
  return `${what} ${process.pid.toString(36)}${counter.toString(36)}${Date.now().toString(36).slice(-5)}`;
}

/** A mobile number that no other spec uses. */
export function uniquePhone(): string {
  return `139${String((Date.now() * 7 + process.pid * 13 + counter++ * 1009) % 1e8).padStart(8, "0")}`;
}

/** Takes what all tests share (the draft, the settings), once nobody else has it; the answer gives it back. */
export async function take(what: string): Promise<() => void> {
  const lock = join(tmpdir(), `regulars-${what}-${encodeURIComponent(process.env.REGULARS_URL ?? "")}`);
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmSync(lock, { recursive: true, force: true });
    } catch {
      // One that a run left behind when it was ended is not waited for.
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > 900_000) rmSync(lock, { recursive: true, force: true });
      await new Promise((done) => setTimeout(done, 500));
    }
  }
}

/** The API as one role: answers bodies, throws refusals. */
export class Client {
  readonly request: APIRequestContext;

  constructor(request: APIRequestContext) {
    this.request = request;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a spec reads whatever the operation answers
  async send(method: string, path: string, data?: unknown, headers?: Record<string, string>): Promise<any> {
    const answer = await this.request.fetch(path, { method, data, headers });
    const text = await answer.text();
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  get(path: string) {
    return this.send("GET", path);
  }
  post(path: string, data?: unknown, headers?: Record<string, string>) {
    return this.send("POST", path, data ?? {}, { "Idempotency-Key": crypto.randomUUID(), ...headers });
  }
  put(path: string, data: unknown, headers?: Record<string, string>) {
    return this.send("PUT", path, data, headers);
  }
  patch(path: string, data: unknown, headers?: Record<string, string>) {
    return this.send("PATCH", path, data, headers);
  }
  delete(path: string) {
    return this.send("DELETE", path);
  }
}

type State = Awaited<ReturnType<APIRequestContext["storageState"]>>;

/** A new member of the staff with a role, whom no other spec knows: the e-mail to sign in with, and the API as that person. */
export interface Hired {
  email: string;
  id: string;
  client: Client;
}

interface Fixtures extends Choices {
  /** Chooses the words of the project's language. */
  say: <T extends string | RegExp>(zh: T, en: T) => T;
  /** The API as the owner. */
  api: Client;
  /** The API as another role. */
  as: (role: Role) => Promise<Client>;
  /** Hires somebody of one's own, and signs `page` in as that person: for what belongs to one person (jobs, views, sessions). */
  hire: (role: Exclude<Role, "none" | "empty">) => Promise<Hired>;
  /** Takes what all tests share until the test ends. */
  hold: (what: "settings") => Promise<void>;
}

interface Shared {
  signedIn: (role: Role) => Promise<State>;
}

/** The test runner with the fixtures of this world. */
export const test = base.extend<Fixtures, Shared>({
  role: ["owner", { option: true }],
  lang: ["zh", { option: true }],
  theme: ["light", { option: true }],

  // One sign-in per role and worker: sign-ins are slow on purpose.
  signedIn: [
    async ({ playwright }, use) => {
      const kept = new Map<Role, Promise<State>>();
      const signIn = async (role: Role): Promise<State> => {
        const request = await playwright.request.newContext({ baseURL: process.env.REGULARS_URL });
        if (role !== "none") {
          const answer = await request.post("/v1/session", { data: { email: email(role), password } });
          if (!answer.ok()) throw new Error(`sign in as ${role}: ${await answer.text()}`);
        }
        const state = await request.storageState();
        await request.dispose();
        return state;
      };
      await use((role) => {
        const state = kept.get(role) ?? signIn(role);
        kept.set(role, state);
        return state;
      });
    },
    { scope: "worker" },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the pattern
  baseURL: async ({}, use) => use(process.env.REGULARS_URL),
  locale: async ({ lang }, use) => use(lang === "zh" ? "zh-CN" : "en-GB"),
  colorScheme: async ({ theme }, use) => use(theme),
  storageState: async ({ role, signedIn }, use) => {
    test.skip(role === "empty" && !process.env.REGULARS_EMPTY, "there is no empty shop here");
    await use(await signedIn(role));
  },

  page: async ({ page }, use) => {
    const wrong = watch(page);
    await use(page);
    expect(wrong(), "what the browser complained about").toEqual([]);
  },

  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the pattern
  hold: async ({}, use) => {
    const held: (() => void)[] = [];
    await use(async (what) => {
      held.push(await take(what));
    });
    for (const free of held) free();
  },

  say: async ({ lang }, use) => use((zh, en) => (lang === "zh" ? zh : en)),
  api: async ({ as }, use) => use(await as("owner")),
  hire: async ({ api, context }, use) =>
    use(async (role) => {
      const email = `${crypto.randomUUID()}@beigua.example`;
      const staff = await api.post("/v1/staff", { email, name: unique("e2e"), role, all_stores: true });
      await api.post("/v1/invitations/accept", { link: staff.invitation, password });
      await context.clearCookies();
      const client = new Client(context.request);
      await client.post("/v1/session", { email, password });
      return { email, id: staff.id, client };
    }),
  as: async ({ playwright, signedIn, lang }, use) => {
    const open: APIRequestContext[] = [];
    await use(async (role) => {
      const request = await playwright.request.newContext({
        baseURL: process.env.REGULARS_URL,
        storageState: await signedIn(role),
        extraHTTPHeaders: { "Accept-Language": lang },
      });
      open.push(request);
      return new Client(request);
    });
    await Promise.all(open.map((request) => request.dispose()));
  },
});

export { expect };

/** Collects broken scripts and complaints of the browser; refused requests are the business of the page. */
export function watch(page: Page): () => string[] {
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) wrong.push(message.text());
  });
  return () => wrong;
}

const axeSource = readFileSync(join(import.meta.dirname, "../node_modules/axe-core/axe.min.js"), "utf8");

/** Fails where axe finds something serious or critical on the page, or inside one part of it. */
export async function axe(page: Page, within = "body"): Promise<void> {
  expect(await violations(page, within), "axe").toEqual([]);
}

/** What axe finds serious or critical, once nothing on the page fades, moves or loads any more. */
export async function violations(page: Page, within = "body"): Promise<string[]> {
  await expect(page.locator("[aria-busy=true]:visible")).toHaveCount(0);
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime))
        .map((a) => a.finished),
    ),
  );
  await page.evaluate(axeSource);
  return page.evaluate(async (selector) => {
    const axe = (globalThis as unknown as { axe: typeof import("axe-core") }).axe;
    const result = await axe.run(selector, { resultTypes: ["violations"] });
    // antd's own: the button for tabs that do not fit stands inside their tablist.
    const known = (id: string, target: string) => id === "aria-required-children" && target.includes(".ant-tabs-nav");
    return result.violations
      .map((v) => ({ ...v, nodes: v.nodes.filter((n) => !known(v.id, n.target.join(" "))) }))
      .filter((v) => v.nodes.length > 0 && (v.impact === "serious" || v.impact === "critical"))
      .map((v) => `${v.id} (${v.help}): ${v.nodes.map((n) => `${n.target.join(" ")} ${n.failureSummary}`).join("; ")}`);
  }, within);
}
