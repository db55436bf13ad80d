/** What `lore explain` costs where the day's log is large, against reading that file once. @module */

import { join } from "node:path";
import { openStore } from "../../lib/db/mod.ts";
import { finishRun, startRun } from "../../lib/db/runs.ts";
import { dayOf, logFileName } from "../../lib/log/log_files.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, type Measurement, ms } from "./harness.ts";
import { runProcess } from "./process.ts";

const LOG_BYTES = 100_000_000;
const RUN = "a1b2c3d4";

/** As `deno task lore` runs it. */
const LORE = ["--unstable-lazy-dynamic-imports", "-P=lore", "--frozen", "main.ts"];

/** Explaining a run. */
export const bench: Bench = {
  name: "explain",
  measure() {
    return inFreshFolder(async (folder) => {
      const env = { LORE_DATA_DIR: folder };
      const log = makeLog(folder);
      makeRun(folder);
      const script = (name: string, text: string): string => {
        const path = join(folder, name);
        Deno.writeTextFileSync(path, text);
        return path;
      };
      const path = JSON.stringify(log);
      const asText = script("text.ts", `Deno.readTextFileSync(${path});\n`);
      const asBytes = script("bytes.ts", `Deno.readFileSync(${path});\n`);
      const empty = script("empty.ts", "export {};\n");
      const read = ["--allow-read"];
      const times = await interleave(9, {
        explain: () => runProcess([...LORE, "explain", RUN], { env }),
        asText: () => runProcess([...read, asText]),
        asBytes: () => runProcess([...read, asBytes]),
        empty: () => runProcess([empty]),
      });
      const figure: Measurement = {
        name: "lore explain with a log file of 100 MB against a script that reads it once, as text",
        value: times.explain / times.asText,
        unit: "×",
        reach: 1.3,
        better: "lower",
        detail: `${ms(times.explain)} against ${ms(times.asText)}; as bytes only ` +
          `${ms(times.asBytes)}, an empty script ${ms(times.empty)}`,
      };
      return [figure];
    });
  },
};

/** A day's log in which every tenth line is of the run: DEBUG for the most part, some warnings. */
function makeLog(folder: string): string {
  const path = join(folder, "logs", logFileName(dayOf(Date.now()).name));
  Deno.mkdirSync(join(folder, "logs"));
  using file = Deno.openSync(path, { write: true, create: true });
  const encoder = new TextEncoder();
  let written = 0;
  for (let line = 0; written < LOG_BYTES;) {
    let text = "";
    for (; text.length < 1_000_000; line++) text += lineOf(line);
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    written += bytes.length;
  }
  return path;
}

function lineOf(at: number): string {
  const run_id = at % 10 === 0 ? RUN : "00000000";
  const level = at % 500 === 0 ? "WARN" : at % 20 === 0 ? "INFO" : "DEBUG";
  const span = { name: "sync_discussions", project: "acme/web", run_id };
  return JSON.stringify({
    timestamp: new Date().toISOString(),
    level,
    target: "http",
    fields: { message: "Request", method: "GET", path: "/api/v4/projects/1/issues", n: at },
    span,
    spans: [{ name: "sync", run_id }, { name: "ingest_issues" }, span],
  }) + "\n";
}

function makeRun(folder: string): void {
  using database = openStore(join(folder, "lore.db"), { mode: "write" });
  database.transaction((tx) => {
    const now = Date.now() - 60_000;
    const id = startRun(tx, { runId: RUN, command: "sync", mode: "incremental", now });
    const error = "The forge cannot be reached";
    finishRun(tx, id, { status: "failed", stages: [], now: Date.now(), error });
  });
}
