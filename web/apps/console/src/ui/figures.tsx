import type { ReactNode } from "react";
import { Card, Hint } from "./page.tsx";
import "./figures.css";

/** A key figure with what it is made of, and what it means. */
export interface Figure {
  name: string;
  value: string;
  parts: string[];
  hint?: string;
}

/** Four key figures beside each other. */
export function Figures({ figures }: { figures: Figure[] }): ReactNode {
  return (
    <div className="grid figures">
      {figures.map((f) => (
        <Card key={f.name} className="span-3 figure" label={f.name}>
          <div className="name">
            {f.name}
            {f.hint ? <Hint text={f.hint} /> : null}
          </div>
          <div className="value">{f.value}</div>
          <div className="change">
            {f.parts.map((part) => (
              <span key={part}>{part}</span>
            ))}
          </div>
        </Card>
      ))}
    </div>
  );
}
