/** A file's history for people: its names, the merge requests as a table, what was said. @module */

import { changes } from "../reading/item_view_text.ts";
import { referenceOf, stateText, titleOf } from "../reading/items_text.ts";
import { wrap } from "../reading/markdown/wrap.ts";
import { columnsOf } from "../reading/prose.ts";
import type { Words } from "../reading/words.ts";
import type {
  FileHistory,
  FileHistoryRow,
  FileThreadRow,
  RenameOfFile,
} from "./file_history_types.ts";

/** Projects, renames, and threads of each merge request, that are shown. */
const SHOWN_PROJECTS = 5;
const SHOWN_RENAMES = 10;
const SHOWN_THREADS = 5;

/** What is asked for, the renames, the table, and threads where they are asked for. */
export function fileHistoryText(history: FileHistory, words: Words): string {
  const { merge_requests: rows, offset, truncated } = history;
  const heading = headingLines(history, words);
  if (rows.length === 0) {
    const none = offset > 0
      ? `No merge requests from number ${offset + 1} on`
      : "No merge requests fit these filters";
    return [...heading, none].join("\n");
  }
  const columns = columnsFor(history, words);
  return [
    ...heading,
    words.table(columns, rows.map((row) => columns.map(({ cell }) => cell(row)))),
    ...threadLines(history, words),
    ...(truncated ? ["", `There are more: --offset ${offset + rows.length}`] : []),
  ].join("\n");
}

function headingLines(history: FileHistory, words: Words): string[] {
  const { path, kind, projects, matches, rename_count, renames, offset } = history;
  const { style, printable } = words;
  const size = kind === "file" ? "" : `, ${words.count(matches, "file")}`;
  const title = printable(`${path} in ${projectsText(projects, words)}${size}`);
  const lines = fitted(title, words).map((line) => style.bold(line));
  if (offset > 0) return [...lines, ""];
  const shown = renames.slice(0, SHOWN_RENAMES);
  const rest = rename_count - shown.length;
  return [
    ...lines,
    ...shown.flatMap((rename) => renameLines(rename, history, words)),
    ...(rest > 0 ? [`  and ${words.count(rest, "more rename")}`] : []),
    "",
  ];
}

function projectsText(projects: readonly string[], { count }: Words): string {
  const shown = projects.slice(0, SHOWN_PROJECTS).join(", ");
  const rest = projects.length - SHOWN_PROJECTS;
  const more = rest > 0 ? ` and ${count(rest, "more project")}` : "";
  return `${shown}${more}${projects.length > 1 ? " (-p chooses one)" : ""}`;
}

function renameLines(rename: RenameOfFile, { projects }: FileHistory, words: Words): string[] {
  const { old_path, new_path, merge_request, project, renamed_at, followed } = rename;
  const by = projects.length > 1 ? merge_request : merge_request.slice(project.length);
  const when = words.ago(Date.parse(renamed_at));
  const note = followed ? "" : "; another file since";
  return fitted(words.printable(`${old_path} -> ${new_path} by ${by}, ${when}${note}`), words, 2);
}

/** Lines that fit, cut where a path alone is too wide. */
function fitted(text: string, words: Words, indent = 0): string[] {
  const columns = columnsOf(words) - indent;
  return wrap(text, { columns, hang: "  ", measure: words })
    .map((line) => " ".repeat(indent) + (words.isTerminal ? words.fit(line, columns) : line));
}

interface Shown {
  readonly title: string;
  /** From how many columns of the terminal on it is shown. */
  readonly from: number;
  readonly shrinks?: boolean;
  cell(row: FileHistoryRow): string;
}

/** A narrow terminal gets fewer columns rather than crushed ones. */
function columnsFor({ merge_requests: rows, kind }: FileHistory, words: Words): Shown[] {
  const { printable, ago } = words;
  const room = words.isTerminal ? words.columns : Infinity;
  const paths = new Set(rows.flatMap(({ files }) => files.map(({ new_path }) => new_path)));
  const all: readonly Shown[] = [
    { title: "Item", from: 0, cell: (row) => printable(referenceOf(row, rows, room)) },
    { title: "Title", from: 0, shrinks: true, cell: (row) => printable(titleOf(row)) },
    { title: "State", from: 60, cell: ({ state }) => stateText(state, words) },
    { title: "Author", from: 72, shrinks: true, cell: ({ author }) => printable(author ?? "") },
    { title: "Change", from: 60, cell: (row) => changeText(row, words) },
    ...(paths.size > 1
      ? [{
        title: kind === "file" ? "As" : "File",
        from: 100,
        shrinks: true,
        cell: (row: FileHistoryRow) => printable(pathText(row)),
      }]
      : []),
    { title: "When", from: 0, cell: ({ touched_at }) => ago(Date.parse(touched_at)) },
  ];
  return all.filter(({ from }) => room >= from);
}

/** `+7 -8`, `renamed +7 -8`; of several files the sum. */
function changeText({ files, file_count }: FileHistoryRow, words: Words): string {
  const [file] = files;
  if (file === undefined) return "";
  if (file_count > 1) {
    const known = files.filter(({ additions }) => additions !== null);
    const sum = (side: "additions" | "deletions"): number =>
      known.reduce((total, each) => total + (each[side] ?? 0), 0);
    const all = { additions: sum("additions"), deletions: sum("deletions") };
    // Of more files than are told the sum is not known.
    const lines = file_count > files.length ? "" : ` ${changes(all, words)}`;
    return `${words.count(file_count, "file")}${lines}`;
  }
  const verb = file.change === "modified" ? "" : `${file.change} `;
  return `${verb}${changes(file, words)}`;
}

function pathText({ files, file_count }: FileHistoryRow): string {
  const [first] = files;
  if (first === undefined) return "";
  return file_count > 1 ? `${first.new_path} and ${file_count - 1} more` : first.new_path;
}

function threadLines({ merge_requests: rows }: FileHistory, words: Words): string[] {
  const sections = rows.flatMap((row) => {
    const { discussions = [], discussion_count = 0 } = row;
    const shown = discussions.slice(0, SHOWN_THREADS);
    const rest = discussion_count - shown.length;
    const reference = referenceOf(row, rows, words.isTerminal ? words.columns : Infinity);
    return [
      ...shown.flatMap((thread) => oneThread(reference, thread, words)),
      ...(rest > 0 ? [`  ${printableRest(reference, rest, words)}`] : []),
    ];
  });
  if (sections.length > 0) return ["", words.style.bold("Discussions"), ...sections];
  return rows.some(({ discussions }) => discussions !== undefined)
    ? ["", "No discussions on its diff"]
    : [];
}

function printableRest(reference: string, rest: number, { printable, count }: Words): string {
  return printable(`and ${count(rest, "more discussion")} on ${reference}`);
}

function oneThread(reference: string, thread: FileThreadRow, words: Words): string[] {
  const { path, line, author, notes, resolved, body, created_at } = thread;
  const { printable, style, count, ago } = words;
  const place = `${reference} ${path}${line === null ? "" : `:${line}`}`;
  const facts = [
    ...(author === null ? [] : [author]),
    ago(Date.parse(created_at)),
    ...(notes > 1 ? [count(notes, "note")] : []),
    ...(resolved === null ? [] : [resolved ? "resolved" : style.yellow("unresolved")]),
  ];
  const head = fitted(`${printable(place)}: ${facts.join(", ")}`, words, 2);
  const columns = columnsOf(words) - 4;
  const text = printable(body);
  return [...head, `    ${style.dim(words.isTerminal ? words.fit(text, columns) : text)}`];
}
