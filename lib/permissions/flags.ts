/** What is needed as Deno's flags and as a line to paste. @module */

import { dirname } from "node:path";
import { quoted } from "../quoted.ts";
import { byKind, type Need } from "./needs.ts";

/** One flag for each kind: `--allow-read=/a,/b`. */
export function flagsOf(needs: readonly Need[]): string[] {
  return [...byKind(needs)].map(([kind, values]) => flagFor(kind, values));
}

/** One flag; without values it allows all of the kind. */
export function flagFor(kind: string, values: readonly string[]): string {
  const list = [...new Set(values.map(withoutComma))].join(",");
  return list === "" ? `--allow-${kind}` : `--allow-${kind}=${list}`;
}

/** Deno separates values by commas and has no way to quote one: the folder above must do. */
function withoutComma(value: string): string {
  return value.includes(",") ? withoutComma(dirname(value)) : value;
}

/** How a command is run alone, in a checkout of lore. */
export function lineFor(
  command: string,
  { flags, configFlag }: { readonly flags: readonly string[]; readonly configFlag?: string },
): string {
  const file = `commands/${command.replaceAll("-", "_")}.ts`;
  const rest = configFlag === undefined ? [] : ["--config", configFlag];
  return ["deno", "run", "--no-prompt", ...flags, file, ...rest].map(quoted).join(" ");
}
