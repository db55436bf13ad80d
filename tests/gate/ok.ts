/**
 * The gate: `deno task ok`. Runs every step, also after one that failed, and ends with a line
 * `N passed, N failed` that counts tests and failed steps.
 *
 * `--after-tests` leaves the tests out: they ran just before, with `DENO_COVERAGE_DIR=coverage`.
 *
 * @module
 */

import process from "node:process";
import { measureCoverage, percent, total } from "./coverage.ts";
import { ROOT, runDeno } from "./deno_command.ts";
import { checkExecutable } from "./executable.ts";
import { checkPublication } from "./publish.ts";

/** Percent of the lines that tests must run. */
const COVERAGE_FLOOR = 85;
const COVERAGE_FOLDER = `${ROOT}coverage`;

/** A step's report; it throws when what it looks at is not in order. */
type Step = () => Promise<readonly string[]>;

const CHECKS: readonly (readonly [string, Step])[] = [
  ["format", deno("fmt", "--check")],
  ["lint", deno("lint")],
  ["types", deno("check", "--frozen")],
  ["library docs", deno("doc", "--lint", "library.ts", "mod.ts")],
  ["publication", checkPublication],
  ["generated docs", deno("run", "-q", "-P=gate", "--frozen", "tests/gate/docs.ts", "--check")],
  ["executable", checkExecutable],
];

function deno(...args: readonly string[]): Step {
  return async () => {
    const { ok, stdout, stderr } = await runDeno(args);
    if (!ok) throw new Error(`${stdout}${stderr}`.trim());
    return [];
  };
}

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Runs the tests as `deno task test` does, showing what they print. */
async function runTests(): Promise<Count> {
  await Deno.remove(COVERAGE_FOLDER, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const tests = new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "test"],
    cwd: ROOT,
    env: { DENO_COVERAGE_DIR: COVERAGE_FOLDER, NO_COLOR: "1" },
    stdout: "piped",
  }).spawn();
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of tests.stdout) {
    text += decoder.decode(bytes, { stream: true });
    process.stdout.write(bytes);
  }
  const { success } = await tests.status;
  const [, passed, failed] = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/m.exec(text) ?? [];
  const count = { passed: Number(passed ?? 0), failed: Number(failed ?? 0) };
  return !success && count.failed === 0 ? { ...count, failed: 1 } : count;
}

async function coverage(): Promise<readonly string[]> {
  const counts = await measureCoverage(COVERAGE_FOLDER);
  const sum = total(counts);
  const report = `${percent(sum).toFixed(1)} % of ${sum.lines} lines ran, the floor is ` +
    `${COVERAGE_FLOOR} %`;
  if (sum.lines > 0 && percent(sum) >= COVERAGE_FLOOR) return [report];
  const worst = counts.toSorted((a, b) => (b.lines - b.run) - (a.lines - a.run)).slice(0, 10)
    .map(({ file, lines, run }) => `  ${file}: ${lines - run} of ${lines} did not run`);
  throw new Error([report, ...worst].join("\n"));
}

/** Runs one step and prints how it went; says whether it is in order. */
async function runStep(name: string, step: Step): Promise<boolean> {
  const start = performance.now();
  const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)}s`;
  try {
    const report = await step();
    process.stdout.write([`ok     ${name} (${seconds()})`, ...report].join("\n       ") + "\n");
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stdout.write(`FAILED ${name} (${seconds()})\n${message}\n`);
    return false;
  }
}

if (import.meta.main) {
  const results: boolean[] = [];
  for (const [name, step] of CHECKS) results.push(await runStep(name, step));
  const tests = Deno.args.includes("--after-tests") ? undefined : await runTests();
  results.push(await runStep("coverage", coverage));
  const red = results.filter((ok) => !ok).length;
  process.stdout.write(
    tests === undefined
      ? `\n${red} of ${results.length} steps failed\n`
      : `\n${tests.passed} passed, ${tests.failed + red} failed\n`,
  );
  Deno.exitCode = red + (tests?.failed ?? 0) === 0 ? 0 : 1;
}
