/**
 * Prints the days that some times belong to, for a time zone given from outside: `days.ts MS…`.
 *
 * @module
 */

import { dayOf } from "../../../lib/log/log_files.ts";
import { systemTerminal } from "../../../lib/platform/terminal.ts";

systemTerminal.writeOut(JSON.stringify(Deno.args.map((time) => dayOf(Number(time)))));
