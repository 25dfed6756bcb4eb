import { Button, Table } from "antd";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useWords, words } from "../../../../shared/i18n.ts";
import type { Palette } from "../theme.ts";
import { Loading } from "./states.tsx";

const list = words({ table: "看数据", chart: "看图" }, { table: "Table", chart: "Chart" });

const Drawing = lazy(() => import("./drawing.tsx"));

/** One line, bar or slice series. */
export interface Series {
  name: string;
  values: (number | null)[];
  /** Of the time before, or of others: grey and dashed. */
  comparison?: boolean;
}

/** What a chart shows, and what its table shows. */
export interface ChartProps {
  kind: "line" | "bar" | "stack" | "ring";
  labels: string[];
  series: Series[];
  /** A value in tables and tooltips; `axis` the shorter one beside the axis. */
  format: (value: number) => string;
  axis?: (value: number) => string;
  /** What the chart is called, for those who do not see it. */
  name?: string;
  /** The sentence that says what the picture shows, for those who do not see it. */
  sentence: string;
  /** Head of the first column of the table. */
  head: string;
  height?: number;
  /** Of a ring: the figure in its middle. */
  middle?: { value: string; name: string };
  /** A label as the axis shows it, where it is to be shorter than in the table. */
  tick?: (label: string) => string;
  /** Only whole numbers at the axis. */
  whole?: boolean;
}

/** The colours of a ring's slices: the widest first slice steps back, so that the others are seen. */
export function ringTones(p: Palette): string[] {
  return [p.base, p.series[0], p.series[2], p.series[3], p.series[1], p.series[4]].filter((c) => c !== undefined);
}

/** A chart with the table behind it. ECharts is loaded with the first one. */
export function Chart(props: ChartProps): ReactNode {
  const [table, setTable] = useState(false);
  const t = useWords(list);
  return (
    <figure className="chart">
      <div className="chart-switch">
        <Button
          size="small"
          type="text"
          onClick={() => setTable(!table)}
          aria-label={`${table ? t.chart : t.table}: ${props.name ?? props.head}`}
        >
          {table ? t.chart : t.table}
        </Button>
      </div>
      {table ? (
        <ChartTable {...props} />
      ) : (
        <div role="img" aria-label={props.sentence} style={{ height: props.height ?? 260 }}>
          <Suspense fallback={<Loading rows={5} />}>
            <Drawing {...props} />
          </Suspense>
        </div>
      )}
    </figure>
  );
}

function ChartTable(props: ChartProps): ReactNode {
  const rows = props.labels.map((label, i) => ({
    key: `${i}`,
    label,
    values: props.series.map((s) => s.values[i] ?? null),
  }));
  return (
    <section
      className="chart-table"
      style={{ maxHeight: Math.max(props.height ?? 260, 260) }}
      aria-label={props.name ?? props.head}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
    >
      <Table
        size="small"
        pagination={false}
        dataSource={rows}
        columns={[
          { title: props.head, dataIndex: "label" },
          ...props.series.map((s, i) => ({
            title: s.name,
            className: "num",
            render: (_: unknown, row: (typeof rows)[number]) => {
              const value = row.values[i];
              return value === null || value === undefined ? "—" : props.format(value);
            },
          })),
        ]}
      />
    </section>
  );
}
