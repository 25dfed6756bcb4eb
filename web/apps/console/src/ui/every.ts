import type { Listed } from "./table.tsx";

/** Reads a list of the API to its end, for what is chosen or filtered here: a page of it would hide the rest. */
export async function everyPage<T>(fetch: (after: string | undefined) => Promise<Listed<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const page = await fetch(after);
    all.push(...(page.data ?? []));
    after = page.next ?? undefined;
  } while (after);
  return all;
}
