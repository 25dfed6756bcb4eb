/** One price as it was pasted. */
export interface PriceRow {
  line: number;
  sku: string;
  price_minor: number;
  stock?: number;
}

/** Why a line was left out. */
export interface BadRow {
  line: number;
  why: "badSku" | "badPrice" | "badStock";
}

/** Cuts a line of a CSV or of a pasted sheet into its cells; quotes hold separators, two quotes are one. */
export function cells(line: string): string[] {
  const separator = line.includes("\t") ? "\t" : line.includes(";") && !line.includes(",") ? ";" : ",";
  const out: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quoted && c === '"' && line[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (c === '"' && (quoted || cell.trim() === "")) {
      quoted = !quoted;
    } else if (c === separator && !quoted) {
      out.push(cell);
      cell = "";
    } else {
      cell += c;
    }
  }
  return [...out, cell].map((text) => text.trim());
}

/** An amount in minor units, of a text such as "¥1,190.50" or "119"; nothing where it is none, or finer than the currency. */
export function minorOf(text: string, digits: number): number | undefined {
  const plain = text.replace(/^[¥￥$€£]\s*/, "").replace(/[,\s]/g, "");
  const found = /^(\d{1,9})(?:\.(\d+))?$/.exec(plain);
  if (!found) return undefined;
  const part = found[2] ?? "";
  if (part.slice(digits).replace(/0/g, "") !== "") return undefined;
  return Number(found[1]) * 10 ** digits + Number(part.slice(0, digits).padEnd(digits, "0") || 0);
}

/** Reads pasted lines: code, price, limit. A first line whose price is no number is a heading. */
export function readPrices(text: string, digits: number): { rows: PriceRow[]; bad: BadRow[] } {
  const rows: PriceRow[] = [];
  const bad: BadRow[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  lines.forEach((raw, i) => {
    if (raw.trim() === "") return;
    const [sku = "", price = "", limit = ""] = cells(raw);
    const minor = minorOf(price, digits);
    const line = i + 1;
    if (minor === undefined && rows.length === 0 && bad.length === 0 && !/\d/.test(price)) return;
    if (!sku) bad.push({ line, why: "badSku" });
    else if (minor === undefined) bad.push({ line, why: "badPrice" });
    else if (limit !== "" && !/^\d{1,9}$/.test(limit)) bad.push({ line, why: "badStock" });
    else rows.push({ line, sku, price_minor: minor, stock: limit === "" ? undefined : Number(limit) });
  });
  return { rows, bad };
}
