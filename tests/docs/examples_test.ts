/** Every line that the documents tell people to type does what it says. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { commands } from "../../commands/mod.ts";
import { parseConfig } from "../../lib/config/parse.ts";
import { createDemoForge, FAULTS } from "../../lib/forge/demo/mod.ts";
import { remove } from "../../lib/platform/files.ts";
import { ROOT, ROOT_URL } from "../gate/deno_command.ts";
import { argumentsOf, exampleLines, linesOf, wordsOf } from "../support/examples.ts";
import { FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary_folder.ts";

/** Lines that are not run here, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "npx --yes deno@2.9.6 task demo": "runs as `lore demo` below, and in tests/e2e",
  "npx --yes deno@2.9.6 task test": "is what runs this",
  "export GITLAB_TOKEN=…": "sets a variable to what only its reader knows",
  "lore demo --serve --port 8080": "ends at Ctrl-C: tests/e2e/demo_serve_test.ts",
  "lore demo --serve --issues 10000 --latency 20": "ends at Ctrl-C",
  "lore logs --follow": "ends at Ctrl-C: tests/lib/explain",
  "lore init": "asks at a terminal",
  "lore reset": "asks at a terminal: tests/e2e/reset_terminal_test.ts",
};

/** Lines that end with another exit code than 0. */
const EXITS: Readonly<Record<string, number>> = {};

/** What stands in examples for what a reader has of their own. */
const STANDS_FOR = (home: Home): readonly (readonly [RegExp, string])[] => [
  [/\b(52fdfc07|52fd|a1b2)\b/, home.runId],
  [/\b5ca1ab1e\b/, home.surgicalRunId],
  [/\bgroup\/repo\b/, "acme/web"],
  [/\bteam\/\*/, "acme/*"],
  [/\balice\b/, "ada.okafor"],
  [/https:\/\/gitlab\.example\.com/, home.url],
];

/** A folder with a config and a mirror. */
interface Home {
  readonly folder: string;
  readonly url: string;
  readonly runId: string;
  /** A run that refreshed single items. */
  readonly surgicalRunId: string;
}

const TOKEN = "demo-token";

Deno.test("linesOf() finds what is to be typed, and nothing else", () => {
  const markdown =
    "Text\n\n```sh\nlore a  # why\ndeno run \\\n  x.ts\n```\n\n```console\n$ lore b\n" +
    "output\n```\n\n```ts\nlore\n```\n\n    lore c --d\n    not this\n    source <(lore e)\n";
  assert.deepEqual(linesOf(markdown), [
    "lore a",
    "deno run x.ts",
    "lore b",
    "lore c --d",
    "source <(lore e)",
  ]);
});

Deno.test("argumentsOf() reads a line as a shell does", () => {
  const cases: readonly [string, string[] | undefined][] = [
    [`lore search 'a b' "c" -n 3 | jq .data`, ["search", "a b", "c", "-n", "3"]],
    ["source <(lore completions bash)", ["completions", "bash"]],
    ["deno run -P=sync-status commands/sync_status.ts --run 1", ["sync-status", "--run", "1"]],
    ["npx --yes deno@2.9.6 task demo", undefined],
  ];
  for (const [line, argv] of cases) assert.deepEqual(argumentsOf(line), argv, line);
  assert.deepEqual(wordsOf(`--mode lexical '"exit code 137"'`).at(-1), '"exit code 137"');
});

