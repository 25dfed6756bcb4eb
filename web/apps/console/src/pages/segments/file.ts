/** How many lines a file may have. */
export const mostLines = 100_000;

/** The text of a file: UTF-8, or else what spreadsheets in China write. */
export function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** The first column of each line, each once, without blanks. */
export function firstColumn(text: string): string[] {
  const cells = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .map((line) =>
      (/^\s*"((?:[^"]|"")*)"/.exec(line)?.[1]?.replaceAll('""', '"') ?? line.split(/[,;\t，；]/)[0] ?? "").trim(),
    )
    .filter((cell) => cell !== "" && cell.length <= 200);
  return [...new Set(cells)];
}
