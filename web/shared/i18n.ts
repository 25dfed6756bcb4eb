import { useSyncExternalStore } from "react";

/** The languages of the pages. */
export type Language = "zh" | "en";

/** What `words` may hold: texts, and functions that make a text of numbers and names. */
type Entry = string | ((...args: never[]) => string);

/** One entry in the other language: of the same kind, taking the same arguments. */
type Same<T> = { [K in keyof T]: T[K] extends (...args: infer A) => string ? (...args: A) => string : string };

/** A dictionary of one page in both languages; that both are complete is a matter of types. */
export interface Words<T> {
  zh: T;
  en: Same<T>;
}

/** Declares the words of a page. A key that one language lacks does not compile. */
export function words<T extends Record<string, Entry>>(zh: T, en: Same<T>): Words<T> {
  return { zh, en };
}

const key = "regulars.language";
const watchers = new Set<() => void>();
let current: Language = initial();

function initial(): Language {
  try {
    const kept = localStorage.getItem(key);
    if (kept === "zh" || kept === "en") return kept;
  } catch {
    // Storage may be switched off: the browser's language then.
  }
  return globalThis.navigator?.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The language now; API calls send it along. */
export function language(): Language {
  return current;
}

/** Changes the language of every page, and keeps the choice. */
export function setLanguage(next: Language): void {
  current = next;
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
  try {
    localStorage.setItem(key, next);
  } catch {
    // The choice then lasts as long as the page.
  }
  for (const tell of watchers) tell();
}

/** The language, and a new rendering whenever it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => current,
  );
}

/** The words of a page in the language of the reader: `const t = useWords(list)`, then `t.title`. */
export function useWords<T extends Record<string, Entry>>(list: Words<T>): T {
  return list[useLanguage()] as T;
}
