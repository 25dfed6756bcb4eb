import type { ReactNode } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { auditWords } from "./auditwords.ts";

/** One place in a document, and what stood there before and stands there now. */
export interface Change {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

/** All places of a document that hold something, by their path. */
function leaves(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined || value === "") return into;
  if (typeof value !== "object") {
    into.set(path, String(value));
    return into;
  }
  const rows = Array.isArray(value) ? value.map((v, i) => [String(i + 1), v] as const) : Object.entries(value);
  if (Array.isArray(value) && value.every((v) => typeof v !== "object")) {
    const said = value.filter((v) => v !== "" && v !== null);
    if (said.length > 0) into.set(path, said.join(", "));
    return into;
  }
  for (const [key, inner] of rows) leaves(inner, path ? `${path}.${key}` : key, into);
  return into;
}

/** What differs between two documents. */
export function changes(before: unknown, after: unknown): Change[] {
  const [old, now] = [leaves(before), leaves(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }))
    .filter((c) => c.before !== c.after);
}

/** Before and after of a change, place by place. */
export function Diff({ before, after }: { before: unknown; after: unknown }): ReactNode {
  const t = useWords(auditWords);
  const rows = changes(before, after);
  if (rows.length === 0) return <p className="meta">{t.noDiff}</p>;
  const shown = rows.slice(0, 200);
  return (
    <table className="diff">
      <thead>
        <tr>
          <th scope="col">{t.field}</th>
          <th scope="col">{t.before}</th>
          <th scope="col">{t.after}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <tr key={row.path}>
            <th scope="row">
              {t[`field_${row.path.split(".").pop()}` as "field_name"] ?? <code>{row.path || t.wholeValue}</code>}
            </th>
            <td>{row.before === undefined ? "—" : <del>{row.before}</del>}</td>
            <td>{row.after === undefined ? "—" : <ins>{row.after}</ins>}</td>
          </tr>
        ))}
        {rows.length > shown.length ? (
          <tr>
            <td colSpan={3} className="meta">
              {t.moreRows(rows.length - shown.length)}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
