import { count, money } from "../../../../../shared/format.ts";

/** The assets of the ledger. */
export type Asset = "points" | "growth" | "principal" | "bonus";

/** All of them, in the order in which they are shown. */
export const assets: Asset[] = ["points", "growth", "principal", "bonus"];

/** An amount of an asset as people read it: stored value is money, the others are counted. */
export function amountOf(asset: Asset): (value: number) => string {
  return asset === "principal" || asset === "bonus" ? money : count;
}
