/** A quarter of a year. */
export interface Quarter {
  /** Such as "2026-3". */
  key: string;
  year: number;
  quarter: number;
}

/** The quarter that a day lies in and those before it, newest first. */
export function quarters(today: string, n: number): Quarter[] {
  let year = Number(today.slice(0, 4));
  let quarter = Math.floor((Number(today.slice(5, 7)) - 1) / 3) + 1;
  const out: Quarter[] = [];
  for (let i = 0; i < n; i++) {
    out.push({ key: `${year}-${quarter}`, year, quarter });
    quarter--;
    if (quarter === 0) {
      quarter = 4;
      year--;
    }
  }
  return out;
}

/** The first and the last day of a quarter. */
export function spanOf(key: string): { from: string; until: string } {
  const [year = "1970", quarter = "1"] = key.split("-");
  const q = Number(quarter);
  const two = (n: number) => String(n).padStart(2, "0");
  const last = new Date(Date.UTC(Number(year), q * 3, 0)).getUTCDate();
  return { from: `${year}-${two(q * 3 - 2)}-01`, until: `${year}-${two(q * 3)}-${two(last)}` };
}
