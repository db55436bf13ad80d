/** What `lore init` did, in words. Light to import. @module */

import type { InitCheck, InitResult } from "./types.ts";

/** What the words are made with. */
export interface InitWords {
  readonly style: Readonly<Record<"bold" | "dim" | "red" | "yellow" | "green", Paint>>;
  /** Columns of the terminal, where there is one. */
  readonly columns: number;
  readonly isTerminal: boolean;
  printable(text: string): string;
}

type Paint = (text: string) => string;

const PURPOSE: Readonly<Record<string, string>> = {
  doctor: "is everything in order?",
  sync: "mirror; the next sync fetches only what changed",
};

/** What was written, what was checked, what to run next. */
export function initText(result: InitResult, words: InitWords): string {
  const { style, printable } = words;
  const { path, replaced, checks, notes, token, sources, next } = result;
  const [source] = sources;
  const marks: Readonly<Record<InitCheck["status"], string>> = {
    ok: style.green("ok  "),
    warn: style.yellow("warn"),
    fail: style.red("FAIL"),
  };
  return [
    `${style.bold(replaced ? "Replaced" : "Wrote")} ${path}`,
    ...checks.flatMap(({ status, check, subject, message, hint }) => [
      `  ${marks[status]}  ${check.padEnd(7)}  ${printable(lineOf({ check, subject, message }))}`,
      ...hint === undefined ? [] : [`${" ".repeat(17)}${printable(hint)}`],
    ]),
    ...notes.map((note) => `  ${style.yellow("note")}  ${printable(note)}`),
    "",
    "Next:",
    ...token === null && source !== undefined ? [`  export ${source.token_env}=...`] : [],
    ...nextLines(next, words),
  ].join("\n");
}

function lineOf({ check, subject, message }: Omit<InitCheck, "status">): string {
  return check === "forge" && message.startsWith(subject) ? message : `${subject}: ${message}`;
}

/** The commands, each with what it is for where all of that fits. */
function nextLines(next: readonly string[], { style, columns, isTerminal }: InitWords): string[] {
  const longest = Math.max(...next.map((line) => line.length));
  const rows = next.map((line) => {
    const purpose = PURPOSE[line.split(" ")[1] ?? ""] ?? "";
    return { line, padded: `  ${line.padEnd(longest)}  `, purpose: `# ${purpose}` };
  });
  const fits = rows.every(({ padded, purpose }) => padded.length + purpose.length <= columns);
  if (isTerminal && !fits) return next.map((line) => `  ${line}`);
  return rows.map(({ padded, purpose }) => `${padded}${style.dim(purpose)}`);
}
