/** The machine that this process runs on. @module */

import { OPTIONAL_VARIABLES } from "../permissions/optional_variables.ts";
import { systemClock } from "../platform/clock.ts";
import { systemCommands } from "../platform/command_runner.ts";
import { type Environment, onTermination, systemEnvironment } from "../platform/environment.ts";
import { systemFetch } from "../platform/fetch.ts";
import { giveUpOthers, isAllowed } from "../platform/permissions.ts";
import { systemTerminal } from "../platform/terminal.ts";
import type { Host } from "./app.ts";
import { lenient } from "./lenient_environment.ts";

export { commandLine, setExitCode } from "../platform/environment.ts";

/** Everything as it really is. */
export const systemHost: Host = {
  clock: systemClock,
  fetch: systemFetch,
  commands: systemCommands,
  terminal: systemTerminal,
  environment: systemEnvironment,
  onTermination,
  isAllowed,
};

/**
 * The machine for a process that may become any command, and so may do what any of them needs: it
 * gives up what the one that runs does not declare.
 */
export function confinedHost(): Host {
  let environment = systemEnvironment;
  return {
    ...systemHost,
    environment: (name) => environment(name),
    confine(permissions): void {
      const kinds = permissions.map((each) => each.replace(/:.*/s, ""));
      if (!kinds.includes("env")) environment = remembered(OPTIONAL_VARIABLES);
      giveUpOthers(kinds);
    },
  };
}

/** How a result looks is asked for when access to the environment is gone. */
function remembered(names: readonly string[]): Environment {
  const known = new Map(names.map((name) => [name, lenient(systemEnvironment)(name)]));
  return (name) => known.has(name) ? known.get(name) : systemEnvironment(name);
}
