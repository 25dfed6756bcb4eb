import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Search } from "../router.tsx";

/** What stands in the address after the page, and a function that changes some of it: `undefined` takes a word away.
 * Changes replace the address, so that "back" leaves the page instead of undoing filters one by one. */
export function useAddress(): [Search, (patch: Search, push?: boolean) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = useCallback(
    (patch: Search, push = false) => {
      void navigate({ to: ".", search: (old: Search) => ({ ...old, ...patch }), replace: !push, resetScroll: false });
    },
    [navigate],
  );
  return [search, change];
}

/** The address as one text, such as a saved view keeps: words sorted, without those that are left out. */
export function addressText(search: Search, without: readonly string[] = []): string {
  const kept = Object.entries(search).filter(([key, value]) => value && !without.includes(key));
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
}

/** The words of a kept text. */
export function addressOf(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text));
}
