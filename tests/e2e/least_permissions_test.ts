/** What `lore permissions` prints is enough for each command, and nothing of it can be left out. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { commands } from "../../commands/mod.ts";
import type { Command } from "../../lib/cli/mod.ts";
import { flagFor } from "../../lib/permissions/flags.ts";
import { listPermissions } from "../../lib/permissions/list_permissions.ts";
import { quoted } from "../../lib/quoted.ts";
import {
  inTurns,
  type LeastHome,
  leastHome,
  type LeastRun,
  runUnder,
  type Servers,
  startServers,
} from "../support/least_flags.ts";

/** How a command is tried. */
interface Trial {
  /** What follows its name, such that it needs everything that it declares; PATH is a path in FOLDER. */
  readonly argv: readonly string[] | ((servers: Servers) => readonly string[]);
  /** In a home without store and logs. */
  readonly fresh?: boolean;
  /** How many forges its config names; two by default. */
  readonly forges?: number;
}

/** Every command has its line here: one that is missing fails the test. */
const TRIALS: Readonly<Record<string, Trial>> = {
  // Only what is new is embedded.
  sync: { argv: [], fresh: true },
  ingest: { argv: ["issues"], fresh: true },
  "generate-docs": { argv: ["--full"] },
  embed: { argv: ["--full"] },
  search: { argv: ["--mode", "semantic", "login"] },
  issues: { argv: [] },
  mrs: { argv: [] },
  threads: { argv: [] },
  "file-history": { argv: ["*"] },
  "sync-status": { argv: [] },
  coverage: { argv: [] },
  stats: { argv: [] },
  explain: { argv: [] },
  logs: { argv: [] },
  doctor: { argv: [] },
  backup: { argv: ["PATH"] },
  reset: { argv: ["--yes"] },
  permissions: { argv: ["sync"] },
  completions: { argv: ["bash"] },
  "robot-docs": { argv: [] },
  demo: { argv: [] },
  init: {
    argv: ({ urls: [url = ""] }) => [
      ...["--yes", "--force", "--url", url, "--token-env", "FORGE0_TOKEN"],
      ...["--project", "acme/*"],
    ],
    forges: 1,
  },
};

/** The flags of a command in a home, by kind. */
async function leastFlags(
  command: Command,
  home: LeastHome,
): Promise<Map<string, readonly string[]>> {
  const { configPath, variables } = home;
  const environment = (name: string): string | undefined => variables[name] ?? Deno.env.get(name);
  const { commands: [access] } = await listPermissions([command], {
    flag: configPath,
    environment,
  });
  assert.ok(access !== undefined);
  const kinds = new Map<string, readonly string[]>();
  for (const { kind, values } of access.kinds) {
    const exact = values.map((value) => givenBy(value, home));
    kinds.set(kind, [...kinds.get(kind) ?? [], ...exact]);
  }
  return kinds;
}

function flagsOf(kinds: ReadonlyMap<string, readonly string[]>): string[] {
  return [...kinds].filter(([, values]) => values.length > 0)
    .map(([kind, values]) => flagFor(kind, values));
}

function trialOf({ name }: Command): Trial {
  const trial = TRIALS[name];
  assert.ok(trial !== undefined, `Say in TRIALS how "${name}" is tried`);
  return trial;
}

/** Where commands are tried. */
interface Scene {
  readonly servers: Servers;
  /** Whose store and logs they get; none where it is not there. */
  readonly synced?: LeastHome;
  /** Whether config and data are where lore looks for them, named by no flag. */
  readonly usual?: boolean;
}

/** What PATH and FOLDER stand for in words of a spec and of a trial; any other word for itself. */
function givenBy(word: string, { folder }: LeastHome): string {
  const given = join(folder.path, "given");
  Deno.mkdirSync(given, { recursive: true });
  return { PATH: join(given, "file"), FOLDER: given }[word] ?? word;
}

/** A home for a trial, and what is typed there. */
function setUp(
  command: Command,
  { servers, synced, usual }: Scene,
): { readonly home: LeastHome; readonly argv: readonly string[] } {
  const { argv, fresh, forges } = trialOf(command);
  const home = leastHome(servers, { like: fresh ? undefined : synced, forges, usual });
  const words = typeof argv === "function" ? argv(servers) : argv;
  return { home, argv: words.map((word) => givenBy(word, home)) };
}

