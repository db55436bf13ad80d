/**
 * Lists of issues and merge requests as tables.
 *
 * Owns: which columns there is room for. Leaves to others: widths and cutting (`Words.table`).
 *
 * @module
 */

import type { IssueRow, ListAnswer, MergeRequestRow } from "./items.ts";
import type { Words } from "./words.ts";

type Row = IssueRow | MergeRequestRow;

/** What a table is made of. */
export interface ListText {
  readonly rows: readonly Row[];
  readonly answer: ListAnswer;
  /** `issues`, `merge requests`. */
  readonly noun: string;
}

/** A column, and from how many columns of the terminal on it is shown. */
interface Shown {
  readonly title: string;
  readonly from: number;
  readonly align?: "right";
  readonly shrinks?: boolean;
  cell(row: Row): string;
}

/** The table of a list, or why there is none. */
export function listText({ rows, answer, noun }: ListText, words: Words): string {
  const { offset } = answer;
  if (answer.empty) return `The store holds no ${noun} yet. Run lore sync first.`;
  if (rows.length === 0) {
    return offset > 0 ? `No ${noun} from number ${offset + 1} on` : `No ${noun} fit these filters`;
  }
  const columns = columnsFor(rows, words);
  const table = words.table(columns, rows.map((row) => columns.map(({ cell }) => cell(row))));
  if (!answer.truncated || words.hasRemarks) return table;
  return `${table}\n\nThere are more: --offset ${offset + rows.length}`;
}

/** A narrow terminal gets fewer columns rather than crushed ones. */
function columnsFor(rows: readonly Row[], words: Words): Shown[] {
  const room = words.isTerminal ? words.columns : Infinity;
  const { printable, ago } = words;
  const states = new Set(rows.map(({ state }) => state));
  const people = (names: readonly string[]): string => printable(names.join(", "));
  const all: Shown[] = [
    { title: "Item", from: 0, cell: (row) => printable(referenceOf(row, rows, room)) },
    { title: "Title", from: 0, shrinks: true, cell: (row) => printable(titleOf(row)) },
    {
      title: "State",
      from: states.size > 1 ? 0 : 120,
      cell: ({ state }) => stateText(state, words),
    },
    { title: "Author", from: 60, shrinks: true, cell: ({ author }) => printable(author ?? "") },
    { title: "Assignees", from: 140, shrinks: true, cell: (row) => people(row.assignees) },
    ...(rows.some((row) => "reviewers" in row && row.reviewers.length > 0)
      ? [{
        title: "Reviewers",
        from: 140,
        shrinks: true,
        cell: (row: Row) => "reviewers" in row ? people(row.reviewers) : "",
      }]
      : []),
    { title: "Labels", from: 100, shrinks: true, cell: ({ labels }) => people(labels) },
    {
      title: "Milestone",
      from: 140,
      shrinks: true,
      cell: ({ milestone }) => printable(milestone ?? ""),
    },
    { title: "Comments", from: 120, align: "right", cell: ({ comments }) => `${comments}` },
    { title: "Updated", from: 0, cell: ({ updated_at }) => ago(Date.parse(updated_at)) },
  ];
  return all.filter(({ from }) => room >= from);
}

/** `#12` where all rows are of one project; of several, where room is scarce, `web#12`. */
export function referenceOf(
  { reference, project }: Pick<Row, "reference" | "project">,
  rows: readonly Pick<Row, "project">[],
  room: number,
): string {
  const number = reference.slice(project.length);
  if (rows.every((row) => row.project === project)) return number;
  return room >= 80 ? reference : `${project.slice(project.lastIndexOf("/") + 1)}${number}`;
}

/** Drafts are marked, whether or not the forge has put it into the title. */
export function titleOf(row: { readonly title: string; readonly draft?: boolean }): string {
  const draft = row.draft && !/^\W*(draft|wip)\b/i.test(row.title);
  return draft ? `Draft: ${row.title}` : row.title;
}

/** A state in its colour. */
export function stateText(state: string, { style, printable }: Words): string {
  switch (state) {
    case "opened":
      return style.green(state);
    case "merged":
      return style.cyan(state);
    case "closed":
      return style.red(state);
    default:
      return printable(state);
  }
}
