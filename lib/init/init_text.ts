/** What `lore init` did, in words. Light to import. @module */

import type { InitCheck, InitResult } from "./types.ts";

/** What the words are made with. */
export interface InitWords {
  readonly style: Readonly<Record<"bold" | "dim" | "red" | "yellow" | "green", Paint>>;
  printable(text: string): string;
}

type Paint = (text: string) => string;

const PURPOSE: Readonly<Record<string, string>> = {
  doctor: "is everything in order?",
  sync: "mirror; the next sync fetches only what changed",
};

/** What was written, what was checked, what to run next. */
export function initText(result: InitResult, { style, printable }: InitWords): string {
  const { path, replaced, checks, notes, token, sources, next } = result;
  const [source] = sources;
  const marks: Readonly<Record<InitCheck["status"], string>> = {
    ok: style.green("ok  "),
    warn: style.yellow("warn"),
    fail: style.red("FAIL"),
  };
  const longest = Math.max(...next.map((line) => line.length));
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
    ...next.map((line) => `  ${line.padEnd(longest)}  ${style.dim(`# ${purposeOf(line)}`)}`),
  ].join("\n");
}

function lineOf({ check, subject, message }: Omit<InitCheck, "status">): string {
  return check === "forge" && message.startsWith(subject) ? message : `${subject}: ${message}`;
}

function purposeOf(line: string): string {
  return PURPOSE[line.split(" ")[1] ?? ""] ?? "";
}