/** A home with what one sync left behind. */
async function syncedHome(servers: Servers): Promise<LeastHome> {
  const home = leastHome(servers);
  const sync = commands.find(({ name }) => name === "sync");
  assert.ok(sync !== undefined);
  const flags = flagsOf(await leastFlags(sync, home));
  const { code, envelope } = await runUnder(flags, { name: "sync", argv: [], home });
  assert.equal(code, 0, JSON.stringify(envelope));
  return home;
}

Deno.test("each command runs under exactly the flags that lore permissions prints", async () => {
  await using servers = startServers();
  using synced = await syncedHome(servers);
  const failures: string[] = [];
  await inTurns(commands, 2, async (command) => {
    const { home: made, argv } = setUp(command, { servers, synced });
    using home = made;
    const flags = flagsOf(await leastFlags(command, home));
    const run = await runUnder(flags, { name: command.name, argv, home });
    if (run.code !== 0) failures.push(describe(`${command.name} under ${flags.join(" ")}`, run));
    else if (run.err.includes("warning:")) failures.push(`${command.name} warns: ${run.err}`);
  });
  assert.deepEqual(failures, []);
});

/** Stands for the home, which is another one each time. */
const HOME = "<home>";

/** One thing that is not allowed, and with what the rest is. */
interface Removal {
  readonly command: Command;
  readonly kind: string;
  /** With {@link HOME} in paths; undefined where the whole flag is gone. */
  readonly value: string | undefined;
}

Deno.test("without any one of these flags or values a command names it and exits with 4", async () => {
  await using servers = startServers();
  using synced = await syncedHome(servers);
  assert.deepEqual(await removalFailures(commands, { servers, synced }), []);
});

Deno.test("so it is where config and data are in their usual places, too", async () => {
  await using servers = startServers();
  const few = commands.filter(({ name }) => ["sync", "doctor", "permissions"].includes(name));
  assert.deepEqual(await removalFailures(few, { servers, usual: true }), []);
});

/** What is wrong with the answers of commands that are denied one thing after the other. */
async function removalFailures(tried: readonly Command[], scene: Scene): Promise<string[]> {
  const removals: Removal[] = [];
  for (const command of tried) {
    using home = setUp(command, { ...scene, synced: undefined }).home;
    for (const [kind, values] of await leastFlags(command, home)) {
      const each = values.map((value) => value.replace(home.folder.path, HOME));
      removals.push(...each.map((value) => ({ command, kind, value })));
      if (values.length > 1) removals.push({ command, kind, value: undefined });
    }
  }
  const failures: string[] = [];
  await inTurns(removals, 2, async (removal) => {
    failures.push(...await failuresWithout(removal, scene));
  });
  return failures;
}

async function failuresWithout(
  { command, kind, value }: Removal,
  scene: Scene,
): Promise<string[]> {
  const { home: made, argv } = setUp(command, scene);
  using home = made;
  const kinds = await leastFlags(command, home);
  const here = value?.replace(HOME, home.folder.path);
  const all = kinds.get(kind) ?? [];
  kinds.set(kind, here === undefined ? [] : all.filter((each) => each !== here));
  const run = await runUnder(flagsOf(kinds), { name: command.name, argv, home });
  const { error } = run.envelope;
  // doctor looks on and names all that is missing of a kind; the others name what they met first.
  const wanted = here === undefined ? [...all.map((each) => [each]), all] : [[here]];
  const hints = wanted.map((values) => `Run again with ${quoted(flagFor(kind, values))}`);
  const isRefused = run.code === 4 && error?.code === "PERMISSION_DENIED";
  if (isRefused && hints.includes(error.hint ?? "")) return [];
  return [describe(`${command.name} without ${kind} ${here ?? "at all"}`, run)];
}

function describe(what: string, { code, envelope, err }: LeastRun): string {
  const said = JSON.stringify(envelope.error ?? "no error");
  return `${what}: exit ${code}, ${said} ${err}`.trim();
}
