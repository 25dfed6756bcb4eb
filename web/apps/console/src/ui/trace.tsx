import type { ReactNode } from "react";
import type { Schema } from "../../../../shared/api.ts";
import { signed } from "../../../../shared/format.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useProgramme } from "./programme.ts";

const list = words({ none: "没有规则适用于这一单。" }, { none: "No rule applied to this order." });

/** Why an order gave what it gave: one sentence a step, with what the step gave. */
export function Trace({ steps, asset }: { steps: Schema<"TraceOut">[]; asset?: string }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const shown = asset ? steps.filter((s) => !s.asset || s.asset === asset) : steps;
  if (shown.length === 0) return <p className="meta">{t.none}</p>;
  const unit = (of: string | undefined) => (of === "growth" ? programme.growth : programme.points);
  return (
    <ul className="trace">
      {shown.map((s, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id and never move
        <li key={i}>
          <span>{s.text}</span>
          {s.amount !== 0 && (s.asset === "points" || s.asset === "growth") ? (
            <b>
              {signed(s.amount)} {unit(s.asset)}
            </b>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
