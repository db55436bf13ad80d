/** What `lore sync` says, where, and how much of it the flags let through. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { atTerminal, hasScript } from "../support/at_terminal.ts";
import { type LogLine, loreHome, runLoreProcess } from "../support/lore_process.ts";
import { screenAfter } from "../support/screen.ts";

const RESULT = "2 projects: 6 issues, 3 merge requests, ";

function smallForge(latencyMs = 0, token = "demo-token"): DemoForge {
  return createDemoForge({ projects: 2, issues: 6, mergeRequests: 3, latencyMs, token });
}

/** What one sync of a new store says with these flags. */
async function syncWith(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  await using server = smallForge().serve({ port: 0 });
  using home = loreHome(server);
  const { code, out, err } = await runLoreProcess(home, ["sync", ...argv], { env });
  assert.equal(code, 0, err);
  return { out, lines: err.split("\n").filter((line) => line !== ""), logged: home.logLines() };
}

/** The lines of stderr with `--log-format json`. */
async function jsonLines(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly lines: LogLine[]; readonly logged: LogLine[] }> {
  const { lines, logged } = await syncWith([...argv, "--log-format", "json"], env);
  return { lines: lines.map((line) => JSON.parse(line)), logged };
}

/** Which levels of which side stand in lines. */
function levelsOf(lines: readonly LogLine[]): Record<"lore" | "others", string[]> {
  const of = (lore: boolean): string[] => {
    const chosen = lines.filter(({ target }) => target.startsWith("lore::") === lore);
    return [...new Set(chosen.map(({ level }) => level))].sort();
  };
  return { lore: of(true), others: of(false) };
}

Deno.test("-q leaves the result on stdout and nothing on stderr", async () => {
  const { out, lines } = await syncWith(["-q"]);
  assert.ok(out.startsWith(RESULT), out);
  assert.deepEqual(lines, []);
});

Deno.test("Log lines on stderr follow the flags, those in the file do not", async (t) => {
  const cases: readonly [string[], Record<string, string[]>][] = [
    [[], { lore: ["INFO"], others: [] }],
    [["-q"], { lore: [], others: [] }],
    [["-v"], { lore: ["DEBUG", "INFO"], others: [] }],
    [["-vv"], { lore: ["DEBUG", "INFO"], others: ["INFO"] }],
    [["-vvv"], { lore: ["DEBUG", "INFO", "TRACE"], others: ["DEBUG", "INFO"] }],
    [["-q", "-vvv"], { lore: [], others: [] }],
  ];
  for (const [argv, levels] of cases) {
    await t.step(argv.join(" ") || "no flags", async () => {
      const { lines, logged } = await jsonLines(argv);
      assert.deepEqual(levelsOf(lines), levels);
      assert.deepEqual(levelsOf(logged), { lore: ["DEBUG", "INFO"], others: [] });
    });
  }
});

Deno.test("-vv shows the chain of spans in brackets, and each request", async () => {
  const { lines } = await syncWith(["-vv"]);
  const spans = /^\d\d:\d\d:\d\d (DEBUG|INFO ) \[sync\{run_id=[0-9a-f]{8}\}/;
  for (const line of lines) assert.match(line, spans);
  const request =
    /\}:ingest_issues:fetch_pages\{project=acme\/web\}\] Request method=GET path=\S+\/issues /;
  assert.equal(lines.filter((line) => request.test(line)).length, 1);
});

Deno.test("RUST_LOG replaces the levels of both handlers, and LORE_LOG goes before it", async (t) => {
  const gitlab = { RUST_LOG: "lore::gitlab=trace" };
  await t.step("RUST_LOG", async () => {
    const { lines, logged } = await jsonLines(["-q"], gitlab);
    for (const where of [lines, logged]) {
      assert.ok(where.length > 10, `${where.length} lines`);
      assert.deepEqual([...new Set(where.map(({ target }) => target))], ["lore::gitlab"]);
      assert.ok(where.some(({ level }) => level === "TRACE"));
    }
  });
  await t.step("LORE_LOG", async () => {
    const { lines } = await jsonLines([], { ...gitlab, LORE_LOG: "http=info,off" });
    assert.deepEqual([...new Set(lines.map(({ target }) => target))], ["http"]);
  });
  await t.step("a directive that means nothing", async () => {
    const { out, lines } = await syncWith(["-q"], { RUST_LOG: "lore::gitlab=loud" });
    assert.ok(out.startsWith(RESULT));
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /RUST_LOG.*lore::gitlab=loud/);
  });
});

