/** Help text, made from the specs and the error table. @module */

import { ERRORS } from "../errors.ts";
import {
  type Command,
  type FlagSpec,
  kebabCase,
  type PositionalSpec,
  takesValue,
} from "./command.ts";
import { GLOBAL_FLAGS } from "./globals.ts";
import { VERSION } from "./version.ts";

/** `lore --help`: what lore is, its commands, its global flags. */
export function overallHelp(commands: readonly Command[]): string {
  return [
    `lore ${VERSION}: a local, searchable mirror of issues and merge requests`,
    "",
    "Usage: lore [global flags] <command> [flags] [arguments]",
    "",
    "Commands:",
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    "",
    "Global flags, before or after the command:",
    ...columns(flagRows(GLOBAL_FLAGS)),
    "",
    "Exit codes:",
    ...columns(exitRows()),
    "",
    "lore <command> --help says more about a command.",
    "",
  ].join("\n");
}

/** `lore <command> --help`. */
export function commandHelp(command: Command): string {
  const lines = [`lore ${command.name}: ${command.summary}`, "", `Usage: ${usageLine(command)}`];
  if (command.description !== undefined) lines.push("", command.description.trim());
  const positional = Object.entries(command.positional ?? {});
  if (positional.length > 0) {
    lines.push("", "Arguments:");
    lines.push(
      ...columns(positional.map(([name, spec]) => [shownArgument(name, spec), spec.brief])),
    );
  }
  const flags = flagRows(command.flags);
  if (flags.length > 0) lines.push("", "Flags:", ...columns(flags));
  if (command.examples !== undefined) {
    lines.push("", "Examples:");
    lines.push(...columns(command.examples.map(({ line, brief }) => [line, brief])));
  }
  lines.push("", `Permissions: ${command.permissions.join(", ") || "none"}`);
  lines.push("", "lore --help lists the global flags and exit codes.", "");
  return lines.join("\n");
}

/** `lore search [flags] <query>...`. */
export function usageLine(command: Command): string {
  const required = Object.entries(command.flags).filter(([, spec]) => mustBeGiven(spec));
  const optional = Object.keys(command.flags).length > required.length;
  return [
    `lore ${command.name}`,
    ...required.map(([name, spec]) => `--${kebabCase(name)} ${placeholder(spec)}`),
    ...(optional ? ["[flags]"] : []),
    ...Object.entries(command.positional ?? {}).map(([name, spec]) => shownArgument(name, spec)),
  ].join(" ");
}

/** Each flag as it is typed, and what it does. */
export function flagRows(flags: Readonly<Record<string, FlagSpec>>): [string, string][] {
  return Object.entries(flags).filter(([, spec]) => !spec.hidden).map(([name, spec]) => {
    const negated = spec.kind === "boolean" && spec.default === true ? "no-" : "";
    const long = `--${negated}${kebabCase(name)}`;
    const value = takesValue(spec) ? ` ${placeholder(spec)}` : "";
    const short = spec.alias === undefined ? "    " : `-${spec.alias}, `;
    return [`${short}${long}${value}`, spec.brief + flagNotes(spec)];
  });
}

/** ` (default 20)`, ` (required)`, ` (may be repeated)`. */
function flagNotes(spec: FlagSpec): string {
  const notes: string[] = [];
  if (takesValue(spec) && spec.default !== undefined) notes.push(`default ${spec.default}`);
  if (mustBeGiven(spec)) notes.push("required");
  if (takesValue(spec) && spec.variadic !== undefined) notes.push("may be repeated");
  return notes.length === 0 ? "" : ` (${notes.join(", ")})`;
}

/** Exit codes with the error codes that end in them. */
export function exitRows(): [string, string][] {
  const byExit = new Map<number, string[]>([[0, ["done"]]]);
  for (const [code, { exit }] of Object.entries(ERRORS)) {
    byExit.set(exit, [...(byExit.get(exit) ?? []), code]);
  }
  return [...byExit].map(([exit, codes]) => [String(exit), codes.join("; ")]);
}

function mustBeGiven(spec: FlagSpec): boolean {
  return takesValue(spec) && spec.optional !== true && spec.default === undefined &&
    spec.variadic === undefined;
}

function placeholder(spec: FlagSpec): string {
  if (spec.kind === "enum") return spec.values.join("|");
  return spec.kind === "parsed" ? spec.placeholder ?? "VALUE" : "";
}

function shownArgument(name: string, spec: PositionalSpec): string {
  const shown = spec.kind === "enum" ? spec.values.join("|") : kebabCase(name);
  if (spec.kind === "rest") return (spec.minimum ?? 0) > 0 ? `<${shown}>...` : `[${shown}...]`;
  return spec.optional ? `[${shown}]` : `<${shown}>`;
}

/** Two columns, the first as wide as its widest entry up to 32 characters. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(32, Math.max(0, ...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) =>
    left.length > width
      ? `  ${left}\n  ${" ".repeat(width)}  ${right}`
      : `  ${left.padEnd(width)}  ${right}`
  );
}
