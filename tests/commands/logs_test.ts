import assert from "node:assert/strict";
import { logs } from "../../commands/logs.ts";
import { dayOf } from "../../lib/log/log_files.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { LogFolder } from "../support/log_folder.ts";

const HOUR_MS = 3_600_000;

/** Log files, and lore to read them at a time of their own. */
class Scene extends LogFolder {
  readonly host = new FakeHost({ LORE_DATA_DIR: this.dataDir, HOME: this.dataDir });
  /** When it is, Unix ms. */
  readonly now = this.host.clock.now();

  ask(...argv: string[]): Promise<LoreRun> {
    return runLore(["logs", ...argv], { commands: [logs], host: this.host });
  }

  /** The messages of the lines that fit, or the raw text of those that are none. */
  async messages(...argv: string[]): Promise<string[]> {
    const run = await this.ask("--robot", ...argv);
    this.host.terminal.out = "";
    return messagesOf(envelopeOf(run).data as Data);
  }
}

interface Data {
  readonly lines: readonly {
    readonly fields?: { readonly message: string };
    readonly raw?: string;
  }[];
  readonly foreign_lines: number;
  readonly truncated: boolean;
}

function messagesOf({ lines }: Data): string[] {
  return lines.map(({ fields, raw }) => fields?.message ?? raw ?? "");
}

/** `14:32:01` as a reader here sees it, with its day where that is another. */
function clockTime(time: number, now: number): string {
  const day = dayOf(time).name === dayOf(now).name ? "" : `${dayOf(time).name} `;
  return day + new Date(time).toTimeString().slice(0, 8);
}

async function twoDays(): Promise<Scene> {
  const scene = new Scene();
  const { now } = scene;
  await scene.log(
    { time: now - 50 * HOUR_MS, message: "Long ago", run: "0a0a0a0a" },
    { time: now - 3 * HOUR_MS, message: "Run started", run: "a1b2c3d4", level: "DEBUG" },
    { time: now - 2 * HOUR_MS, message: "Degraded", run: "a1b2c3d4", level: "WARN" },
    { time: now - HOUR_MS, message: "Request", target: "http", fields: { path: "/api/Ünits" } },
    {
      time: now - 1000,
      message: "Cannot read an item",
      run: "a1ffffff",
      level: "ERROR",
      target: "lore::sync::walk",
      fields: { iid: 7 },
    },
  );
  return scene;
}

Deno.test("logs shows lines like the terminal's, with the day of those of another day", async () => {
  using scene = await twoDays();
  const { code, out } = await scene.ask("-n", "5");
  const { now } = scene;
  const at = (hours: number): string => clockTime(now - hours * HOUR_MS, now);
  const chain = (id: string): string => `[sync{run_id=${id}}:ingest_issues{project=acme/web}]`;
  assert.equal(code, 0);
  assert.equal(
    out,
    `${at(50)} INFO  ${chain("0a0a0a0a")} Long ago
${at(3)} DEBUG ${chain("a1b2c3d4")} Run started
${at(2)} WARN  ${chain("a1b2c3d4")} Degraded
${at(1)} INFO  Request path=/api/Ünits
${clockTime(now - 1000, now)} ERROR ${chain("a1ffffff")} Cannot read an item iid=7
`,
  );
});

Deno.test("logs takes every filter, alone and together", async (t) => {
  using scene = await twoDays();
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["--run A1B2", ["Run started", "Degraded"]],
    ["--level warn", ["Degraded", "Cannot read an item"]],
    ["--level error", ["Cannot read an item"]],
    ["--target lore::sync::walk", ["Cannot read an item"]],
    ["--target http", ["Request"]],
    ["--target lore::syn", []],
    ["--since 90d --target lore::sync -n 2", ["Degraded", "Cannot read an item"]],
    ["--since 2h", ["Degraded", "Request", "Cannot read an item"]],
    ["--grep ÜNITS", ["Request"]],
    ['--grep degr|"iid":7', ["Degraded", "Cannot read an item"]],
    ["--run a1b2 --level warn", ["Degraded"]],
    ["-n 1", ["Cannot read an item"]],
  ];
  for (const [line, expected] of cases) {
    await t.step(line, async () => {
      assert.deepEqual(await scene.messages(...line.split(" ")), expected);
    });
  }
});

