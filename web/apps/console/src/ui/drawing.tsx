import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { type ReactNode, useEffect, useRef } from "react";
import { useLanguage } from "../../../../shared/i18n.ts";
import { fonts, type Palette, usePalette } from "../theme.ts";
import { type ChartProps, ringTones } from "./chart.tsx";

use([
  LineChart,
  BarChart,
  PieChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  AriaComponent,
  SVGRenderer,
]);

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** What of the props changes the picture, as one text: a new rendering with the same figures draws nothing. */
function shown(props: ChartProps): string {
  return JSON.stringify([
    props.kind,
    props.labels,
    props.series,
    props.middle,
    props.labels.map((l) => props.tick?.(l)),
  ]);
}

/** The picture itself; the only file that knows ECharts. */
export default function Drawing(props: ChartProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  const palette = usePalette();
  const lang = useLanguage();
  const latest = useRef(props);
  latest.current = props;
  const what = shown(props);
  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current, undefined, { renderer: "svg" });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(place.current);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: figures as a text, and the language of the formats
  useEffect(() => {
    const now = latest.current;
    chart.current?.setOption(now.kind === "ring" ? ring(now, palette) : axes(now, palette), true);
  }, [what, palette, lang]);
  return <div ref={place} style={{ height: "100%" }} />;
}

function common(p: Palette) {
  return {
    animation: !still.matches,
    animationDuration: 300,
    color: p.series,
    textStyle: { fontFamily: fonts, color: p.second },
  };
}

function tooltip(p: Palette) {
  return {
    backgroundColor: p.card,
    borderColor: p.line,
    confine: true,
    textStyle: { color: p.ink, fontSize: 13 },
    extraCssText: "border-radius:8px;box-shadow:0 6px 20px rgba(0,0,0,.12);font-variant-numeric:tabular-nums",
  };
}

function axes(props: ChartProps, p: Palette) {
  const several = props.series.length > 1;
  const below = slightlyBelow(props);
  const few = props.kind !== "line" && props.labels.length <= 6; // names, all of which must be there
  return {
    ...common(p),
    grid: {
      left: 4,
      right: 16,
      top: several ? 40 : 16,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    legend: several
      ? {
          left: 0,
          top: 0,
          icon: "roundRect",
          itemWidth: 10,
          itemHeight: 10,
          itemGap: 16,
          textStyle: { color: p.second, fontSize: 13 },
          lineStyle: { width: 0 },
        }
      : undefined,
    tooltip: {
      ...tooltip(p),
      trigger: "axis",
      axisPointer: {
        type: props.kind === "line" ? "line" : "shadow",
        lineStyle: { color: p.quiet, type: "solid" },
        shadowStyle: { color: p.quiet, opacity: 0.08 },
      },
      valueFormatter: (v: unknown) => (typeof v === "number" ? props.format(v) : "—"),
    },
    xAxis: {
      type: "category",
      data: props.labels,
      boundaryGap: props.kind !== "line",
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: p.second,
        fontSize: 12,
        hideOverlap: !few,
        formatter: props.tick,
        ...(few ? { interval: 0, width: 72, overflow: "break" } : {}),
      },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      min: below ? "dataMin" : undefined,
      minInterval: props.whole ? 1 : undefined,
      axisLabel: { color: p.second, fontSize: 12, formatter: props.axis ?? props.format, showMinLabel: !below },
      splitLine: { lineStyle: { color: p.line } },
    },
    series: seriesOf(props, p),
  };
}

/** Whether some value is only a little below zero: the axis then has no tick for it, which would halve the picture. */
function slightlyBelow(props: ChartProps): boolean {
  const values = props.series.flatMap((s) => s.values).filter((v) => v !== null);
  const least = Math.min(0, ...values);
  return least < 0 && -least < Math.max(0, ...values) / 8;
}

function seriesOf(props: ChartProps, p: Palette) {
  let colour = 0;
  return props.series.map((s) => {
    const tone = s.comparison ? p.quiet : (p.series[colour++] ?? p.accent);
    const line = {
      type: "line",
      smooth: 0.3,
      smoothMonotone: "x",
      showSymbol: props.labels.length < 3,
      symbol: "circle",
      symbolSize: 7,
      lineStyle: { width: s.comparison ? 1.5 : 2, color: tone, type: s.comparison ? [6, 4] : "solid" },
      areaStyle: s.comparison || props.series.length > 2 ? undefined : { color: tone, opacity: 0.08 },
      emphasis: { disabled: true },
    };
    const bar = {
      type: "bar",
      barMaxWidth: 28,
      barGap: "15%",
      stack: props.kind === "stack" ? "all" : undefined,
      itemStyle: {
        borderRadius: props.kind === "stack" ? 0 : [4, 4, 0, 0],
        opacity: s.comparison ? 0.45 : 1,
      },
    };
    return { name: s.name, data: s.values, color: tone, ...(props.kind === "line" ? line : bar) };
  });
}

function ring(props: ChartProps, p: Palette) {
  const values = props.series[0]?.values ?? [];
  return {
    ...common(p),
    color: ringTones(p),
    title: props.middle
      ? {
          text: props.middle.value,
          subtext: props.middle.name,
          left: "center",
          top: "middle",
          itemGap: 4,
          textStyle: { color: p.ink, fontSize: 24, fontWeight: 650, lineHeight: 28 },
          subtextStyle: { color: p.second, fontSize: 13, lineHeight: 18 },
        }
      : undefined,
    tooltip: {
      ...tooltip(p),
      trigger: "item",
      valueFormatter: (v: unknown) => (typeof v === "number" ? props.format(v) : "—"),
    },
    series: [
      {
        type: "pie",
        radius: ["72%", "94%"],
        padAngle: 1.5,
        minAngle: 3,
        itemStyle: { borderRadius: 4 },
        label: { show: false },
        emphasis: { scaleSize: 3 },
        data: props.labels.map((name, i) => ({ name, value: values[i] ?? 0 })),
      },
    ],
  };
}
