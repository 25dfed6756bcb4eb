import { here } from "../../../../shared/format.ts";

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function ahead(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(at / 1000) * 1000;
}

/** A wall-clock time of the merchant (YYYY-MM-DD or YYYY-MM-DDTHH:mm) as an instant. Of an hour that the clock skips, the one after. */
export function instantOf(wall: string, zone = here().timezone): string {
  const local = Date.parse(`${wall.length === 10 ? `${wall}T00:00` : wall.slice(0, 16)}:00Z`);
  const guess = local - ahead(local, zone);
  return new Date(local - ahead(guess, zone)).toISOString();
}

/** The business day after a day. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The merchant's day at an instant, as YYYY-MM-DD. */
export function dayOf(at: string | number | Date, zone = here().timezone): string {
  const time = new Date(at).getTime();
  return new Date(time + ahead(time, zone)).toISOString().slice(0, 10);
}

/** The instants of a stretch of days, both inclusive: from the first's beginning until before the day after the last. */
export function stretch(
  from: string | undefined,
  until: string | undefined,
): { from: string | undefined; until: string | undefined } {
  return { from: from && instantOf(from), until: until && instantOf(dayAfter(until)) };
}

/** The last business day before an instant at which something ends: what ends at midnight holds to the end of the day before. */
export function lastDay(end: string, zone = here().timezone): string {
  return dayOf(Date.parse(end) - 1, zone);
}
