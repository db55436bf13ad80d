/** What `lore doctor` found, and in words. Light to import: help loads it. @module */

import { LoreError } from "../errors.ts";
import type { Check, CheckStatus } from "./check.ts";

/** Every check by its name. CONTRACT: names are added, never renamed. */
export interface Checks {
  readonly config: Check;
  /** Whether each source's token is there, accepted and wide enough. */
  readonly token: Check;
  /** Whether each forge answers, and its version. */
  readonly forge: Check;
  /** Whether each configured project can be seen. */
  readonly projects: Check;
  /** How far this machine's clock is from the forge's. */
  readonly clock: Check;
  readonly store: Check;
  /** With `states`: how many lists are complete, current, incomplete, as `lore coverage` has it. */
  readonly coverage: Check;
  readonly lock: Check;
  /** With `log_dir`, `file_count`, `total_bytes`, `oldest_file`. */
  readonly logging: Check;
  /** With `flags`: what Deno would have to be told. */
  readonly permissions: Check;
  readonly embedding: Check;
}

/** The answer to `doctor`. */
export interface Diagnosis {
  readonly checks: Checks;
}

/** What the words are made with. */
export interface DoctorWords {
  readonly style: Readonly<Record<"bold" | "dim" | "red" | "yellow" | "green", Paint>>;
  bytes(size: number): string;
  pad(text: string, columns: number): string;
  printable(text: string): string;
}

type Paint = (text: string) => string;

/** One line a check, with the hint below where there is something to do. */
export function diagnosisText({ checks }: Diagnosis, words: DoctorWords): string {
  const { style, pad, printable } = words;
  const marks: Readonly<Record<CheckStatus, string>> = {
    ok: style.green("ok  "),
    warn: style.yellow("warn"),
    fail: style.red("FAIL"),
  };
  return Object.entries(checks).flatMap(([name, check]: [string, Check]) => {
    const more = name === "logging" || name === "store" ? size(check, words) : "";
    const line = `${marks[check.status]}  ${pad(name, 12)} ${printable(check.message)}${more}`;
    return check.hint === undefined ? [line] : [line, `${" ".repeat(19)}${printable(check.hint)}`];
  }).join("\n");
}

function size({ total_bytes }: Check, { bytes }: DoctorWords): string {
  return typeof total_bytes === "number" ? `, ${bytes(total_bytes)}` : "";
}

/** What is wrong when a check failed; warnings are no failure. */
export function diagnosisProblem({ checks }: Diagnosis): LoreError | undefined {
  const failed = Object.entries(checks).filter(([, { status }]) => status === "fail");
  const [first] = failed;
  if (first === undefined) return undefined;
  const names = failed.map(([name]) => name);
  const what = names.length === 1 ? "1 check" : `${names.length} checks`;
  const refusal = refusedBy(checks);
  if (refusal !== undefined) {
    return new LoreError("PERMISSION_DENIED", `${what} failed: ${refusal.message}`, {
      hint: refusal.hint,
      actions: ["lore permissions"],
      details: { failed: names },
    });
  }
  const [name, { message, hint }] = first;
  return new LoreError("FAILED", `${what} failed: ${names.join(", ")}`, {
    hint: hint === undefined ? `${name}: ${message}` : `${name}: ${hint}`,
    details: { failed: names },
  });
}

/** The check that Deno refused something; the one that knows all that is missing comes first. */
function refusedBy(checks: Checks): Check | undefined {
  return [checks.permissions, ...Object.values(checks)]
    .find(({ status, code }: Check) => status === "fail" && code === "PERMISSION_DENIED");
}
