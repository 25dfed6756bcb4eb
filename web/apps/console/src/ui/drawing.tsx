import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { type ReactNode, useEffect, useRef } from "react";
import { useLanguage } from "../../../../shared/i18n.ts";
import { type Palette, usePalette } from "../theme.ts";
import type { ChartProps } from "./chart.tsx";

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

/** The picture itself; the only file that knows ECharts. */
export default function Drawing(props: ChartProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const palette = usePalette();
  const lang = useLanguage();
  useEffect(() => {
    if (!place.current) return;
    const chart = init(place.current, undefined, { renderer: "svg" });
    chart.setOption(props.kind === "ring" ? ring(props, palette) : axes(props, palette));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(place.current);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [props, palette, lang]);
  return <div ref={place} style={{ height: "100%" }} />;
}

function common(p: Palette) {
  return {
    animation: !still.matches,
    animationDuration: 300,
    color: p.series,
    textStyle: { fontFamily: "inherit", color: p.second },
  };
}

function tooltip(p: Palette) {
  return {
    backgroundColor: p.card,
    borderColor: p.line,
    textStyle: { color: p.ink, fontSize: 13 },
    extraCssText: "border-radius:8px;box-shadow:0 6px 20px rgba(0,0,0,.12)",
  };
}

function axes(props: ChartProps, p: Palette) {
  const bars = props.kind !== "line";
  let colour = 0;
  return {
    ...common(p),
    grid: {
      left: 8,
      right: 12,
      top: props.series.length > 1 ? 40 : 16,
      bottom: 8,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    legend:
      props.series.length > 1
        ? {
            left: 0,
            top: 0,
            icon: "roundRect",
            itemWidth: 10,
            itemHeight: 10,
            textStyle: { color: p.second, fontSize: 13 },
          }
        : undefined,
    tooltip: {
      ...tooltip(p),
      trigger: "axis",
      valueFormatter: (v: unknown) => (typeof v === "number" ? props.format(v) : "—"),
    },
    xAxis: {
      type: "category",
      data: props.labels,
      boundaryGap: bars,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: p.second, fontSize: 12, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      axisLabel: { color: p.second, fontSize: 12, formatter: props.axis ?? props.format },
      splitLine: { lineStyle: { color: p.line } },
    },
    series: props.series.map((s) => {
      const tone = s.comparison ? p.quiet : (p.series[colour++] ?? p.accent);
      const line = {
        type: "line",
        smooth: 0.3,
        smoothMonotone: "x",
        showSymbol: props.labels.length < 3,
        symbolSize: 6,
        lineStyle: { width: 2, color: tone, type: s.comparison ? "dashed" : "solid" },
        areaStyle: s.comparison || props.series.length > 2 ? undefined : { color: tone, opacity: 0.08 },
      };
      const bar = {
        type: "bar",
        barMaxWidth: 28,
        stack: props.kind === "stack" ? "all" : undefined,
        itemStyle: { borderRadius: props.kind === "stack" ? 0 : [4, 4, 0, 0] },
      };
      return { name: s.name, data: s.values, color: tone, ...(bars ? bar : line) };
    }),
  };
}

function ring(props: ChartProps, p: Palette) {
  const values = props.series[0]?.values ?? [];
  return {
    ...common(p),
    title: props.middle
      ? {
          text: props.middle.value,
          subtext: props.middle.name,
          left: "center",
          top: "middle",
          itemGap: 2,
          textStyle: { color: p.ink, fontSize: 22, fontWeight: 650 },
          subtextStyle: { color: p.second, fontSize: 13 },
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
        radius: ["68%", "88%"],
        padAngle: 1.5,
        itemStyle: { borderRadius: 4 },
        label: { show: false },
        data: props.labels.map((name, i) => ({ name, value: values[i] ?? 0 })),
      },
    ],
  };
}
