/**
 * A process that logs, for `processes_test.ts`: `process.ts DIR NAME COUNT END`.
 *
 * @module
 */

import { logger, setUpLogging } from "../../../lib/log/mod.ts";
import { setExitCode } from "../../../lib/platform/environment.ts";
import { systemTerminal } from "../../../lib/platform/terminal.ts";
import { span, withRun } from "../../../lib/spans/mod.ts";

const [dir = "", name = "", count = "0", end = ""] = Deno.args;
const log = logger("lore::test");

/** Ways to end, some of them without a chance to tidy up. */
const ENDS: Readonly<Record<string, () => void>> = {
  killed: () => Deno.kill(Deno.pid, "SIGKILL"),
  terminated: () => Deno.kill(Deno.pid, "SIGTERM"),
  throws: () => {
    throw new Error("thrown");
  },
  rejects: () => void Promise.reject(new Error("rejected")),
  code: () => setExitCode(3),
  returns: () => {},
};

function main(): void {
  using logging = setUpLogging({
    file: { dir },
    warn: (text) => systemTerminal.writeErr(`${text}\n`),
  });
  withRun({ command: "sync" }, () =>
    span("ingest_issues", { project: "group/repo" }, () => {
      for (let at = 0; at < Number(count); at++) {
        log.info("Line", { name, at, fill: "é".repeat(at) });
      }
      ENDS[end]?.();
    }));
  if (logging.lostLines > 0) systemTerminal.writeOut(`lost ${logging.lostLines}\n`);
}

main();
