/** `lore permissions` in words: lines to paste, and remarks that a shell skips. @module */

import type { CommandAccess, PermissionsResult } from "./list_permissions.ts";
import type { Need } from "./needs.ts";

/** What the words are made with. */
export interface PermissionWords {
  readonly style: Readonly<Record<"bold" | "dim", (text: string) => string>>;
  pad(text: string, columns: number): string;
  printable(text: string): string;
}

/** For each command its line under its reasons; for one alone the fuller line as well. */
export function permissionsText(
  { config, commands }: PermissionsResult,
  words: PermissionWords,
): string {
  const { style, printable } = words;
  const basis = config === null
    ? "There is no config: these follow from the defaults, a source at gitlab.com"
    : `As ${config.path} (${config.place}) wants it`;
  return [
    style.dim(`# ${printable(basis)}`),
    ...commands.flatMap((each) => ["", ...commandText(each, words)]),
    ...commands.length === 1 ? commands.map((each) => fullerText(each, words)) : [],
  ].join("\n");
}

function fullerText({ optional }: CommandAccess, { style, printable }: PermissionWords): string {
  return style.dim(`# with colours and overrides: ${printable(optional.line)}`);
}

function commandText(
  { command, kinds, line }: CommandAccess,
  { style, pad, printable }: PermissionWords,
): string[] {
  const reasons = kinds.map(({ kind, values, why }) =>
    style.dim(`#   ${pad(kind, 5)}  ${printable(listed({ kind, values, why }))}: ${why}`)
  );
  return [
    `# ${style.bold(command)}`,
    ...reasons,
    printable(line),
  ];
}

function listed({ values }: Need): string {
  return values.length === 0 ? "everything" : values.join(", ");
}
