/** Environment variables that only change how lore looks and what it logs. @module */

import type { Environment } from "../platform/environment.ts";

/**
 * An environment in which a variable that Deno does not let this process read is not set: whoever
 * grants no access to `NO_COLOR` or `LORE_LOG` goes without, and is not refused the command.
 */
export function lenient(environment: Environment): Environment {
  return (name) => {
    try {
      return environment(name);
    } catch (error) {
      if (error instanceof Error && error.name === "NotCapable") return undefined;
      throw error;
    }
  };
}
