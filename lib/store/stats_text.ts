/** `lore stats` in words. Light to import: help loads it. @module */

import type { StoreTotals, TableSize } from "../db/stats.ts";
import { stateWords, sumOf } from "./count_words.ts";
import type { ProjectStats, Stats, StoreFiles } from "./stats_types.ts";

/** What the words are made with. */
export interface StatsWords {
  /** Unix ms. */
  readonly now: number;
  readonly style: Readonly<Record<"bold" | "dim", (text: string) => string>>;
  ago(then: number): string;
  bytes(size: number): string;
  count(number: number, one: string, many?: string): string;
  pad(text: string, columns: number, side?: "left" | "right"): string;
  printable(text: string): string;
  /** Text broken at spaces to fit a terminal; lines behind the first begin with `indent`. */
  wrap(text: string, indent?: string): string;
  table(
    columns: readonly {
      readonly title: string;
      readonly align?: "left" | "right";
      readonly shrinks?: boolean;
    }[],
    rows: readonly (readonly string[])[],
  ): string;
}

/** The files, everything by kind, each project in a row, and the tables where they were asked for. */
export function statsText({ store, totals, projects, tables }: Stats, words: StatsWords): string {
  const parts = [
    filesText(store, words),
    totalsText(totals, words),
    projectsText(projects, words),
    projects.length < totals.projects
      ? `${projects.length} of ${words.count(totals.projects, "project")} shown`
      : "",
    tables === null ? "" : tablesText(tables, words),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function filesText(
  store: StoreFiles,
  { style, bytes, count, printable, wrap }: StatsWords,
): string {
  const { logs } = store;
  const size = [
    bytes(store.bytes),
    ...store.free_bytes > 0 ? [`${bytes(store.free_bytes)} of it free`] : [],
    ...store.wal_bytes > 0 ? [`${bytes(store.wal_bytes)} in the write-ahead log`] : [],
  ].join(", ");
  const lines = [`Store: ${printable(store.path)}`, `  ${size}`];
  if (logs === null) lines.push("Logs: none are kept");
  else {
    lines.push(`Logs: ${printable(logs.path)}`);
    lines.push(`  ${bytes(logs.bytes)} in ${count(logs.files, "file")}`);
  }
  return lines.map((line) => wrap(line, "  ")).map((line, index) =>
    index % 2 === 0 ? line : style.dim(line)
  ).join("\n");
}

const TITLE_COLUMNS = 16;

function totalsText(totals: StoreTotals, { pad, wrap }: StatsWords): string {
  const rows: readonly (readonly [title: string, rows: number, more?: string])[] = [
    ["Projects", totals.projects],
    ["Issues", sumOf(totals.issues), stateWords(totals.issues)],
    ["Merge requests", sumOf(totals.merge_requests), stateWords(totals.merge_requests)],
    ["Discussions", totals.discussions],
    ["Notes", totals.notes],
    ["Events", totals.resource_events],
    ["Changed files", totals.merge_request_files],
    ["References", totals.references],
    ["People", totals.users],
    ["Documents", totals.documents],
    ["Chunks", totals.chunks],
    ["Tombstones", totals.tombstones],
    ["Runs", totals.runs],
  ];
  const width = Math.max(...rows.map(([, rows]) => String(rows).length));
  return rows.map(([title, rows, more = ""]) => {
    const line = `${pad(title, TITLE_COLUMNS)}${pad(String(rows), width, "right")}`;
    return wrap(more === "" ? line : `${line}  ${more}`, " ".repeat(TITLE_COLUMNS));
  }).join("\n");
}

const PROJECT_COLUMNS = [
  { title: "Project", shrinks: true },
  { title: "Issues", align: "right" },
  { title: "Open", align: "right" },
  { title: "MRs", align: "right" },
  { title: "Open MRs", align: "right" },
  { title: "Notes", align: "right" },
  { title: "Newest" },
  { title: "Synced" },
] as const;

function projectsText(projects: readonly ProjectStats[], words: StatsWords): string {
  return words.table(
    PROJECT_COLUMNS,
    projects.map((row) => [
      words.printable(row.project),
      String(sumOf(row.issues)),
      String(row.issues["opened"] ?? 0),
      String(sumOf(row.merge_requests)),
      String(row.merge_requests["opened"] ?? 0),
      String(row.notes),
      when(row.newest_update, words, "-"),
      when(row.synced_at, words, "never"),
    ]),
  );
}

/** The forge's clock may be ahead. */
function when(time: string | null, { ago, now }: StatsWords, never: string): string {
  return time === null ? never : ago(Math.min(now, Date.parse(time)));
}

const TABLE_COLUMNS = [
  { title: "Table", shrinks: true },
  { title: "Rows", align: "right" },
  { title: "Indexes", align: "right" },
] as const;

/** Tables of a page each are left out: there are many. */
function tablesText(tables: readonly TableSize[], { table, bytes, printable }: StatsWords): string {
  return table(
    TABLE_COLUMNS,
    tables.filter((size) => size.bytes + size.index_bytes > SMALL)
      .map((size) => [printable(size.table), bytes(size.bytes), bytes(size.index_bytes)]),
  );
}

const SMALL = 16_384;
