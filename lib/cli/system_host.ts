/** The machine that this process runs on. @module */

import { systemClock } from "../platform/clock.ts";
import { systemCommands } from "../platform/command_runner.ts";
import { onTermination, systemEnvironment } from "../platform/environment.ts";
import { systemFetch } from "../platform/fetch.ts";
import { systemTerminal } from "../platform/terminal.ts";
import type { Host } from "./app.ts";

export { commandLine, setExitCode } from "../platform/environment.ts";

/** Everything as it really is. */
export const systemHost: Host = {
  clock: systemClock,
  fetch: systemFetch,
  commands: systemCommands,
  terminal: systemTerminal,
  environment: systemEnvironment,
  onTermination,
};
