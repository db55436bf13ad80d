/** What the workflows of continuous integration and of releases rely on. @module */

import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { temporaryFolder } from "../support/temporary_folder.ts";
import { readYaml } from "../support/yaml.ts";
import { filesBelow, ROOT, runDeno, runProgram } from "./deno_command.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly "runs-on": string;
  readonly "timeout-minutes"?: string;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: {
    readonly matrix: { readonly include?: readonly Readonly<Record<string, string>>[] };
  };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = filesBelow(".github/workflows");

function read(file: string): Workflow {
  return readYaml(Deno.readTextFileSync(`${ROOT}${file}`)) as unknown as Workflow;
}

function stepsOf({ jobs }: Workflow): Step[] {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

Deno.test("the workflows are those of continuous integration, of all faults, and of releases", () => {
  const names = ["ci", "faults", "release"];
  assert.deepEqual(files, names.map((name) => `.github/workflows/${name}.yml`));
});

Deno.test("every workflow starts with leave to read and nothing else, and every job ends", async (t) => {
  for (const file of files) {
    await t.step(file, () => {
      const workflow = read(file);
      assert.deepEqual(workflow.permissions, { contents: "read" });
      for (const [name, job] of Object.entries(workflow.jobs)) {
        assert.ok(Number(job["timeout-minutes"]) > 0, `${name} has a time limit`);
        const more = name === "publish" ? { contents: "write" } : undefined;
        assert.deepEqual(job.permissions, more, name);
      }
    });
  }
});

Deno.test("every action is pinned to a version, and Deno to the one that lore is tested with", () => {
  const [, version] = /npx --yes deno@([\d.]+) /.exec(Deno.readTextFileSync(`${ROOT}.ci/run`)) ??
    [];
  for (const { uses, with: given } of files.flatMap((file) => stepsOf(read(file)))) {
    if (uses === undefined) continue;
    assert.match(uses, /^(actions|denoland)\/[\w-]+@(v\d+|[0-9a-f]{40})$/);
    if (uses.startsWith("denoland/setup-deno")) assert.equal(given?.["deno-version"], version);
    if (uses.startsWith("actions/checkout")) assert.equal(given?.["persist-credentials"], "false");
  }
});

Deno.test("every task and file that a workflow runs is there", () => {
  const tasks = new Set(Object.keys(config.tasks));
  const runs = files.flatMap((file) => stepsOf(read(file))).flatMap(({ run }) => run ?? []);
  const named = runs.flatMap((run) => [...run.matchAll(/deno task (?:-q )?([\w-]+)/g)]);
  for (const [line, task = ""] of named) assert.ok(tasks.has(task), line);
  assert.ok(["ok", "test", "compile-for", "release"].every((task) => runs.join().includes(task)));
  for (const [, file = ""] of runs.join("\n").matchAll(/(?:^|\s)(\.ci\/\w+)/g)) {
    assert.ok(Deno.statSync(`${ROOT}${file}`).isFile, file);
  }
  // What a pull request is called may hold shell: expressions reach `run` by the environment alone.
  for (const run of runs) assert.doesNotMatch(run, /\$\{\{/);
});

Deno.test("a release checks its tag before anything is built, and builds before it publishes", () => {
  const { on, jobs } = read(".github/workflows/release.yml");
  assert.deepEqual(on, { push: { tags: ["v*"] } });
  assert.ok(
    jobs.check?.steps.some(({ run }) => run?.includes('release check "$GITHUB_REF_NAME"')),
  );
  assert.deepEqual([jobs.build?.needs, jobs.publish?.needs], ["check", "build"]);
});

Deno.test("a release is built for five targets that Deno knows, each tried where it runs", async () => {
  const { jobs } = read(".github/workflows/release.yml");
  const rows = jobs.build?.strategy?.matrix.include ?? [];
  const targets = rows.map(({ target }) => target ?? "").sort();
  assert.deepEqual(targets, [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
  ]);
  const { stderr } = await runDeno(["compile", "--target", "none", "main.ts"]);
  const [, known = ""] = /possible values: (.*)/.exec(stderr) ?? [];
  for (const target of targets) assert.ok(known.split(", ").includes(target), target);
  const native = { apple: "macos", linux: "ubuntu", windows: "windows" };
  for (const { target = "", os = "", suffix } of rows) {
    const [, system] = Object.entries(native).find(([name]) => target.includes(name)) ?? [];
    assert.ok(os.startsWith(system ?? "none"), `${target} on ${os}`);
    assert.equal(suffix, target.includes("windows") ? ".exe" : undefined);
  }
  assert.ok(jobs.build?.steps.some(({ run }) => run?.startsWith(".ci/smoke ")));
});

Deno.test("the task that builds for other systems gives what the task that builds here gives", () => {
  const { compile, "compile-for": compileFor } = config.tasks;
  assert.equal(compile.command, `${compileFor.command} --output dist/lore main.ts`);
});

Deno.test({
  name: "the smoke check passes on lore, and says what is wrong with what is not",
  ignore: Deno.build.os === "windows",
  async fn(t) {
    using folder = temporaryFolder();
    const script = (name: string, text: string): string =>
      folder.write(name, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    const lore =
      `exec '${Deno.execPath()}' run -q --no-prompt -P=lore --config '${ROOT}deno.json' ` +
      `--frozen '${ROOT}main.ts' "$@"`;
    await t.step("lore", async () => {
      const { ok, stdout, stderr } = await runProgram(`${ROOT}.ci/smoke`, [script("lore", lore)]);
      assert.ok(ok, stderr);
      assert.match(stdout, /^ok: lore \d+\.\d+\.\d+\S*\n$/);
    });
    const broken: readonly [string, string, RegExp][] = [
      ["another version", "echo lore 0.0.0", /--version says "lore 0.0.0"/],
      ["no help", `case $1 in --help) ;; *) ${lore} ;; esac`, /--help does not name/],
      ["a failing demo", `case $2 in demo) exit 1 ;; *) ${lore} ;; esac`, /demo failed/],
      ["no refusal", `case $1 in no-*) ;; *) ${lore} ;; esac`, /exits with 0 instead of 2/],
    ];
    for (const [name, text, said] of broken) {
      await t.step(name, async () => {
        const { ok, stderr } = await runProgram(`${ROOT}.ci/smoke`, [script("broken", text)]);
        assert.ok(!ok);
        assert.match(stderr, said);
      });
    }
  },
});
