import assert from "node:assert/strict";
import { readRunLog, type RunLogFindings } from "../../../lib/explain/run_log.ts";
import { dayOf, logFileName } from "../../../lib/log/log_files.ts";
import { LogFolder } from "../../support/log_folder.ts";

const RUN = "a1b2c3d4";
const NOON = Date.UTC(2026, 0, 15, 12);
const DAY_MS = 86_400_000;

function findings(logs: LogFolder, from = NOON, to = NOON + 1000): RunLogFindings {
  return readRunLog({ dir: logs.dir, runId: RUN, from, to });
}

Deno.test("readRunLog() takes a run's warnings by message, in the order of the last of each", async () => {
  using logs = new LogFolder();
  const at = { time: NOON, run: RUN, level: "WARN" } as const;
  await logs.log(
    { ...at, message: "Degraded", fields: { n: 1 } },
    { ...at, message: "Cannot read an item", level: "ERROR" },
    { ...at, message: "Of another run", run: "a1b2c3d5" },
    { ...at, message: "Names it", run: "a1b2c3d5", fields: { run: { run_id: RUN } } },
    { ...at, message: "Degraded", fields: { n: 2 } },
    { ...at, message: "Fine", level: "INFO" },
    { ...at, message: "Detail", level: "DEBUG", fields: { message: '"level":"ERROR"' } },
  );
  const { warnings, counts, failure } = findings(logs);
  assert.deepEqual(
    warnings.map(({ times, last }) => [times, last.fields.message, last.fields.n]),
    [[1, "Cannot read an item", undefined], [2, "Degraded", 2]],
  );
  assert.deepEqual([counts, failure], [{ warnings: 2, errors: 1 }, null]);
});

Deno.test("readRunLog() takes what ended the run, and not what says it a second time", async () => {
  using logs = new LogFolder();
  const at = { time: NOON, run: RUN } as const;
  const actions = ["lore sync"];
  const fields = { code: "PARTIAL", error: "Finished in part", causes: ["this", "that"], actions };
  await logs.log(
    { ...at, message: "Run finished in part", level: "WARN" },
    { ...at, message: "Command failed", level: "ERROR", fields },
  );
  const { failure, warnings } = findings(logs);
  assert.deepEqual(failure, {
    code: "PARTIAL",
    message: "Finished in part",
    causes: ["this", "that"],
    hint: null,
    actions,
  });
  assert.deepEqual(warnings, []);
});

Deno.test("readRunLog() adds up what requests waited for rate limits alone", async () => {
  using logs = new LogFolder();
  const at = { time: NOON, run: RUN } as const;
  await logs.log(
    { ...at, message: "Rate limited, retrying", fields: { retry_after_secs: 2.5 } },
    { ...at, message: "Rate limit used up, waiting", fields: { wait_secs: 10 } },
    { ...at, message: "Request failed, retrying", fields: { retry_after_secs: 100 } },
    { ...at, message: "Rate limited, retrying", fields: { retry_after_secs: "soon" } },
    {
      time: NOON,
      run: "ffffffff",
      message: "Rate limited, retrying",
      fields: { retry_after_secs: 9 },
    },
  );
  assert.equal(findings(logs).waitedMs, 12_500);
});

Deno.test("readRunLog() reads the files of every day of a run, and no other", async () => {
  using logs = new LogFolder();
  const warn = (time: number, message: string) =>
    logs.log({ time, message, level: "WARN", run: RUN });
  for (const day of [-1, 0, 1, 2, 3]) await warn(NOON + day * DAY_MS, `Day ${day}`);
  const { files, warnings } = findings(logs, NOON, NOON + 2 * DAY_MS);
  const names = [0, 1, 2].map((day) => logFileName(dayOf(NOON + day * DAY_MS).name));
  assert.deepEqual(files, names);
  assert.deepEqual(warnings.map(({ last }) => last.fields.message), ["Day 0", "Day 1", "Day 2"]);
});

Deno.test("readRunLog() finds a failure that was logged just after midnight", async () => {
  using logs = new LogFolder();
  const { end } = dayOf(NOON);
  await logs.log({ time: end + 5, message: "Command failed", level: "ERROR", run: RUN });
  assert.equal(findings(logs, NOON, end - 5).failure?.message, "Command failed");
});

Deno.test("readRunLog() goes past torn and foreign lines that name the run", async () => {
  using logs = new LogFolder();
  const name = logFileName(dayOf(NOON).name);
  await logs.log({ time: NOON, message: "Before", level: "WARN", run: RUN });
  logs.append(name, `{"timestamp":"2026-01-15T12:00:00.000Z","level":"ERROR","run_id":"${RUN}"\n`);
  logs.append(name, `plain "run_id":"${RUN}" text\n[{"run_id":"${RUN}"}]\n{"run_id":"${RUN}"}\n`);
  logs.append(name, `{"span":{"run_id":"${RUN}"},"level":"ERROR"}\n\u0000\u0000\n`);
  await logs.log({ time: NOON, message: "After", level: "WARN", run: RUN });
  const { warnings, counts } = findings(logs);
  assert.deepEqual(warnings.map(({ last }) => last.fields.message), ["Before", "After"]);
  assert.deepEqual(counts, { warnings: 2, errors: 0 });
});

Deno.test("readRunLog() says that it read nothing where those days are gone", () => {
  using logs = new LogFolder();
  assert.deepEqual(findings(logs), {
    files: [],
    failure: null,
    warnings: [],
    counts: { warnings: 0, errors: 0 },
    waitedMs: 0,
  });
});
