/** Tables in Markdown. @module */

/** What tables are made with. */
export interface TableWords {
  /** Columns that text takes. */
  width(text: string): number;
  pad(text: string, columns: number, side?: "left" | "right"): string;
  readonly style: { dim(text: string): string };
}

/** Whether a line parts the titles of a table from its rows: `| --- | :-: |`. */
export function isTableRule(line: string): boolean {
  return /^[ |:-]+$/.test(line) && line.includes("-") && line.includes("|");
}

/** The cells of a row. `\|` is no end of a cell. */
function cellsOf(row: string): string[] {
  const bare = row.trim().replace(/^\|/, "").replace(/\|$/, "");
  return bare.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
}

/** A table as columns; where there is no room for them, row by row with a title before each cell. */
export function tableText(
  rows: readonly string[],
  { columns, words, cell }: {
    readonly columns: number;
    readonly words: TableWords;
    /** How the text of a cell is shown. */
    cell(text: string): string;
  },
): string[] {
  const [titles = [], ...body] = rows.map((row) => cellsOf(row).map(cell));
  const widths = titles.map((title, index) =>
    Math.max(words.width(title), ...body.map((row) => words.width(row[index] ?? "")))
  );
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  if (total > columns) {
    return body.flatMap((row) => [
      "",
      ...titles.map((title, index) => `${title === "" ? "-" : `${title}:`} ${row[index] ?? ""}`),
      "",
    ]);
  }
  const line = (row: readonly string[]): string =>
    widths.map((width, index) => words.pad(row[index] ?? "", width)).join("  ").trimEnd();
  return [words.style.dim(line(titles)), ...body.map(line)];
}
