import type { Search } from "../../router.tsx";

const quoted = (text: string) => JSON.stringify(text);

/**
 * The filters of the list of members as one condition; "" where there is none, or where the store is not known (yet): without it the
 * condition would mean more members than are seen. What is searched for by name is no part of it.
 */
export function conditionOf(search: Search, storeCode: (id: string) => string | undefined): string {
  const parts: string[] = [];
  const code = search.store ? storeCode(search.store) : "";
  if (code === undefined) return "";
  const add = (key: string, clause: (value: string) => string | undefined) => {
    const value = search[key];
    const said = value ? clause(value) : undefined;
    if (said) parts.push(said);
  };
  const number = (name: string, sign: string) => (value: string) =>
    /^\d{1,11}$/.test(value) ? `${name} ${sign} ${value}` : undefined;
  add("tier", (v) => `tier == ${quoted(v)}`);
  add("tag", (v) => `${quoted(v)} in tags`);
  if (code) parts.push(`store == ${quoted(code)}`);
  add("channel", (v) => `channel == ${quoted(v)}`);
  add("status", (v) => `status == ${quoted(v)}`);
  add("joined_from", (v) => `joined_on >= ${quoted(v)}`);
  add("joined_until", (v) => `joined_on <= ${quoted(v)}`);
  add("last_from", (v) => `last_order_on >= ${quoted(v)}`);
  add("last_until", (v) => `last_order_on <= ${quoted(v)}`);
  add("spend_from", number("spend_minor", ">="));
  add("spend_until", number("spend_minor", "<="));
  const own = search.condition?.trim();
  if (own) parts.push(parts.length > 0 ? `(${own})` : own);
  return parts.join(" && ");
}
