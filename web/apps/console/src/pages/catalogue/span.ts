import { here } from "../../../../../shared/format.ts";
import { instantOf } from "../../ui/zone.ts";

export { instantOf };

/** An instant as the merchant's clock shows it, as pickers of date and time take it. */
export function wallOf(instant: string, zone = here().timezone): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((p) => p.type === type)?.value ?? "00";
  return `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}
