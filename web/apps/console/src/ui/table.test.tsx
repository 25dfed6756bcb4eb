// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useList } from "./table.tsx";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a list is read again now and then while it is one page", async () => {
  const fetch = vi.fn(async (after: string | undefined) => ({
    data: [after ?? "newest"],
    next: after ? null : "older",
  }));
  let list: ReturnType<typeof useList<string>> | undefined;
  const Page = (): ReactNode => {
    list = useList(["list"], fetch, true, 1_000);
    return list.rows.join(" ");
  };
  const place = document.createElement("div");
  const root = createRoot(place);
  const client = new QueryClient();
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <Page />
      </QueryClientProvider>,
    ),
  );
  await pass(3_500);
  expect(fetch).toHaveBeenCalledTimes(4);

  await act(async () => void list?.fetchNextPage());
  await pass(10);
  expect(place.textContent).toBe("newest older");
  const read = fetch.mock.calls.length;
  await pass(10_000);
  expect(fetch).toHaveBeenCalledTimes(read);
  await act(async () => root.unmount());
  client.clear();
});
