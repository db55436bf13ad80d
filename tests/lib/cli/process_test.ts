/** The kernel in real processes: exit codes, signals, pipes and a terminal. @module */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { screenAfter } from "../../support/screen.ts";

const fixture = fileURLToPath(new URL("fixture_commands.ts", import.meta.url));
const denoArguments = ["run", "-q", "--frozen", "--no-prompt", "--allow-env", fixture];

function lore(args: readonly string[], env: Record<string, string> = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [...denoArguments, ...args],
    env: { LORE_ROBOT: "", NO_COLOR: "", FORCE_COLOR: "", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function outputOf(command: Deno.Command) {
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Runs lore at a terminal so many columns wide and returns all that the terminal was sent. */
async function atTerminal(line: string, columns: number): Promise<string> {
  const deno = [Deno.execPath(), ...denoArguments].map((word) => `'${word}'`).join(" ");
  const { out } = await outputOf(
    new Deno.Command("script", {
      args: ["-qec", `stty cols ${columns} rows 24; ${deno} ${line}`, "/dev/null"],
      env: { HURRIED: "1", LORE_ROBOT: "", NO_COLOR: "", FORCE_COLOR: "", TERM: "xterm" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }),
  );
  return out;
}

const hasScript = await new Deno.Command("sh", { args: ["-c", "command -v script stty"] })
  .output().then(({ success }) => success);

Deno.test("a process ends with the exit code of its result", async (t) => {
  const cases: [string[], number, string][] = [
    [["greet", "Ada"], 0, "Hello, Ada\n"],
    [["end", "partial"], 3, "ended partial\n"],
    [["end", "bug"], 70, ""],
    [["greet", "--bogus"], 2, ""],
  ];
  for (const [args, code, out] of cases) {
    await t.step(args.join(" "), async () => {
      const run = await outputOf(lore(args));
      assert.deepEqual([run.code, run.out], [code, out]);
    });
  }
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`a process that gets ${signal} stops its command and says so`, async () => {
    await using child = lore(["wait", "--robot"]).spawn();
    await seen(child.stderr, "waiting\n");
    child.kill(signal);
    const out = await new Response(child.stdout).text();
    const { code, signal: killedBy } = await child.status;
    assert.deepEqual([code, killedBy], [130, null]);
    const { ok, error, meta } = JSON.parse(out);
    assert.equal(ok, false);
    assert.equal(error.code, "INTERRUPTED");
    assert.match(meta.run_id, /^[0-9a-f]{8}$/);
  });
}

Deno.test("a second signal ends a process that does not stop", async () => {
  await using child = lore(["wait", "--stubborn", "-J"]).spawn();
  const errors = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  await until(errors, "waiting\n");
  child.kill("SIGINT");
  await until(errors, "aborted\n");
  child.kill("SIGINT");
  const { signal } = await child.status;
  assert.equal(signal, "SIGINT");
  await errors.cancel();
  await child.stdout.cancel();
});

Deno.test("a process whose reader leaves ends quietly with 0", async () => {
  await using child = lore(["greet", "Ada", "-n", "100000"]).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const err = await new Response(child.stderr).text();
  assert.deepEqual([(await child.status).code, err], [0, ""]);
});

Deno.test("colours follow --color and NO_COLOR", async (t) => {
  const cases: [string[], Record<string, string>, boolean][] = [
    [["end", "fail"], {}, false],
    [["end", "fail", "--color", "always"], {}, true],
    [["end", "fail"], { FORCE_COLOR: "1" }, true],
    [["end", "fail"], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ];
  for (const [args, env, coloured] of cases) {
    await t.step(`${args.join(" ")} ${JSON.stringify(env)}`, async () => {
      assert.equal((await outputOf(lore(args, env))).err.includes("\x1b["), coloured);
    });
  }
});

Deno.test({
  name: "a live bar at a terminal leaves ten log lines whole and no residue",
  ignore: !hasScript,
  async fn(t) {
    for (const columns of [80, 40, 30]) {
      await t.step(`${columns} columns`, async () => {
        const sent = await atTerminal("work", columns);
        assert.match(sent, /Ingest issues/, "the bar was never shown");
        if (columns >= 40) assert.match(sent, /36\/40/, "the name of the project hides the count");
        assert.ok(!sent.includes("\x1b[?25l"), "the cursor is hidden");
        const screen = screenAfter(sent, columns).map((row) => row.replace(/^[\d:]+ INFO +/, ""));
        const pages = Array.from({ length: 10 }, (_, index) => `Stored page=${index + 1}`);
        assert.deepEqual(screen, [...pages, "done", ""]);
      });
    }
  },
});

Deno.test({
  name: "neither -q nor --robot show progress at a terminal",
  ignore: !hasScript,
  async fn(t) {
    await t.step("-q", async () => {
      assert.equal(await atTerminal("-q work", 80), "done\r\n");
    });
    await t.step("-J", async () => {
      const sent = await atTerminal("-J work", 80);
      assert.doesNotMatch(sent, /Ingest issues|\p{Cc}\[J/u);
      assert.match(sent, /\r\n\{"ok":true,"data":"done".*\}\r\n$/);
    });
  },
});

/** Waits until a stream has said something, then lets it run on unread. */
async function seen(stream: ReadableStream<Uint8Array>, text: string): Promise<void> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  await until(reader, text);
  await reader.cancel();
}

async function until(reader: ReadableStreamDefaultReader<string>, text: string): Promise<void> {
  for (let read = ""; !read.includes(text);) {
    const { value, done } = await reader.read();
    assert.ok(!done, `the stream ended before it said ${JSON.stringify(text)}: ${read}`);
    read += value;
  }
}
