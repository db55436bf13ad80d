/**
 * A terminal as a picture: SVG with no fonts, scripts or images of others.
 *
 * Every stretch of text has its place and its width by its columns, so that columns stand below one
 * another in whatever monospaced font the reader has. The card has its own dark ground: it reads the
 * same on a light and on a dark page.
 *
 * @module
 */

import type { Cell } from "../support/screen.ts";

const CELL = { width: 8.4, height: 19 };
const MARGIN = { x: 18, y: 44 };
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/** The terminal's colours by the numbers of their codes. */
const COLOURS: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  36: "#79c0ff",
};
const GROUND = "#0d1117";
const TEXT = "#e6edf3";
const DIM = "#8b949e";

/** What is drawn. */
export interface Picture {
  /** Said by screen readers, and by whoever cannot show the picture. */
  readonly title: string;
  readonly columns: number;
  readonly rows: readonly (readonly (Cell | undefined)[])[];
}

/** Draws a terminal. */
export function terminalPicture({ title, columns, rows }: Picture): string {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN.x);
  const height = Math.ceil(rows.length * CELL.height + MARGIN.y + 16);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${GROUND}" ` +
    `stroke="#30363d"/>`,
    ...["#ff5f57", "#febc2e", "#28c840"].map((fill, index) =>
      `<circle cx="${20 + 18 * index}" cy="18" r="5.5" fill="${fill}"/>`
    ),
    `<g font-family="${FONT}" font-size="14" fill="${TEXT}">`,
    ...rows.flatMap((cells, row) => rowTexts(cells, MARGIN.y + (row + 0.75) * CELL.height)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** A stretch of one style. */
interface Stretch {
  readonly column: number;
  readonly style: readonly number[];
  text: string;
  columns: number;
}

function rowTexts(cells: readonly (Cell | undefined)[], y: number): string[] {
  const stretches: Stretch[] = [];
  for (const [column, cell] of Array.from(cells).entries()) {
    const last = stretches.at(-1);
    if (cell === undefined) {
      // Behind a wide character, or never written to.
      if (last !== undefined) last.columns++;
    } else if (last !== undefined && `${last.style}` === `${cell.style}`) {
      last.text += cell.text;
      last.columns = column - last.column + 1;
    } else stretches.push({ column, style: cell.style, text: cell.text, columns: 1 });
  }
  return stretches.filter(({ text }) => text.trim() !== "").map(trimmed).map((stretch) =>
    textOf(stretch, y)
  );
}

/** Without spaces at its ends, which some viewers drop. */
function trimmed({ column, style, text, columns }: Stretch): Stretch {
  const before = text.length - text.trimStart().length;
  const behind = text.length - text.trimEnd().length;
  return { column: column + before, style, text: text.trim(), columns: columns - before - behind };
}

function textOf({ column, style, text, columns }: Stretch, y: number): string {
  const x = (MARGIN.x + column * CELL.width).toFixed(1);
  const length = (columns * CELL.width).toFixed(1);
  const colour = style.includes(2) ? DIM : style.map((code) => COLOURS[code]).findLast(Boolean);
  const look = (colour === undefined ? "" : ` fill="${colour}"`) +
    (style.includes(1) ? ' font-weight="bold"' : "");
  return `<text x="${x}" y="${y.toFixed(1)}" textLength="${length}" ` +
    `lengthAdjust="spacingAndGlyphs"${look}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return text.replaceAll(/[&<>]/g, (each) => names[each] ?? each).replaceAll('"', "&quot;");
}
