// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TryEvent } from "./try-event.tsx";

const editor = vi.hoisted(() => ({ doc: { points: 1 } as object, names: { points: "seeds", growth: "growth" } }));
vi.mock("./editor.tsx", () => ({ useEditor: () => editor }));
vi.mock("../../session.tsx", () => ({ useMay: () => true }));
vi.mock("../../ui/pick.tsx", () => ({
  MemberPick: (props: { onChange: (id: string) => void }) => (
    <>
      <button type="button" onClick={() => props.onChange("mem_1")}>
        Ada
      </button>
      <button type="button" onClick={() => props.onChange("mem_2")}>
        Bo
      </button>
    </>
  ),
}));

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async () => Response.json({ points: 50, growth: 0, why: ["for a visit"] }));
});
afterEach(() => void vi.unstubAllGlobals());

test("a result is shown only for what was tried", async () => {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const client = new QueryClient();
  const settle = (work: () => void) =>
    act(async () => {
      work();
      await new Promise((done) => setTimeout(done, 20));
    });
  const show = () =>
    settle(() =>
      root.render(
        <QueryClientProvider client={client}>
          <TryEvent event="visit" />
        </QueryClientProvider>,
      ),
    );
  const press = (name: RegExp) =>
    settle(() => [...place.querySelectorAll("button")].find((b) => name.test(b.textContent))?.click());
  const result = () => place.querySelector("[role=status]")?.textContent;
  const run = /试算|^Try/;
  await show();
  await press(/Ada/);
  await press(run);
  expect(result()).toContain("+50 seeds");
  await press(/Bo/);
  expect(result()).toBe("");
  await press(run);
  expect(result()).toContain("+50 seeds");
  editor.doc = { points: 2 };
  await show();
  expect(result()).toBe("");
  await act(async () => root.unmount());
});
