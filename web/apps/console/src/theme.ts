import { theme as antd, type ThemeConfig } from "antd";
import { useSyncExternalStore } from "react";

/** What the reader chose; "system" follows the machine. */
export type ThemeChoice = "light" | "dark" | "system";

/** The colours beside antd's own tokens: for charts and for our own style sheet (as --r-…). */
export interface Palette {
  accent: string;
  link: string;
  soft: string;
  ink: string;
  second: string;
  page: string;
  card: string;
  line: string;
  quiet: string;
  good: string;
  bad: string;
  warn: string;
  /** The slice of a ring that steps back. */
  base: string;
  series: string[];
}

const light: Palette = {
  accent: "#2B5BE8",
  link: "#2450D3",
  soft: "#EDF2FE",
  ink: "#12161F",
  second: "#5A6475",
  page: "#F6F7F9",
  card: "#FFFFFF",
  line: "#ECEEF2",
  quiet: "#8B95A5",
  good: "#0B7A43",
  bad: "#C4292F",
  warn: "#8A5A00",
  base: "#B9C6E8",
  series: ["#2B5BE8", "#12A594", "#F5A524", "#8E4EC6", "#E5484D"],
};

const dark: Palette = {
  accent: "#6F93FF",
  link: "#8AA8FF",
  soft: "#1B2744",
  ink: "#E6E9EF",
  second: "#9BA5B5",
  page: "#0E1116",
  card: "#161A21",
  line: "#242A34",
  quiet: "#7C8798",
  good: "#4CC38A",
  bad: "#FF8589",
  warn: "#F5B94A",
  base: "#3B4A70",
  series: ["#6F93FF", "#2EC4B1", "#FFC35C", "#B98AE6", "#FF7B80"],
};

const key = "regulars.theme";
const watchers = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let choice: ThemeChoice = kept();

function kept(): ThemeChoice {
  try {
    const text = localStorage.getItem(key);
    if (text === "light" || text === "dark") return text;
  } catch {
    // Storage may be switched off.
  }
  return "system";
}

function isDark(): boolean {
  return choice === "dark" || (choice === "system" && system.matches);
}

function show(): void {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  for (const tell of watchers) tell();
}

system.addEventListener("change", show);

/** Changes the theme of every page, and keeps the choice. */
export function setTheme(next: ThemeChoice): void {
  choice = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // The choice then lasts as long as the page.
  }
  show();
}

function watch(tell: () => void): () => void {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

/** Whether the page is dark now. */
export function useDark(): boolean {
  return useSyncExternalStore(watch, isDark);
}

/** The colours of the page now. */
export function usePalette(): Palette {
  return useDark() ? dark : light;
}

/** The fonts of the page, for what measures text itself. */
export const fonts =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** antd's tokens of a palette; colours are chosen for a contrast of 4.5 and more. */
export function antdTheme(p: Palette, isDarkNow: boolean): ThemeConfig {
  return {
    algorithm: isDarkNow ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: "regulars" },
    hashed: false,
    token: {
      colorPrimary: p.accent,
      colorInfo: p.accent,
      colorLink: p.link,
      colorLinkHover: p.accent,
      colorPrimaryHover: isDarkNow ? "#8AA8FF" : "#1E4BD2",
      colorErrorHover: isDarkNow ? "#F58A8E" : "#B8282E",
      colorSuccess: isDarkNow ? "#3DB27A" : "#0F8A4F",
      colorError: isDarkNow ? "#F2686D" : "#D03238",
      colorWarning: isDarkNow ? "#F5A524" : "#B26A00",
      colorSuccessBg: isDarkNow ? "#12281D" : "#E6F6ED",
      colorSuccessBorder: isDarkNow ? "#1F5138" : "#A9DDBF",
      colorWarningBg: isDarkNow ? "#33280F" : "#FFF6E3",
      colorWarningBorder: isDarkNow ? "#5C4716" : "#F2D59A",
      colorText: p.ink,
      colorTextSecondary: p.second,
      colorTextTertiary: p.second,
      colorTextDescription: p.second,
      colorTextPlaceholder: isDarkNow ? "#8490A2" : "#6B7585",
      colorTextQuaternary: isDarkNow ? "#8490A2" : "#6B7585",
      colorBgLayout: p.page,
      colorBgContainer: p.card,
      colorBgElevated: isDarkNow ? "#1C212A" : "#FFFFFF",
      colorBorder: isDarkNow ? "#3A4250" : "#D5D9E0",
      colorBorderSecondary: p.line,
      borderRadius: 8,
      borderRadiusLG: 12,
      controlHeight: 34,
      fontFamily: fonts,
      fontSize: 14,
      wireframe: false,
      motion: !still.matches,
    },
    components: {
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        colorPrimary: isDarkNow ? "#4468DD" : p.accent,
        colorPrimaryHover: isDarkNow ? "#4369DB" : "#1E4BD2",
        defaultHoverColor: isDarkNow ? "#8AA8FF" : "#1E4BD2",
        defaultHoverBorderColor: isDarkNow ? "#8AA8FF" : "#1E4BD2",
        primaryColor: "#FFFFFF",
        dangerColor: isDarkNow ? "#12161F" : "#FFFFFF",
        colorError: isDarkNow ? "#F2757A" : "#D03238",
      },
      Table: {
        headerBg: "transparent",
        headerSplitColor: "transparent",
        headerColor: p.second,
        cellPaddingBlock: 12,
        cellPaddingInline: 12,
        rowHoverBg: isDarkNow ? "#1B2029" : "#FAFBFC",
      },
      Card: { headerFontSize: 15, bodyPadding: 20, headerPadding: 20 },
      Menu: { itemBorderRadius: 8, itemHeight: 38 },
      Drawer: { paddingLG: 24 },
      Form: { colorError: p.bad, colorWarning: p.warn },
      Segmented: isDarkNow ? { trackBg: "#0B0E12", itemSelectedBg: "#2A313D" } : { trackBg: "#EFF1F4" },
    },
  };
}
