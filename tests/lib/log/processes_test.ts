import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemCommands } from "../../../lib/platform/command_runner.ts";
import { listFolder, readText } from "../../../lib/platform/files.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const ON_WINDOWS = Deno.build.os === "windows";
const PROGRAM = fileURLToPath(new URL("process.ts", import.meta.url));
const DENO = [Deno.execPath(), "run", "-q", "--frozen", "--allow-read", "--allow-write"];

/** Logs in a process of its own. */
async function logInProcess(
  { dir, name = "a", count = 25, end = "returns", shell }: {
    readonly dir: string;
    readonly name?: string;
    readonly count?: number;
    readonly end?: string;
    /** What a shell does first. */
    readonly shell?: string;
  },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const argv = [...DENO, "--allow-run", PROGRAM, dir, name, String(count), end];
  const [program = "", ...args] = shell === undefined
    ? argv
    : ["sh", "-c", `${shell}; exec "$@"`, "sh", ...argv];
  return await systemCommands([program, ...args]);
}

/** A line as far as these tests care. */
interface Line {
  readonly fields: { readonly message: string; readonly name: string; readonly at: number };
  readonly span: { readonly run_id: string } | null;
}

/** All lines below a folder, which may span two days when midnight passes; each must parse. */
function linesBelow(dir: string): Line[] {
  return listFolder(dir).map(({ name }) => name).sort().flatMap((name) => {
    const text = readText(join(dir, name));
    assert.ok(text.endsWith("\n"), "the last line is whole");
    return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
  });
}

Deno.test("the log file has every line, however the process ends", {
  ignore: ON_WINDOWS,
}, async (t) => {
  const cases: [end: string, code: number][] = [
    ["returns", 0],
    ["code", 3],
    ["throws", 1],
    ["rejects", 1],
    ["terminated", 143],
    ["killed", 137],
  ];
  for (const [end, code] of cases) {
    await t.step(end, async () => {
      using folder = temporaryFolder();
      const result = await logInProcess({ dir: folder.path, end });
      assert.equal(result.code, code, result.stderr);
      const lines = linesBelow(folder.path).filter(({ fields }) => fields.message === "Line");
      assert.deepEqual(
        lines.map(({ fields }) => fields.at),
        Array.from({ length: 25 }, (_, n) => n),
      );
      const [runId, ...others] = new Set(lines.map(({ span }) => span?.run_id));
      assert.match(runId ?? "", /^[0-9a-f]{8}$/);
      assert.deepEqual(others, []);
    });
  }
});

Deno.test("two processes share a log file without tearing a line", async () => {
  using folder = temporaryFolder();
  const names = ["a", "b"];
  await Promise.all(names.map((name) => logInProcess({ dir: folder.path, name, count: 600 })));
  const lines = linesBelow(folder.path);
  for (const name of names) {
    const own = lines.filter(({ fields }) => fields.name === name).map(({ fields }) => fields.at);
    assert.deepEqual(own, Array.from({ length: 600 }, (_, at) => at));
  }
});

Deno.test("a run whose disk is full warns once and ends as it would have", {
  ignore: ON_WINDOWS,
}, async () => {
  using folder = temporaryFolder();
  // A limit on the size of files stands in for the disk: 8 blocks of 512 bytes.
  const result = await logInProcess({
    dir: folder.path,
    count: 200,
    // Coverage would meet the limit as well, and say so.
    shell: "unset DENO_COVERAGE_DIR; trap '' XFSZ; ulimit -f 8",
  });
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stderr, /^Cannot write the log below ".*": .*\. The run goes on without\n$/);
  assert.match(result.stdout, /^lost \d+\n$/);
  const [file] = listFolder(folder.path);
  const whole = readText(join(folder.path, file?.name ?? "")).split("\n").slice(0, -1);
  assert.ok(whole.length >= 5);
  whole.forEach((line, at) => assert.equal(JSON.parse(line).fields.at, at));
});

Deno.test("a run that may not write warns once and ends as it would have", async () => {
  using folder = temporaryFolder();
  const [program = "", ...args] = [
    ...DENO.filter((arg) => arg !== "--allow-write"),
    ...["--no-prompt", PROGRAM, folder.path, "a", "25", "returns"],
  ];
  const result = await systemCommands([program, ...args]);
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stderr, /^Cannot write the log below .*write access.*\n$/);
  assert.deepEqual(listFolder(folder.path), []);
});
