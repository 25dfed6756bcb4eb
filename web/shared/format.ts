import { type Language, language } from "./i18n.ts";

/** How a merchant counts and where its days begin; set once after sign-in. */
export interface Place {
  currency: string;
  timezone: string;
}

let place: Place = { currency: "CNY", timezone: "Asia/Shanghai" };

/** Sets the merchant whose money and days all formats show. */
export function setPlace(next: Place): void {
  place = next;
  made.clear();
}

/** The merchant's currency and time zone. */
export function here(): Place {
  return place;
}

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function locale(lang: Language): string {
  return lang === "zh" ? "zh-CN" : "en-GB";
}

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const id = `n${language()}${JSON.stringify(options)}`;
  let format = made.get(id) as Intl.NumberFormat | undefined;
  if (!format) {
    format = new Intl.NumberFormat(locale(language()), options);
    made.set(id, format);
  }
  return format;
}

/** The number as text, with a true minus. */
function write(value: number, options: Intl.NumberFormatOptions): string {
  return number(options).format(value).replace("-", "−");
}

function moment(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `d${language()}${JSON.stringify(options)}`;
  let format = made.get(id) as Intl.DateTimeFormat | undefined;
  if (!format) {
    format = new Intl.DateTimeFormat(locale(language()), { timeZone: place.timezone, ...options });
    made.set(id, format);
  }
  return format;
}

/** Decimal digits of the merchant's currency: 2 of CNY, 0 of JPY. */
export function digits(): number {
  return number({ style: "currency", currency: place.currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Minor units as money: 186420350 → ¥1,864,203.50. */
export function money(minor: number): string {
  return write(minor / 10 ** digits(), {
    style: "currency",
    currency: place.currency,
    currencyDisplay: "narrowSymbol",
  });
}

/** Minor units for an axis: ¥10万, ¥100K. */
export function shortMoney(minor: number): string {
  return write(minor / 10 ** digits(), {
    style: "currency",
    currency: place.currency,
    currencyDisplay: "narrowSymbol",
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  });
}

/** A whole number with its groups: 1,284,600. */
export function count(value: number): string {
  return write(value, { maximumFractionDigits: 0 });
}

/** A whole number for an axis. */
export function shortCount(value: number): string {
  return write(value, { notation: "compact", maximumFractionDigits: 1 });
}

/** A change with its sign: +120, −30. */
export function signed(value: number): string {
  return write(value, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
}

/** A share of one as percent: 0.382 → 38.2%. */
export function percent(share: number): string {
  return write(share, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** An instant as date and time in the merchant's zone. */
export function time(text: string): string {
  return moment({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).format(
    new Date(text),
  );
}

/** An instant as a date in the merchant's zone. */
export function date(text: string): string {
  return moment({ year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(text));
}

/** A business day (YYYY-MM-DD), which has no zone. */
export function day(text: string): string {
  const format = new Intl.DateTimeFormat(locale(language()), {
    timeZone: "UTC",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return format.format(new Date(`${text}T00:00:00Z`));
}

/** Chinese with a space between a number and what it counts: 5 天后. */
function spaced(text: string): string {
  return text.replace(/(\d)(?=\p{Script=Han})/u, "$1 ");
}

/** How long ago or ahead an instant lies, in the largest unit that fits: 3 minutes ago. */
export function ago(text: string, now = Date.now()): string {
  const seconds = (Date.parse(text) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(language()), { numeric: "auto" });
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return spaced(format.format(Math.trunc(seconds / length), unit));
  }
  return spaced(format.format(Math.trunc(seconds), "second"));
}
