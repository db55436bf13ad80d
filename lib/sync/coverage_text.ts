/** `lore coverage` in words. Light to import: help loads it. @module */

import type { CoverageReport, CoverageVerdict } from "./coverage.ts";
import type { Gap } from "./coverage_gaps.ts";

/** What the words are made with. */
export interface CoverageWords {
  /** Unix ms. */
  readonly now: number;
  readonly style: Readonly<Record<"bold" | "dim" | "yellow" | "green", Paint>>;
  ago(then: number): string;
  count(number: number, one: string, many?: string): string;
  printable(text: string): string;
  /** Text broken at spaces to fit a terminal; lines behind the first begin with `indent`. */
  wrap(text: string, indent?: string): string;
}

type Paint = (text: string) => string;

const KINDS = { issue: "issues", merge_request: "merge requests" } as const;

/** Each project and kind in a line, its gaps below, each with the command that closes it. */
export function coverageText({ coverage }: CoverageReport, words: CoverageWords): string {
  if (coverage.length === 0) return "The mirror has no project yet. Run lore sync first.";
  return coverage.map((verdict) => verdictText(verdict, words)).join("\n");
}

function verdictText(verdict: CoverageVerdict, words: CoverageWords): string {
  const { style, printable, wrap } = words;
  const title = style.bold(`${printable(verdict.project)} ${KINDS[verdict.kind]}`);
  const lines = [wrap(`${title}: ${stateText(verdict, words)}`, "  ")];
  for (const gap of verdict.gaps) lines.push(...gapLines(gap, words));
  if (verdict.reason !== null) {
    const { reason: message, command } = verdict;
    lines.push(...gapLines({ message, command, items: null, iids: [] }, words));
  }
  return lines.join("\n");
}

function stateText(verdict: CoverageVerdict, words: CoverageWords): string {
  const { style, count } = words;
  const { items, notes } = verdict.gone;
  const stored = [
    `${verdict.rows_stored} stored`,
    ...(items > 0 ? [`${items} gone from the forge`] : []),
    ...(notes > 0 ? [`${count(notes, "note")} gone`] : []),
  ].join(", ");
  const proved = when(verdict.proved_at, words);
  switch (verdict.state) {
    case "complete":
      return `${style.green("complete")} as of ${proved}${partsText(verdict, words)}; ${stored}`;
    case "current":
      return `${style.green("current")} up to ${when(verdict.synced_at, words)}, ` +
        `compared as a whole ${proved}; ${stored}`;
    case "incomplete":
      return `${style.yellow("incomplete")}; ${stored}`;
  }
}

/** What hangs on items, where that was not read since the list was compared. */
function partsText(
  { proved_at, parts_proved_at, kind }: CoverageVerdict,
  words: CoverageWords,
): string {
  if (proved_at === null || parts_proved_at === null || parts_proved_at >= proved_at) return "";
  const parts = kind === "issue" ? "comments" : "comments and files";
  return `, all ${parts} read since ${when(parts_proved_at, words)}`;
}

/** The forge's clock may be ahead. */
function when(time: string | null, { ago, now }: CoverageWords): string {
  return time === null ? "never" : ago(Math.min(now, Date.parse(time)));
}

function gapLines(
  { message, iids, items, command }: Omit<Gap, "kind">,
  words: CoverageWords,
): string[] {
  const { style, printable, wrap } = words;
  const more = items !== null && items > iids.length ? ", …" : "";
  const numbers = iids.length === 0 ? "" : ` (${iids.join(", ")}${more})`;
  const does = command === null ? "nothing on this side closes it" : printable(command);
  return [
    wrap(`  - ${printable(message)}${numbers}`, "    "),
    style.dim(wrap(`    ${does}`, "      ")),
  ];
}
