import { type Language, useLanguage } from "../../../../shared/i18n.ts";

/** A text that a merchant wrote in one language or in both. */
export interface Named {
  zh?: string;
  en?: string;
}

/** A name in the language, or in the other one where it is missing; empty where there is none. */
export function nameIn(name: Named | undefined, lang: Language): string {
  return (lang === "zh" ? name?.zh || name?.en : name?.en || name?.zh) ?? "";
}

/** A name in the reader's language, else in the other one, else the code. */
export function useNamed(): (name: Named | undefined, code: string) => string {
  const lang = useLanguage();
  return (name, code) => nameIn(name, lang) || code;
}
