import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import plugin from "./layers.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What the plugin says about a file of the project, as `rule: message`. */
function lint(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, join(ROOT, path), source)
    .map(({ id, message }) => `${id}: ${message}`);
}

Deno.test("layers lets imports point down", async (t) => {
  const cases: [path: string, imports: string][] = [
    ["mod.ts", "./commands/mod.ts"],
    ["commands/mod.ts", "./sync.ts"],
    ["commands/sync.ts", "../lib/cli/mod.ts"],
    ["commands/sync.ts", "../lib/sync/mod.ts"],
    ["lib/cli/execute.ts", "../config/mod.ts"],
    ["lib/sync/pipeline.ts", "../db/mod.ts"],
    ["lib/sync/pipeline.ts", "../forge/port.ts"],
    ["lib/sync/search_stages.ts", "../embedding/mod.ts"],
    ["lib/search/lexical.ts", "../db/mod.ts"],
    ["lib/forge/gitlab/walk.ts", "../http/stack.ts"],
    ["lib/db/open.ts", "../../migrations/mod.ts"],
    ["lib/db/open.ts", "node:sqlite"],
    ["lib/log/logger.ts", "../spans/context.ts"],
    ["lib/platform/files.ts", "../errors.ts"],
    ["lib/config/schema.ts", "zod"],
    ["tests/lib/db/open_test.ts", "../../../lib/db/open.ts"],
  ];
  for (const [path, imported] of cases) {
    await t.step(`${path} imports ${imported}`, () => {
      assert.deepEqual(lint(path, `import { x } from "${imported}"; x();`), []);
    });
  }
  await t.step("a command run alone loads the list of all, lazily", () => {
    assert.deepEqual(lint("commands/demo.ts", 'await import("./mod.ts");'), []);
  });
});

Deno.test("layers rejects imports that point up or sideways", async (t) => {
  const cases: [path: string, imports: string, problem: string][] = [
    ["lib/db/open.ts", "../forge/port.ts", "db may not import forge"],
    ["lib/forge/port.ts", "../db/mod.ts", "forge may not import db"],
    ["lib/config/load.ts", "../db/mod.ts", "config may not import db"],
    ["lib/platform/files.ts", "../log/mod.ts", "platform may not import log"],
    ["lib/errors.ts", "./platform/clock.ts", "errors may not import platform"],
    ["lib/log/mod.ts", "../config/mod.ts", "log may not import config"],
    ["lib/sync/pipeline.ts", "../cli/mod.ts", "sync may not import cli"],
    ["lib/documents/issue.ts", "../sync/mod.ts", "documents may not import sync"],
    ["lib/cli/execute.ts", "../sync/mod.ts", "cli may not import sync"],
    ["lib/cli/main.ts", "../../commands/mod.ts", "cli may not import commands"],
    ["lib/cli/main.ts", "../../mod.ts", "cli may not import mod"],
    ["commands/sync.ts", "../mod.ts", "commands may not import mod"],
    ["commands/sync.ts", "./ingest.ts", "commands do not import each other"],
    ["commands/sync.ts", "./mod.ts", "commands do not import each other"],
    ["lib/sync/walk.ts", "../../tests/support/model.ts", "is no part of the program"],
    ["lib/sync/walk.ts", "../../migrations/mod.ts", "is no part of the program"],
    ["lib/sync/walk.ts", "node:sqlite", "SQL is written in lib/db only"],
    ["lib/newcomer/x.ts", "../errors.ts", "has no place in tests/lint/layers.ts"],
  ];
  for (const [path, imported, problem] of cases) {
    await t.step(`${path} imports ${imported}`, () => {
      const forms = [
        `import { x } from "${imported}"; x();`,
        `import type { X } from "${imported}"; export type Y = X;`,
        `export { x } from "${imported}";`,
        `export * from "${imported}";`,
      ];
      for (const form of forms) {
        const found = lint(path, form);
        assert.equal(found.length, 1, form);
        assert.match(found[0] ?? "", /^lore\/layers: /);
        assert.ok(found[0]?.includes(problem), found[0]);
      }
    });
  }
  await t.step("lazily too", () => {
    const found = lint("lib/db/open.ts", 'await import("../forge/port.ts");');
    assert.deepEqual(found, ["lore/layers: db may not import forge"]);
  });
});

Deno.test("platform-only keeps time, timers, network and Deno out of everything else", async (t) => {
  const cases: [source: string, what: string][] = [
    ["Date.now();", "Date.now"],
    ['Date["now"]();', "Date.now"],
    ["new Date();", "new Date() without a time"],
    ["performance.now();", "performance.now"],
    ["setTimeout(() => {}, 1);", "setTimeout"],
    ["setInterval(() => {}, 1);", "setInterval"],
    ["globalThis.setTimeout(() => {}, 1);", "setTimeout"],
    ['fetch("https://forge.test");', "fetch"],
    ['globalThis.fetch("https://forge.test");', "fetch"],
    ['Deno.readTextFileSync("x");', "Deno.readTextFileSync"],
    ['Deno.env.get("X");', "Deno.env"],
    ["globalThis.Deno.pid;", "Deno.pid"],
    ["export const f = (e: unknown) => e instanceof Deno.errors.NotFound;", "Deno.errors"],
  ];
  for (const [source, what] of cases) {
    await t.step(source, () => {
      const expected = [`lore/platform-only: ${what} is used in lib/platform only`];
      for (const path of ["lib/sync/walk.ts", "commands/sync.ts", "mod.ts"]) {
        assert.deepEqual(lint(path, source), expected, path);
      }
      assert.deepEqual(lint("lib/platform/clock.ts", source), []);
      assert.deepEqual(lint("tests/lib/sync/walk_test.ts", source), []);
    });
  }
});

Deno.test("platform-only lets pass what only looks like it", async (t) => {
  const cases = [
    "new Date(5);",
    "export function f(clock: { now(): number }) { return clock.now(); }",
    "export function f(fetch: (r: Request) => void, r: Request) { fetch(r); }",
    "export function f({ fetch }: { fetch(r: Request): void }, r: Request) { fetch(r); }",
    "export function f(app: { fetch(r: Request): void }, r: Request) { app.fetch(r); }",
    "export function f(go: () => void) { const fetch = go; fetch(); }",
    'import { fetch } from "../platform/fetch.ts"; fetch();',
    "export function f(file: Deno.FsFile): Deno.errors.NotFound | Deno.FsFile { return file; }",
    "if (import.meta.main) { await Promise.resolve(); }",
  ];
  for (const source of cases) {
    await t.step(source, () => assert.deepEqual(lint("lib/sync/walk.ts", source), []));
  }
});

Deno.test("no-exit rejects Deno.exit everywhere, the platform included", () => {
  for (const path of ["lib/platform/environment.ts", "tests/gate/ok.ts"]) {
    const found = lint(path, "Deno.exit(1);");
    assert.deepEqual(found, ["lore/no-exit: Deno.exit skips `using` and loses the run's record"]);
  }
});
