import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count, money, percent } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { Card, Hint } from "../../ui/page.tsx";
import { overviewWords } from "./words.ts";

/** The overview as the API answers it, and one of its figures. */
export type Overview = Schema<"OverviewOut">;
export type Figure = Schema<"FigureOut">;

/** A figure in its unit; a dash where there is none. */
export function say(figure: Pick<Figure, "value" | "unit">): string {
  if (figure.value === null) return "—";
  if (figure.unit === "minor") return money(figure.value);
  if (figure.unit === "bp") return percent(figure.value / 10_000);
  return count(figure.value);
}

/** What a figure counts, one hover away. */
export function Meaning({ of, overview }: { of: string; overview: Overview }): ReactNode {
  const text = overview.definitions[of]?.text;
  return text ? <Hint text={text} /> : null;
}

/** The name of a figure in the reader's language. */
export function nameOf(key: string, overview: Overview): string {
  return overview.definitions[key]?.label ?? key;
}

/** By how much a figure changed: arrow, colour and words. `down` is good news where less is better; `plain` has no colour;
 * `short` is for a cell of a table. */
export function Change(props: {
  figure: Figure;
  versus?: string;
  tone?: "up" | "down" | "plain";
  short?: boolean;
}): ReactNode {
  const t = useWords(overviewWords);
  useLanguage();
  const { change_bp: change, unit } = props.figure;
  if (change === null) return <span>{props.short ? t.noBeforeShort : t.noBefore}</span>;
  if (change === 0) return <span>{props.short ? t.sameShort : t.same}</span>;
  const up = change > 0;
  const size = Math.abs(change) / 10_000;
  const rate = (size * 100).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const tone = props.tone === "plain" ? "" : up === (props.tone !== "down") ? "good" : "bad";
  return (
    <span>
      <span className={`num ${tone}`}>
        {up ? <CaretUpOutlined aria-hidden /> : <CaretDownOutlined aria-hidden />}
        <span className="visually-hidden">{up ? t.more : t.less}</span> {unit === "bp" ? t.points(rate) : percent(size)}
      </span>
      {props.versus ? ` ${props.versus}` : null}
    </span>
  );
}

/** A key figure in a card of its own. */
export function KeyFigure({
  of,
  overview,
  versus,
}: {
  of: keyof Overview;
  overview: Overview;
  versus: string;
}): ReactNode {
  const figure = overview[of] as Figure;
  const name = nameOf(figure.definition, overview);
  return (
    <Card className="figure span-3" label={name}>
      <div className="name">
        <h2>{name}</h2> <Meaning of={figure.definition} overview={overview} />
      </div>
      <div className="value">{say(figure)}</div>
      <div className="change">
        <Change figure={figure} versus={versus} />
      </div>
    </Card>
  );
}

/** A figure beside others in a card. */
export function SmallFigure(props: {
  of: keyof Overview;
  overview: Overview;
  tone?: "up" | "down" | "plain";
}): ReactNode {
  const figure = props.overview[props.of] as Figure;
  return (
    <div className="small-figure">
      <dt>
        {nameOf(figure.definition, props.overview)} <Meaning of={figure.definition} overview={props.overview} />
      </dt>
      <dd>
        <b className="num">{say(figure)}</b>
        <span className="meta">
          <Change figure={figure} tone={props.tone} />
        </span>
      </dd>
    </div>
  );
}
