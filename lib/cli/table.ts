/** Tables that fit the terminal. @module */

import type { Look } from "./look.ts";
import { displayWidth, fit, pad } from "./width.ts";

/** One column of a table. */
export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly align?: "left" | "right";
  /** Whether this column gives way where the table is too wide; at best one that holds prose. */
  readonly shrinks?: boolean;
}

/** What a table is laid out for, and how its cells are cut. */
type TableLook = Pick<Look, "columns" | "isTerminal" | "style"> & Partial<Pick<Look, "fit">>;

const GAP = "  ";
const LEAST = 8;

/**
 * Rows under titles, each column as wide as its widest cell. At a terminal, columns that may shrink
 * are cut so that no line wraps, and where that does not suffice, rows are stacked cell by cell; in a
 * pipe nothing is cut. Cells from a forge go through
 * `printable()` first. No rows give an empty text.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  look: TableLook,
): string {
  if (rows.length === 0) return "";
  const { fit: cut = fit } = look;
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index] ?? "")))
  );
  if (look.isTerminal && !shrink(columns, widths, look.columns)) {
    return stacked(columns, rows, look);
  }
  const line = (cells: readonly string[]): string =>
    columns.map(({ align }, index) => {
      const width = widths[index] ?? 0;
      return pad(cut(cells[index] ?? "", width), width, align === "right" ? "right" : "left");
    }).join(GAP).trimEnd();
  return [look.style.dim(line(columns.map(({ title }) => title))), ...rows.map(line)].join("\n");
}

/** What has no room for columns: a line for each cell, behind its title, and a gap between rows. */
function stacked(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { style, columns: available, fit: cut = fit }: TableLook,
): string {
  const label = Math.max(...columns.map(({ title }) => displayWidth(title))) + GAP.length;
  const cell = ({ title }: Column, text: string): string =>
    style.dim(pad(title, label)) + cut(text, available - label);
  return rows.map((row) =>
    columns.map((column, index) => ({ column, text: row[index] ?? "" }))
      .filter(({ text }) => text !== "").map(({ column, text }) => cell(column, text)).join("\n")
  ).join("\n\n");
}

/**
 * Takes the columns that are too many from those that may shrink, the widest first. False where that
 * does not suffice.
 */
function shrink(columns: readonly Column[], widths: number[], available: number): boolean {
  const gaps = GAP.length * (columns.length - 1);
  let surplus = widths.reduce((sum, width) => sum + width, gaps) - available;
  while (surplus > 0) {
    let widest = -1;
    for (const [index, { shrinks }] of columns.entries()) {
      const width = widths[index] ?? 0;
      if (shrinks && width > LEAST && width > (widths[widest] ?? 0)) widest = index;
    }
    if (widest < 0) return false;
    widths[widest] = (widths[widest] ?? 0) - 1;
    surplus--;
  }
  return true;
}
