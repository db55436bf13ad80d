import assert from "node:assert/strict";
import { join } from "node:path";
import { fileHandler } from "../../../lib/log/file_handler.ts";
import { parseFilter } from "../../../lib/log/filter.ts";
import type { LogRecord } from "../../../lib/log/logger.ts";
import { systemCommands } from "../../../lib/platform/command_runner.ts";
import { fileMode, listFolder, makeFolder, readText, remove } from "../../../lib/platform/files.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const ON_LINUX = Deno.build.os === "linux";
const NOON = new Date(2026, 1, 4, 12).getTime();

function aRecord(change: Partial<LogRecord> = {}): LogRecord {
  return {
    time: NOON,
    level: "INFO",
    target: "lore::sync",
    message: "Stored page",
    fields: undefined,
    span: undefined,
    ...change,
  };
}

/** The parsed lines of a file; fails when a line is not whole. */
function linesOf(path: string): { fields: Record<string, unknown> }[] {
  const text = readText(path);
  assert.ok(text === "" || text.endsWith("\n"));
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

function namesIn(dir: string): string[] {
  return listFolder(dir).map(({ name }) => name).sort();
}

Deno.test("fileHandler() makes folder and file with the first line, for their owner alone", () => {
  using folder = temporaryFolder();
  const dir = join(folder.path, "data", "logs");
  using handler = fileHandler({ dir });
  assert.deepEqual(namesIn(folder.path), []);
  handler.handle(aRecord({ fields: { rows: 1 } }));
  assert.deepEqual(linesOf(join(dir, "lore.2026-02-04.log")).map(({ fields }) => fields), [
    { message: "Stored page", rows: 1 },
  ]);
  if (Deno.build.os !== "windows") {
    assert.equal(fileMode(dir), 0o700);
    assert.equal(fileMode(join(dir, "lore.2026-02-04.log")), 0o600);
  }
});

Deno.test("fileHandler() takes DEBUG of lore and WARN of dependencies, or what its filter says", () => {
  using usual = fileHandler({ dir: "unused" });
  assert.deepEqual(["lore::sync", "http"].map((target) => usual.threshold(target)), [
    "DEBUG",
    "WARN",
  ]);
  using other = fileHandler({ dir: "unused", filter: parseFilter("http=trace") });
  assert.deepEqual(["lore", "http"].map((target) => other.threshold(target)), ["OFF", "TRACE"]);
});

Deno.test("fileHandler() puts each record into the file of its own local day", () => {
  using folder = temporaryFolder();
  using handler = fileHandler({ dir: folder.path });
  const midnight = new Date(2026, 1, 5).getTime();
  for (const offset of [-2, -1, 0, 1, -1, 2, 864e5, 0, -3 * 864e5]) {
    handler.handle(aRecord({ time: midnight + offset, fields: { offset } }));
  }
  const offsets = (day: string): unknown[] =>
    linesOf(join(folder.path, `lore.2026-02-${day}.log`)).map(({ fields }) => fields.offset);
  assert.deepEqual(namesIn(folder.path).map((name) => name.slice(13, 15)), [
    "02",
    "04",
    "05",
    "06",
  ]);
  assert.deepEqual(offsets("02"), [-3 * 864e5]);
  assert.deepEqual(offsets("04"), [-2, -1, -1]);
  assert.deepEqual(offsets("05"), [0, 1, 2, 0]);
  assert.deepEqual(offsets("06"), [864e5]);
});

Deno.test("fileHandler() appends to what is there", () => {
  using folder = temporaryFolder();
  const path = folder.write("lore.2026-02-04.log", '{"fields":{"message":"before"}}\n');
  using handler = fileHandler({ dir: folder.path });
  handler.handle(aRecord());
  assert.deepEqual(linesOf(path).map(({ fields }) => fields.message), ["before", "Stored page"]);
});

Deno.test("fileHandler() starts a line of its own after one that was cut off", () => {
  using folder = temporaryFolder();
  const path = folder.write("lore.2026-02-04.log", '{"fields":{"mess');
  using handler = fileHandler({ dir: folder.path });
  handler.handle(aRecord());
  handler.handle(aRecord());
  const lines = readText(path).split("\n");
  assert.equal(lines[0], '{"fields":{"mess');
  assert.equal(JSON.parse(lines[1] ?? "").fields.message, "Stored page");
  assert.equal(lines.length, 4);
});

Deno.test("fileHandler() writes lines that are longer than its buffer whole", () => {
  using folder = temporaryFolder();
  using handler = fileHandler({ dir: folder.path });
  const fields = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [at, "é".repeat(16e3)]));
  handler.handle(aRecord({ fields }));
  handler.handle(aRecord());
  const lines = linesOf(join(folder.path, "lore.2026-02-04.log"));
  assert.equal(lines[0]?.fields["11"], "é".repeat(16e3));
  assert.equal(lines.length, 2);
});

