import { count, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { capital, useProgramme } from "../../ui/programme.ts";
import { ledgerWords } from "./words.ts";

/** The assets of the ledger. */
export type Asset = "points" | "growth" | "principal" | "bonus";

/** All of them, in the order in which they are shown. */
export const assets: Asset[] = ["points", "growth", "principal", "bonus"];

/** An amount of an asset as people read it: stored value is money, the others are counted. */
export function amountOf(asset: Asset): (value: number) => string {
  return asset === "principal" || asset === "bonus" ? money : count;
}

/** What an asset is called: points and growth as the merchant calls them. */
export function useAssetName(): (asset: Asset) => string {
  const t = useWords(ledgerWords);
  const programme = useProgramme();
  return (asset) => (asset === "points" || asset === "growth" ? capital(programme[asset]) : t[asset]);
}