Deno.test("every example of the documents and of --help runs", async (t) => {
  const forge = createDemoForge({ issues: 60, mergeRequests: 66, token: TOKEN });
  await using server = forge.serve({ port: 0 });
  using folder = temporaryFolder();
  const configure = (at: TemporaryFolder): void => {
    const source = { name: "demo", forge: "gitlab", url: server.url, token_env: "GITLAB_TOKEN" };
    const projects = ["acme/*"];
    at.write("lore.config.json", JSON.stringify({ sources: [{ ...source, projects }] }));
    at.write("lore.env", `GITLAB_TOKEN=${TOKEN}\n`, { mode: 0o600 });
  };
  configure(folder);
  const run = (argv: readonly string[], home: Pick<Home, "folder">) => {
    const host = new FakeHost(variablesOf(home.folder));
    host.fetch = forge.fetch;
    return runLore(argv, { commands, host });
  };
  const surgical = await run(["--robot", "sync", "--issue", "1", "-p", "acme/web"], {
    folder: folder.path,
  });
  // One answer never comes, so that there is a run to explain.
  const refused = FAULTS.refused(500, "Internal Server Error");
  forge.setFaults([{ match: /\/issues\/5\/discussions/, fault: refused }]);
  const synced = await run(["--robot", "sync"], { folder: folder.path });
  assert.equal(synced.code, 3, synced.out);
  forge.setFaults([]);
  const home: Home = {
    folder: folder.path,
    url: server.url,
    runId: JSON.parse(synced.out).meta.run_id,
    surgicalRunId: JSON.parse(surgical.out).meta.run_id,
  };
  const unused = new Set([...Object.keys(NOT_RUN), ...Object.keys(EXITS)]);
  for (const { place, line } of exampleLines(commands)) {
    if (unused.delete(line) && line in NOT_RUN) continue;
    await t.step(`${place}: ${line}`, async () => {
      const argv = argumentsOf(line)?.map((word) =>
        STANDS_FOR(home).reduce((text, [example, real]) => text.replace(example, real), word)
      );
      assert.ok(
        argv !== undefined,
        "It neither runs lore nor stands on the list of what is not run",
      );
      const command = commands.find(({ name }) => argv.includes(name));
      assert.ok(command !== undefined, "It names no command");
      const writes = command.permissions.some((each) => each.startsWith("write"));
      using own = writes ? copyOf(home.folder) : undefined;
      const at = own?.path ?? home.folder;
      // It is for those who have no config yet.
      if (command.name === "init") remove(join(at, "lore.config.json"));
      const { code, out, err } = writes && !command.changesStore
        ? await runAsProcess(argv, at)
        : await run(argv, { folder: at });
      assert.equal(code, EXITS[line] ?? 0, err + out);
      assert.ok(out !== "" || command.name === "logs", "It prints something");
      if (argv.includes("--robot")) assert.equal(JSON.parse(out).ok, true);
    });
  }
  assert.deepEqual([...unused], [], "Lines of the lists above that no document has");
});

Deno.test("a config that the documents show is one that lore takes", () => {
  const text = Deno.readTextFileSync(`${ROOT}README.md`);
  const shown = [...text.matchAll(/^```jsonc?\n(.*?)^```/gms)].map(([, config = ""]) => config);
  assert.ok(shown.length > 0);
  for (const config of shown) {
    const { sources } = parseConfig(config, { path: "/x/lore.config.json", home: "/x" }).config;
    assert.equal(sources[0]?.forge, "gitlab");
  }
});

Deno.test("a command that the documents speak of is one that there is", () => {
  const names = new Set(commands.map(({ name }) => name));
  for (const document of ["README.md", "CONTRIBUTING.md", "docs/architecture.md"]) {
    const text = Deno.readTextFileSync(`${ROOT}${document}`).replaceAll(/^```.*?^```/gms, "");
    for (const [, name = ""] of text.matchAll(/`lore ([a-z][\w-]*)/g)) {
      assert.ok(names.has(name), `${document}: lore ${name}`);
    }
  }
});

Deno.test("docs/architecture.md draws every folder of the code, and none that is gone", () => {
  const text = Deno.readTextFileSync(`${ROOT}docs/architecture.md`);
  const tree = /```text\nmain\.ts(.*?)```/s.exec(text)?.[1] ?? "";
  const library = tree.split("\n").filter((line) => line.startsWith("  ")).join("\n");
  const drawn = [...library.matchAll(/(?<=^ +|\w\/ )(\w+)\/(?= )/gm)].map(([, name]) => name);
  const folders = [...Deno.readDirSync(`${ROOT}lib`)].filter(({ isDirectory }) => isDirectory);
  assert.deepEqual(drawn.toSorted(), folders.map(({ name }) => name).toSorted());
});

function variablesOf(folder: string): Record<string, string> {
  return {
    HOME: folder,
    LORE_CONFIG: join(folder, "lore.config.json"),
    LORE_DATA_DIR: join(folder, "data"),
    GITLAB_TOKEN: TOKEN,
  };
}

function copyOf(folder: string): TemporaryFolder {
  const copy = temporaryFolder();
  for (const name of ["lore.config.json", "lore.env", "data/lore.db"]) {
    copy.write(name, "", name === "lore.env" ? { mode: 0o600 } : {});
    Deno.copyFileSync(join(folder, name), join(copy.path, name));
  }
  return copy;
}

/** What writes files where it is started must not be started here. */
async function runAsProcess(argv: readonly string[], folder: string): Promise<LoreRun> {
  const deno = ["run", "-q", "--no-prompt", "-P=lore", `--config=${ROOT}deno.json`, "--frozen"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...deno, `${ROOT_URL}main.ts`, ...argv],
    cwd: folder,
    env: { ...variablesOf(folder), NO_COLOR: "1", LORE_ROBOT: "", LORE_LOG: "", RUST_LOG: "" },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}