Deno.test("logs says whether there is more than it shows", async () => {
  using scene = await twoDays();
  const data = async (limit: string): Promise<Data> => {
    scene.host.terminal.out = "";
    return envelopeOf(await scene.ask("--robot", "-n", limit)).data as Data;
  };
  assert.equal((await data("4")).truncated, true);
  assert.equal((await data("5")).truncated, false);
});

Deno.test("logs --raw prints the lines as they are in the file", async () => {
  using scene = await twoDays();
  const { out } = await scene.ask("--raw", "--run", "a1b2");
  const file = [...Deno.readDirSync(scene.dir)].map(({ name }) =>
    Deno.readTextFileSync(`${scene.dir}/${name}`)
  ).join("");
  const lines = out.trimEnd().split("\n");
  assert.equal(lines.length, 2);
  for (const line of lines) assert.ok(file.includes(`${line}\n`));
});

Deno.test("torn and foreign lines survive and are counted", async () => {
  using scene = await twoDays();
  const [name] = [...Deno.readDirSync(scene.dir)].map(({ name }) => name).toSorted().reverse();
  assert.ok(name !== undefined);
  scene.append(name, '{"timestamp":"2026-01-15T11:59:59.000Z","level":"WARN","target":"lo\n');
  scene.append(name, '[1]\n\nplain \u001b[31mtext\n{"level":"WARN"}\nnull\n{"torn');
  scene.append("lore.notes.log", "no file of the log\n");
  const run = await scene.ask("--robot", "-n", "6");
  const data = envelopeOf(run).data as Data;
  assert.deepEqual(messagesOf(data), [
    '{"timestamp":"2026-01-15T11:59:59.000Z","level":"WARN","target":"lo',
    "[1]",
    "plain \u001b[31mtext",
    '{"level":"WARN"}',
    "null",
    '{"torn',
  ]);
  assert.equal(data.foreign_lines, 6);
  assert.equal(data.truncated, true);
  scene.host.terminal.out = "";
  const { out } = await scene.ask("-n", "4");
  scene.host.terminal.out = "";
  assert.ok(!out.includes("\u001b"), "nothing that steers a terminal");
  assert.match(out, /^plain .*text\n\{"level":"WARN"\}\nnull\n\{"torn\n$/);
  assert.deepEqual(await scene.messages("--level", "warn"), ["Degraded", "Cannot read an item"]);
});

Deno.test("logs of a run that is not there, or of several, are refused", async () => {
  using scene = await twoDays();
  const unknown = envelopeOf(await scene.ask("--robot", "--run", "beef"));
  assert.equal((unknown.error as { code: string }).code, "NOT_FOUND");
  scene.host.terminal.out = "";
  const several = envelopeOf(await scene.ask("--robot", "--run", "a1"));
  assert.deepEqual(several.error, {
    code: "USAGE",
    message: 'Several runs begin with "a1": a1b2c3d4, a1ffffff',
    hint: "Give more of the run id",
    actions: ["lore logs --run a1b2c3d4", "lore logs --run a1ffffff"],
    details: { run_ids: ["a1b2c3d4", "a1ffffff"] },
  });
});

Deno.test("logs without any file says so, and a broken regular expression is refused", async () => {
  using scene = new Scene();
  scene.host.terminal.stderrIsTerminal = true;
  const none = await scene.ask();
  assert.deepEqual([none.code, none.out], [0, ""]);
  assert.match(none.err, /No such line in /);
  assert.equal((await scene.ask("--grep", "(")).code, 2);
});

/** Follows, doing something at each time that it waits; interrupts where nothing is left to do. */
async function follow(
  scene: Scene,
  steps: readonly (() => void | Promise<void>)[],
  ...argv: string[]
): Promise<LoreRun> {
  const { clock } = scene.host;
  const left = [...steps];
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (ms, options) => {
    const step = left.shift();
    if (step === undefined) scene.host.interrupt();
    else await step();
    await sleep(ms, options);
  };
  return await scene.ask("--follow", ...argv);
}

Deno.test("logs --follow shows what comes, across midnight, and ends with 0", async () => {
  using scene = new Scene();
  const noon = new Date(scene.now);
  const midnight = new Date(noon.getFullYear(), noon.getMonth(), noon.getDate() + 1).getTime();
  await scene.log({ time: midnight - 3000, message: "Before" });
  const run = await follow(scene, [
    () => scene.log({ time: midnight - 1, message: "Last" }, { time: midnight, message: "First" }),
    () => {},
    // Two processes do not agree to the millisecond on when the day ends.
    () =>
      scene.log({ time: midnight - 2, message: "Late" }, { time: midnight + 1, message: "Next" }),
  ], "--robot");
  assert.deepEqual([run.code, run.err], [0, ""]);
  const envelopes = run.out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.ok(envelopes.every(({ ok }) => ok));
  assert.deepEqual(envelopes.map(({ data }) => messagesOf(data)), [
    ["Before"],
    ["Last", "First"],
    ["Late", "Next"],
  ]);
});

Deno.test("logs --follow waits for the end of a line, and filters what comes", async () => {
  using scene = new Scene();
  await scene.log({ time: scene.now, message: "Before", level: "WARN" });
  const [file] = [...Deno.readDirSync(scene.dir)];
  assert.ok(file !== undefined);
  const whole = Deno.readTextFileSync(`${scene.dir}/${file.name}`).replace(
    "Before",
    "In two writes",
  );
  scene.append(file.name, whole.slice(0, 30));
  const run = await follow(
    scene,
    [
      () => scene.append(file.name, whole.slice(30)),
      () => scene.log({ time: scene.now, message: "Unwanted", level: "INFO" }),
      () => scene.log({ time: scene.now, message: "Wanted", level: "ERROR" }),
    ],
    "--level",
    "warn",
    "--raw",
  );
  const messages = run.out.trimEnd().split("\n").map((line) => JSON.parse(line).fields.message);
  assert.deepEqual(messages, ["Before", "In two writes", "Wanted"]);
});

Deno.test("logs --follow starts over with a file that was written anew, and goes on without a folder", async () => {
  using scene = new Scene();
  const day = "lore.2026-01-15.log";
  const run = await follow(scene, [
    () => scene.append(day, "one\ntwo\n"),
    () => Deno.writeTextFileSync(`${scene.dir}/${day}`, "new\n"),
    () => Deno.removeSync(scene.dir, { recursive: true }),
  ]);
  assert.deepEqual([run.code, run.out], [0, "one\ntwo\nnew\n"]);
});

Deno.test("logs --follow ends when nobody reads any more", async () => {
  using scene = await twoDays();
  scene.host.terminal.stdoutIsBroken = true;
  const { code, err } = await scene.ask("--follow");
  assert.deepEqual([code, err, scene.host.clock.slept.length], [0, "", 0]);
});

Deno.test("logs goes back page by page, following meta.next to the first line", async () => {
  using scene = await twoDays();
  const all = await scene.messages("-n", "100");
  const seen: string[] = [];
  let line: string | undefined = "lore --robot logs --limit 2";
  for (let pages = 0; line !== undefined && pages < 10; pages++) {
    const run: LoreRun = await scene.ask("--robot", ...line.split(" ").slice(3));
    scene.host.terminal.out = "";
    const { data, meta } = envelopeOf(run) as { data: Data; meta: { next?: string } };
    seen.unshift(...messagesOf(data));
    line = meta.next;
  }
  assert.deepEqual(seen, all);
});

Deno.test("logs --follow refuses pages: what comes has none", async () => {
  using scene = await twoDays();
  const { code, err } = await scene.ask("--follow", "--offset", "2");
  assert.equal(code, 2);
  assert.match(err, /--follow takes no bounds/);
});
