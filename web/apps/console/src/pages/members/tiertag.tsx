import type { ReactNode } from "react";

/** The tier's name with its colour as a dot: the name carries the meaning, the dot only helps to find it. */
export function TierTag({ code, name, color }: { code: string; name: string; color?: string }): ReactNode {
  return (
    <span className="tag tier" title={code}>
      <i aria-hidden="true" style={{ background: color ?? "var(--r-second)" }} />
      {name}
    </span>
  );
}
