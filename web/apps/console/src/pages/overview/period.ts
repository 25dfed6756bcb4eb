import { dayAfter } from "../../ui/zone.ts";

/** The periods that can be chosen; "own" has days of its own. */
export const periods = ["today", "7", "30", "90", "month", "last-month", "year", "own"] as const;

/** One of them. */
export type PeriodKey = (typeof periods)[number];

/** Business days, the last one included. */
export interface Period {
  key: PeriodKey;
  from: string;
  until: string;
}

/** A day some days before or after another. */
export function shift(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

/** How many days a period has. */
export function length(p: { from: string; until: string }): number {
  return Math.round((Date.parse(p.until) - Date.parse(p.from)) / 86_400_000) + 1;
}

const isDay = /^\d{4}-\d{2}-\d{2}$/;

function real(day: string | undefined): day is string {
  return day !== undefined && isDay.test(day) && !Number.isNaN(Date.parse(day)) && shift(day, 0) === day;
}

/** The period that an address asks for; 30 days where it makes no sense. */
export function periodOf(search: { period?: string; from?: string; until?: string }, today: string): Period {
  const key = periods.find((p) => p === search.period) ?? "30";
  const month = `${today.slice(0, 8)}01`;
  switch (key) {
    case "today":
      return { key, from: today, until: today };
    case "month":
      return { key, from: month, until: today };
    case "last-month": {
      const until = shift(month, -1);
      return { key, from: `${until.slice(0, 8)}01`, until };
    }
    case "year":
      return { key, from: `${today.slice(0, 5)}01-01`, until: today };
    case "own":
      if (real(search.from) && real(search.until) && search.from <= search.until)
        return { key, from: search.from, until: search.until };
      return { key, from: shift(today, -29), until: today };
    default:
      return { key, from: shift(today, 1 - Number(key)), until: today };
  }
}

/** The period as the API asks for it: half-open. */
export function asked(p: Period): { from: string; to: string } {
  return { from: p.from, to: dayAfter(p.until) };
}

/** How the days of a period are drawn: months where there are more than a person can tell apart. */
export function grain(days: number): "day" | "month" {
  return days > 123 ? "month" : "day";
}

/** Sums numbers of days by their months, in order. */
export function byMonth<T extends { date: string }>(
  days: readonly T[],
  value: (day: T) => number,
): { label: string; value: number }[] {
  const sums = new Map<string, number>();
  for (const day of days) {
    const month = day.date.slice(0, 7);
    sums.set(month, (sums.get(month) ?? 0) + value(day));
  }
  return [...sums].map(([label, sum]) => ({ label, value: sum }));
}
