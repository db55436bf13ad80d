/** Threads as a table. @module */

import type { ThreadRow, ThreadsResult } from "./threads.ts";
import type { Words } from "./words.ts";

/** The table, or why there is none. */
export function threadsText({ threads, offset, truncated }: ThreadsResult, words: Words): string {
  if (threads.length === 0) {
    return offset > 0 ? `No threads from number ${offset + 1} on` : "No threads fit these filters";
  }
  const columns = columnsFor(threads, words);
  const table = words.table(columns, threads.map((row) => columns.map(({ cell }) => cell(row))));
  if (!truncated || words.hasRemarks) return table;
  return `${table}\n\nThere are more: --offset ${offset + threads.length}`;
}

interface Shown {
  readonly title: string;
  /** From how many columns of the terminal on it is shown. */
  readonly from: number;
  readonly shrinks?: boolean;
  cell(row: ThreadRow): string;
}

/** A narrow terminal gets fewer columns rather than crushed ones. */
function columnsFor(rows: readonly ThreadRow[], words: Words): Shown[] {
  const { printable, ago, style } = words;
  const room = words.isTerminal ? words.columns : Infinity;
  const one = rows.every(({ project }) => project === rows[0]?.project);
  const item = ({ reference, project }: ThreadRow): string => {
    if (room >= 80) return reference;
    const number = reference.slice(project.length);
    return one ? number : `${project.slice(project.lastIndexOf("/") + 1)}${number}`;
  };
  const state = ({ resolved }: ThreadRow): string => {
    if (resolved === null) return "";
    if (resolved) return room >= 60 ? style.green("resolved") : "";
    return style.yellow(room >= 60 ? "unresolved" : "open");
  };
  const place = ({ path, line }: ThreadRow): string => {
    if (path === null) return "";
    const shown = room >= 100 ? path : path.slice(path.lastIndexOf("/") + 1);
    return printable(`${shown}${line === null ? "" : `:${line}`}`);
  };
  const all: readonly Shown[] = [
    { title: "Item", from: 0, cell: (row) => printable(item(row)) },
    { title: "State", from: 0, cell: state },
    { title: "Where", from: 60, shrinks: true, cell: place },
    { title: "By", from: 80, shrinks: true, cell: ({ author }) => printable(author ?? "") },
    { title: "Begins with", from: 0, shrinks: true, cell: ({ body }) => printable(body) },
    { title: "Changed", from: 40, cell: ({ updated_at }) => ago(Date.parse(updated_at)) },
  ];
  return all.filter(({ from }) => room >= from);
}
