import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Day, dayOf, logFileStats, sweepLogs } from "../../../lib/log/log_files.ts";
import { systemCommands } from "../../../lib/platform/command_runner.ts";
import { listFolder, makeFolder, remove } from "../../../lib/platform/files.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

/** Noon, local time. */
function noonOf(year: number, month: number, day: number): number {
  return new Date(year, month - 1, day, 12).getTime();
}

function namesIn(dir: string): string[] {
  return listFolder(dir).map(({ name }) => name).sort();
}

Deno.test("sweepLogs() removes what is older than the days to keep", () => {
  using folder = temporaryFolder();
  const days = Array.from({ length: 35 }, (_, at) => dayOf(noonOf(2026, 1, 1 + at)).name);
  assert.deepEqual([days[0], days.at(-1)], ["2026-01-01", "2026-02-04"]);
  for (const day of days) folder.write(`lore.${day}.log`, "{}\n");
  const now = new Date(2026, 1, 4, 23, 59).getTime();
  const { removed, failed } = sweepLogs(folder.path, { retentionDays: 7, now });
  assert.deepEqual(removed, days.slice(0, 27).map((day) => `lore.${day}.log`));
  assert.deepEqual(failed, []);
  assert.deepEqual(namesIn(folder.path), days.slice(27).map((day) => `lore.${day}.log`));
  assert.equal(namesIn(folder.path)[0], "lore.2026-01-28.log");
});

Deno.test("sweepLogs() keeps today and yesterday with one day to keep", () => {
  using folder = temporaryFolder();
  for (const day of ["02-28", "03-01", "03-02", "03-03"]) folder.write(`lore.2026-${day}.log`, "");
  const { removed } = sweepLogs(folder.path, { retentionDays: 1, now: noonOf(2026, 3, 2) });
  assert.deepEqual(removed, ["lore.2026-02-28.log"]);
  assert.deepEqual(namesIn(folder.path), [
    "lore.2026-03-01.log",
    "lore.2026-03-02.log",
    "lore.2026-03-03.log",
  ]);
});

Deno.test("sweepLogs() removes nothing with 0 days to keep, or where there is no folder", () => {
  using folder = temporaryFolder();
  folder.write("lore.2020-01-01.log", "");
  const now = noonOf(2026, 3, 2);
  assert.deepEqual(sweepLogs(folder.path, { retentionDays: 0, now }).removed, []);
  assert.deepEqual(namesIn(folder.path), ["lore.2020-01-01.log"]);
  const nowhere = join(folder.path, "nowhere");
  assert.deepEqual(sweepLogs(nowhere, { retentionDays: 7, now }), { removed: [], failed: [] });
});

Deno.test("sweepLogs() never touches a folder, a link or a file of another name", () => {
  using folder = temporaryFolder();
  const names = [
    "other.txt",
    "lore.2026-02-30.log",
    "lore.2026-00-10.log",
    "lore.2025-02-29.log",
    "lore.2020-1-1.log",
    "lore.2020-01-01.log.gz",
    "lore.2020-01-01.log~",
    "xlore.2020-01-01.log",
    "lore.2020-01-01.LOG",
    "lore.02020-01-01.log",
    "lore.2020-01-01T00.log",
    "lore.2020-01-01\n.log",
    "lore.log",
  ];
  for (const name of names) folder.write(name, "keep");
  makeFolder(join(folder.path, "lore.2020-01-02.log"));
  makeFolder(join(folder.path, "lore.2020-01-03.log", "full"));
  const target = folder.write("precious", "keep");
  Deno.symlinkSync(target, join(folder.path, "lore.2020-01-04.log"));
  Deno.symlinkSync(join(folder.path, "gone"), join(folder.path, "lore.2020-01-05.log"));
  folder.write("lore.2020-01-06.log", "");
  const before = namesIn(folder.path);
  const { removed } = sweepLogs(folder.path, { retentionDays: 1, now: noonOf(2026, 3, 2) });
  assert.deepEqual(removed, ["lore.2020-01-06.log"]);
  assert.deepEqual(namesIn(folder.path), before.filter((name) => name !== "lore.2020-01-06.log"));
});

Deno.test("sweepLogs() knows the last day of February", () => {
  using folder = temporaryFolder();
  folder.write("lore.2024-02-29.log", "");
  const { removed } = sweepLogs(folder.path, { retentionDays: 30, now: noonOf(2026, 3, 2) });
  assert.deepEqual(removed, ["lore.2024-02-29.log"]);
});

Deno.test("logFileStats() counts log files and nothing else", () => {
  using folder = temporaryFolder();
  assert.deepEqual(logFileStats(folder.path), {
    log_dir: folder.path,
    file_count: 0,
    total_bytes: 0,
    oldest_file: null,
  });
  folder.write("lore.2026-02-04.log", "12345");
  folder.write("lore.2026-02-03.log", "123");
  folder.write("other.txt", "1234567");
  assert.deepEqual(logFileStats(folder.path), {
    log_dir: folder.path,
    file_count: 2,
    total_bytes: 8,
    oldest_file: "lore.2026-02-03.log",
  });
  remove(folder.path);
  assert.equal(logFileStats(folder.path).file_count, 0);
});

Deno.test("dayOf() gives the local day that a time is in, also where days are no 24 hours", () => {
  const hours = new Set<number>();
  for (let time = new Date(2026, 0, 1, 0, 30).getTime(), at = 0; at < 366 * 24; at++) {
    const { name, start, end } = dayOf(time);
    const date = new Date(time);
    assert.ok(start <= time && time < end, name);
    assert.equal(name.slice(8), String(date.getDate()).padStart(2, "0"));
    assert.equal(dayOf(start).name, name);
    assert.equal(dayOf(end - 1).name, name);
    assert.equal(dayOf(end).start, end);
    hours.add((end - start) / 3_600_000);
    time += 3_600_000;
  }
  for (const length of hours) assert.ok([23, 24, 25].includes(length), String(length));
});

Deno.test("dayOf() is right on the days on which clocks change", {
  ignore: Deno.build.os === "windows",
}, async (t) => {
  // Berlin changes at night, Cairo at midnight: there a day of April begins at 1 o'clock.
  const cases: [zone: string, first: string, days: [name: string, hours: number][]][] = [
    ["Europe/Berlin", "2026-03-28T22:59:59.999Z", [["2026-03-28", 24], ["2026-03-29", 23]]],
    ["Europe/Berlin", "2026-10-24T21:59:59.999Z", [["2026-10-24", 24], ["2026-10-25", 25]]],
    ["Africa/Cairo", "2026-04-23T21:59:59.999Z", [["2026-04-23", 24], ["2026-04-24", 23]]],
    ["Pacific/Auckland", "2026-01-15T10:59:59.999Z", [["2026-01-15", 24], ["2026-01-16", 24]]],
  ];
  const program = fileURLToPath(new URL("days.ts", import.meta.url));
  for (const [zone, first, expected] of cases) {
    await t.step(`${zone} ${first}`, async () => {
      const last = Date.parse(first);
      const times = [String(last), String(last + 1)];
      const argv = [Deno.execPath(), "run", "-q", "--frozen", program, ...times] as const;
      const { stdout, stderr } = await systemCommands([...argv], { env: { TZ: zone } });
      assert.equal(stderr, "");
      const days: Day[] = JSON.parse(stdout);
      const seen = days.map(({ name, start, end }) => [name, (end - start) / 3_600_000]);
      assert.deepEqual(seen, expected);
    });
  }
});
