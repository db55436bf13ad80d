/** `docs/cli.md`, made from the specs and the error table. @module */

import { ERRORS } from "../errors.ts";
import type { Command } from "./command.ts";
import { exitRows } from "./help.ts";
import { markdownTable } from "./markdown_table.ts";
import { type ArgumentEntry, type CommandEntry, type FlagEntry, manifestOf } from "./manifest.ts";

/** The reference of the command line, in Markdown. */
export function cliDocs(commands: readonly Command[]): string {
  const { commands: entries, global_flags } = manifestOf(commands);
  return [
    "# The command line",
    "",
    "<!-- Made from the command specs: `deno task docs` writes it anew. -->",
    "",
    "Any command also runs alone with its own permissions: `deno run -P=<command> " +
    "commands/<command>.ts`.",
    "",
    "## Commands",
    "",
    ...markdownTable(
      ["command", "does"],
      entries.map(({ name, summary }) => [`[\`${name}\`](#${name})`, summary]),
    ),
    "",
    "## Global flags",
    "",
    "Before or after the command.",
    "",
    ...flagTable(global_flags),
    ...entries.flatMap(commandSection),
    "",
    "## Exit codes",
    "",
    ...markdownTable(["exit", "codes"], exitRows()),
    "",
    "## Error codes",
    "",
    ...markdownTable(
      ["code", "exit", "meaning"],
      Object.entries(ERRORS).map(([code, { exit, meaning }]) => [
        `\`${code}\``,
        String(exit),
        meaning,
      ]),
    ),
    "",
    "What each command prints with `--robot` is in [json_output.md](json_output.md).",
    "",
  ].join("\n");
}

function commandSection(entry: CommandEntry): string[] {
  const lines = [
    "",
    `## ${entry.name}`,
    "",
    `${entry.summary}.`,
    "",
    "```text",
    entry.usage,
    "```",
  ];
  if (entry.description !== undefined) lines.push("", entry.description);
  if (entry.arguments.length > 0) lines.push("", ...argumentTable(entry.arguments));
  if (entry.flags.length > 0) lines.push("", ...flagTable(entry.flags));
  for (const { line, brief } of entry.examples) lines.push("", `${brief}:`, "", `    ${line}`);
  const access = entry.permissions.map((each) => `\`${each}\``).join(", ") || "none";
  lines.push("", `Permissions: ${access}.${entry.changes_store ? " Changes the store." : ""}`);
  return lines;
}

function argumentTable(entries: readonly ArgumentEntry[]): string[] {
  return markdownTable(
    ["argument", "", "meaning"],
    entries.map(({ name, required, repeatable, brief, values, excludes = [] }) => [
      `\`<${name}>\`${repeatable ? "..." : ""}`,
      required ? "required" : "optional",
      withValues(brief, values) +
      (excludes.length === 0
        ? ""
        : `; not with ${excludes.map((each) => `\`${each}\``).join(", ")}`),
    ]),
  );
}

function flagTable(entries: readonly FlagEntry[]): string[] {
  return markdownTable(
    ["flag", "default", "meaning"],
    entries.map((flag) => [
      flagNames(flag).map((name) => `\`${name}\``).join(", "),
      flag.required ? "required" : typeof flag.default === "string" ? `\`${flag.default}\`` : "",
      withValues(flag.brief, flag.values) + (flag.repeatable ? "; may be repeated" : ""),
    ]),
  );
}

/** What is typed: of a flag that is on by default, the form that turns it off. */
function flagNames({ name, alias, default: byDefault }: FlagEntry): string[] {
  const long = byDefault === true ? name.replace("--", "--no-") : name;
  return alias === undefined ? [long] : [alias, long];
}

function withValues(brief: string, values: readonly string[] | undefined): string {
  return values === undefined
    ? brief
    : `${brief}: ${values.map((each) => `\`${each}\``).join(", ")}`;
}