Deno.test("fileHandler() warns once when the file cannot be written, and goes on", () => {
  using folder = temporaryFolder();
  makeFolder(join(folder.path, "lore.2026-02-04.log"));
  const warnings: string[] = [];
  using handler = fileHandler({ dir: folder.path, warn: (text) => void warnings.push(text) });
  for (let at = 0; at < 50; at++) handler.handle(aRecord({ time: NOON + at * 100 }));
  assert.equal(handler.lost, 50);
  assert.equal(warnings.length, 1);
  assert.match(
    warnings[0] ?? "",
    /^Cannot write the log below ".*": .+\. The run goes on without$/,
  );
});

Deno.test("fileHandler() says in the file how many lines are missing once it can write again", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.2026-02-04.log");
  makeFolder(path);
  const warnings: string[] = [];
  using handler = fileHandler({ dir: folder.path, warn: (text) => void warnings.push(text) });
  handler.handle(aRecord());
  handler.handle(aRecord({ time: NOON + 500 }));
  remove(path);
  handler.handle(aRecord({ time: NOON + 999 }));
  assert.deepEqual(namesIn(folder.path), []);
  handler.handle(aRecord({ time: NOON + 1001 }));
  handler.handle(aRecord({ time: NOON + 1002 }));
  assert.deepEqual(linesOf(path).map(({ fields }) => fields), [
    { message: "Log lines could not be written", lost: 3 },
    { message: "Stored page" },
    { message: "Stored page" },
  ]);
  assert.equal(handler.lost, 3);
  assert.equal(warnings.length, 1);
});

Deno.test("fileHandler() warns once where its folder cannot be made", () => {
  using folder = temporaryFolder();
  const warnings: string[] = [];
  const dir = join(folder.write("file", "not a folder"), "logs");
  using handler = fileHandler({ dir, warn: (text) => void warnings.push(text) });
  handler.handle(aRecord());
  handler.handle(aRecord({ time: NOON + 5_000 }));
  assert.equal(warnings.length, 1);
  assert.equal(handler.lost, 2);
});

Deno.test("fileHandler() makes the folder anew when it vanished", { ignore: !ON_LINUX }, () => {
  using folder = temporaryFolder();
  const dir = join(folder.path, "logs");
  using handler = fileHandler({ dir });
  handler.handle(aRecord());
  remove(dir);
  handler.handle(aRecord({ time: NOON + 1_000 }));
  handler.handle(aRecord({ time: NOON + 1_001 }));
  assert.equal(linesOf(join(dir, "lore.2026-02-04.log")).length, 2);
});

Deno.test("fileHandler() keeps at most two files open", { ignore: !ON_LINUX }, async () => {
  using folder = temporaryFolder();
  using handler = fileHandler({ dir: folder.path });
  for (let day = 0; day < 20; day++) handler.handle(aRecord({ time: NOON + day * 864e5 }));
  const { stdout } = await systemCommands(["ls", "-l", `/proc/${Deno.pid}/fd`]);
  const open = stdout.split("\n").filter((line) => line.includes(folder.path));
  assert.equal(open.length, 2);
  assert.equal(namesIn(folder.path).length, 20);
});

Deno.test("fileHandler() loses nothing to an earlier handler of the same file", () => {
  using folder = temporaryFolder();
  makeFolder(folder.path);
  using first = fileHandler({ dir: folder.path });
  using second = fileHandler({ dir: folder.path });
  for (let at = 0; at < 20; at++) {
    (at % 2 === 0 ? first : second).handle(aRecord({ fields: { at } }));
  }
  const lines = linesOf(join(folder.path, "lore.2026-02-04.log"));
  assert.deepEqual(lines.map(({ fields }) => fields.at), Array.from({ length: 20 }, (_, at) => at));
});
