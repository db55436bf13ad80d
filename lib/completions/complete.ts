/**
 * The process when a shell asks: `lore __complete …`, which is no command and is not described.
 *
 * A Tab is pressed in the middle of a thought: whatever is wrong, nothing is said about it, and what
 * is left out is only missing. Light to import: no parser of options, no schema, no log.
 *
 * @module
 */

import type { Command } from "../cli/command.ts";
import { systemClock } from "../platform/clock.ts";
import { systemEnvironment } from "../platform/environment.ts";
import { giveUpOthers } from "../platform/permissions.ts";
import { systemTerminal } from "../platform/terminal.ts";
import { answer } from "./answer.ts";
import type { FindNames } from "./candidates.ts";

/** Answers a shell on stdout, with nothing but reading left to it. Never throws, and leaves the exit code at 0. */
export async function complete(
  args: readonly string[],
  listCommands: () => Promise<readonly Command[]>,
): Promise<void> {
  try {
    giveUpOthers(["read", "env"]);
    systemTerminal.writeOut(await answer(args, { commands: await listCommands(), findNames }));
  } catch {
    // No candidates: the shell shows none.
  }
}

function findNames(configFlag: string | undefined): FindNames {
  return async (kind, prefix, project) => {
    const now = systemClock.now();
    try {
      const { namesFor } = await import("./names.ts");
      return namesFor(kind, prefix, {
        configFlag,
        project,
        now,
        environment: systemEnvironment,
      });
    } catch {
      // No store, a config that cannot be read, another's lock: no names, and all else as ever.
      return [];
    }
  };
}
