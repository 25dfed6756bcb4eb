import { useLanguage } from "../../../../../shared/i18n.ts";

/** A name in the reader's language, else in the other one, else the code. */
export function useNamed(): (name: { zh?: string; en?: string }, code: string) => string {
  const lang = useLanguage();
  return (name, code) => (lang === "zh" ? name.zh || name.en : name.en || name.zh) || code;
}
