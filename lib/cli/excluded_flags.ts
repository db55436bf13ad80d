/** Flags that mean nothing beside an argument: refused, since what was asked for is not clear. @module */

import { LoreError } from "../errors.ts";
import type { ScannedArguments } from "./arguments.ts";
import { type Command, kebabCase } from "./command.ts";
import { commandLine } from "./command_line.ts";

/** What was typed. */
export type TypedWords = Pick<ScannedArguments, "flags" | "words" | "globals">;

/** @throws LoreError `USAGE` with both lines that may have been meant */
export function refuseExcluded(command: Command, { flags, words, globals }: TypedWords): void {
  for (const [at, spec] of Object.values(command.positional ?? {}).entries()) {
    const word = words[at];
    if (word === undefined || spec.kind !== "parsed" || spec.excludes === undefined) continue;
    const excluded = new Set(spec.excludes.flags.map(kebabCase));
    const idle = flags.filter(({ name }) => excluded.has(name));
    if (idle.length === 0) continue;
    const names = [...new Set(idle.map(({ name }) => `--${name}`))];
    const shown = names.join(", ").replace(/, ([^,]*)$/, " and $1");
    const kept = flags.filter(({ name }) => !excluded.has(name));
    const typed = { command: command.name, globals, flags, words };
    throw new LoreError(
      "USAGE",
      `${shown} ${names.length === 1 ? "does" : "do"} not go with "${word}": ${spec.excludes.why}`,
      {
        hint: `Leave out ${shown}, or leave out "${word}"`,
        actions: [
          commandLine({ ...typed, flags: kept }, {}),
          commandLine({ ...typed, words: words.toSpliced(at, 1) }, {}),
        ],
        details: { argument: word, flags: names },
      },
    );
  }
}
