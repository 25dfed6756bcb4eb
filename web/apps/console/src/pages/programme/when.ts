import { dayAfter, dayOf } from "../../ui/zone.ts";

/** The beginning of the next Monday in a zone, on the merchant's wall clock; on a Monday it is that of the week after. */
export function nextMonday(now: number, zone?: string): string {
  let day = dayAfter(dayOf(now, zone));
  while (new Date(`${day}T00:00:00Z`).getUTCDay() !== 1) day = dayAfter(day);
  return `${day}T00:00`;
}

/** The beginning of the next day. */
export function tomorrow(now: number, zone?: string): string {
  return `${dayAfter(dayOf(now, zone))}T00:00`;
}

/** The beginning of the next month. */
export function nextMonth(now: number, zone?: string): string {
  const [year, month] = dayOf(now, zone).split("-").map(Number) as [number, number];
  return `${new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)}T00:00`;
}