Deno.test("--log-format json puts whole log lines on stderr, and the result on stdout", async () => {
  const { out, lines } = await syncWith(["--log-format", "json"]);
  assert.ok(out.startsWith(RESULT), out);
  for (const line of lines) {
    const { timestamp, level, target, fields, span, spans }: LogLine = JSON.parse(line);
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual([level, target.startsWith("lore::")], ["INFO", true]);
    assert.equal(typeof fields.message, "string");
    assert.match(span?.run_id ?? "", /^[0-9a-f]{8}$/);
    assert.equal(spans?.[0]?.name, "sync");
  }
});

Deno.test("The token is in no output, log or store, whatever is logged", async () => {
  const token = "glpat-Zm9yLXRlc3RzLW9ubHk";
  await using server = smallForge(0, token).serve({ port: 0 });
  using home = loreHome(server);
  const env = { DEMO_TOKEN: token, LORE_LOG: "trace" };
  const { code, out, err } = await runLoreProcess(home, ["sync", "-vvv"], { env });
  assert.equal(code, 0, err);
  assert.match(err, / TRACE /);
  const files = ["data/lore.db", ...filesIn(home.path, "data/logs")];
  for (
    const text of [
      out,
      err,
      ...files.map((file) => Deno.readTextFileSync(join(home.path, file))),
    ]
  ) {
    assert.ok(!text.includes(token.slice(6)), text.slice(0, 200));
  }
});

function filesIn(root: string, folder: string): string[] {
  return [...Deno.readDirSync(join(root, folder))].map(({ name }) => `${folder}/${name}`);
}

Deno.test({
  name: "A sync at a terminal ends with the time of each stage; -q and --robot do without",
  ignore: !hasScript,
  async fn(t) {
    await using server = smallForge().serve({ port: 0 });
    await t.step("summary", async () => {
      using home = loreHome(server);
      const run = atTerminal(home, ["sync"], { columns: 160 });
      const screen = screenAfter(await run.sent, 160);
      assert.equal(await run.code, 0);
      const from = screen.findIndex((row) => row.startsWith("Sync complete in "));
      assert.ok(from > 0, screen.join("\n"));
      const seconds = String.raw`[\d.]+(s|ms)`;
      const rows = [
        `Sync complete in ${seconds}`,
        String.raw`  Ingest issues \.+ +${seconds} +\(6 items, \d+ discussions\)`,
        String.raw`  Ingest MRs \.+ +${seconds} +\(3 items, \d+ discussions\)`,
        String.raw`  Generate docs \.+ +${seconds} +\(\d+ documents\)`,
        String.raw`  Embed \.+ +${seconds} +\(\d+ chunks\)`,
        "",
      ];
      for (const [index, row] of rows.entries()) {
        assert.match(screen[from + index] ?? "", new RegExp(`^${row}$`));
      }
    });
    await t.step("-q", async () => {
      using home = loreHome(server);
      const run = atTerminal(home, ["sync", "-q"], { columns: 160 });
      const [result, ...rest] = screenAfter(await run.sent, 160);
      assert.ok(result?.startsWith(RESULT), result);
      assert.deepEqual(rest, [""]);
    });
    await t.step("--robot", async () => {
      using home = loreHome(server);
      const sent = await atTerminal(home, ["sync", "--robot"], { columns: 160 }).sent;
      assert.doesNotMatch(sent, /Sync complete|\p{Cc}\[J/u);
      assert.match(sent, /\r\n\{"ok":true,.*\}\r\n$/);
    });
  },
});
