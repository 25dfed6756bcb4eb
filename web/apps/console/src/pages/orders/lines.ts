import type { Schema } from "../../../../../shared/api.ts";

/** What comes back, as the API takes it; lines of which nothing comes back are left out. */
export function takes(quantities: Record<number, number>): Schema<"TakeBody">[] {
  return Object.entries(quantities)
    .filter(([, quantity]) => quantity > 0)
    .map(([line, quantity]) => ({ line: Number(line), quantity }))
    .sort((a, b) => a.line - b.line);
}

/** A number that was never used: the time, and chance against two clerks at once. */
export function newNumber(prefix: string, now = new Date()): string {
  const day = now.toISOString().replace(/\D/g, "").slice(2, 14);
  const chance = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return `${prefix}${day}-${(chance % 1_679_616).toString(36).padStart(4, "0").toUpperCase()}`;
}

/** A line of an order that is being made. */
export interface NewLine {
  key: string;
  sku?: string;
  name: string;
  type: "product" | "delivery" | "fee";
  quantity: number | null;
  price: number | null;
}

/** Whether the line can be asked about: it names something, and has a number and a price. */
export function complete(line: NewLine): boolean {
  return (!!line.sku || line.name.trim() !== "") && !!line.quantity && line.quantity > 0 && line.price !== null;
}

/** The complete lines as the API takes them. */
export function bodyLines(lines: NewLine[]): Schema<"LineBody">[] {
  return lines.filter(complete).map((l) => ({
    sku: l.sku,
    name: l.name.trim() || undefined,
    type: l.type,
    quantity: l.quantity ?? 1,
    unit_price_minor: l.price ?? 0,
  }));
}
