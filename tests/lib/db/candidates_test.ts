import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NAME_QUESTIONS, type NameQuestion, storedNames } from "../../../lib/db/candidates.ts";
import { NOON } from "../../support/model.ts";
import { API_LABELS, storeOfNames, WEB_LABELS } from "../../support/name_store.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("storedNames() finds names by their beginning, each once, and no more than asked for", async (t) => {
  using folder = temporaryFolder();
  storeOfNames(folder.path);
  const all = { prefix: "", limit: 100 };
  const cases: [NameQuestion, string[]][] = [
    [{ ...all, kind: "project" }, ["acme/api", "acme/web"]],
    [{ ...all, kind: "project", prefix: "acme/w" }, ["acme/web"]],
    [{ ...all, kind: "label" }, [...new Set([...API_LABELS, ...WEB_LABELS])].sort()],
    [{ ...all, kind: "label", prefix: "scope::" }, ["scope::big", "scope::small"]],
    [{ ...all, kind: "label", prefix: "🍀" }, ["🍀 easy"]],
    [{ ...all, kind: "label", prefix: "Bug" }, []],
    [{ ...all, kind: "label", prefix: "%" }, []],
    [{ ...all, kind: "label", project: "ACME/api" }, API_LABELS],
    [{ ...all, kind: "label", limit: 2 }, ["bug", "cache"]],
    [{ ...all, kind: "milestone" }, ["Version 2"]],
    [{ ...all, kind: "milestone", project: "acme/api" }, []],
    [{ ...all, kind: "user", prefix: "ada" }, ["ada", "adam"]],
    [{ ...all, kind: "run" }, ["a1ffffff", "a1b2c3d4"]],
    [{ ...all, kind: "run", prefix: "a1b" }, ["a1b2c3d4"]],
    [{ ...all, kind: "source" }, ["work"]],
    [{ ...all, kind: "file" }, ["README.md", "src/"]],
    [{ ...all, kind: "file", prefix: "s" }, ["src/"]],
    [{ ...all, kind: "file", prefix: "src" }, ["src/"]],
    [{ ...all, kind: "file", prefix: "src/" }, ["src/a b.ts", "src/lib.ts", "src/lib/"]],
    [{ ...all, kind: "file", prefix: "src/li", limit: 1 }, ["src/lib.ts"]],
    [{ ...all, kind: "file", prefix: "src/lib/" }, ["src/lib/x.ts", "src/lib/y.ts"]],
    [{ ...all, kind: "file", prefix: "src/lib.ts" }, ["src/lib.ts"]],
    [{ ...all, kind: "file", prefix: "nothing" }, []],
  ];
  for (const [question, expected] of cases) {
    await t.step(JSON.stringify(question), () => {
      const found = storedNames(join(folder.path, "lore.db"), question);
      assert.deepEqual(found.map(({ value }) => value), expected);
    });
  }
});

Deno.test("storedNames() tells a few words about a name, and when a run began", () => {
  using folder = temporaryFolder();
  storeOfNames(folder.path);
  const first = (kind: NameQuestion["kind"]) =>
    storedNames(join(folder.path, "lore.db"), { kind, prefix: "", limit: 1 })[0];
  assert.deepEqual(first("label"), { value: "bug", brief: "For bug", at: null });
  assert.deepEqual(first("user"), { value: "ada", brief: "ADA", at: null });
  assert.deepEqual(first("run"), { value: "a1ffffff", brief: "sync, running", at: NOON + 60_000 });
  assert.equal(first("milestone")?.brief, "active");
  assert.equal(first("source")?.brief, "https://forge.test");
});

Deno.test("storedNames() reads ranges of an index where a large store has many names", () => {
  using folder = temporaryFolder();
  storeOfNames(folder.path);
  using sqlite = new DatabaseSync(join(folder.path, "lore.db"), { readOnly: true });
  for (const kind of ["project", "user", "label", "file"] as const) {
    const plan = sqlite.prepare(`explain query plan ${NAME_QUESTIONS[kind]}`).all(
      kind === "label"
        ? { prefix: "a", end: "b", limit: 1, project: null }
        : { prefix: "a", end: "b", limit: 1 },
    ).map(({ detail }) => String(detail)).join("\n");
    assert.match(
      plan,
      /SEARCH (projects|users|l|f) USING (COVERING )?INDEX \w+ \(.*>\? AND .*<\?\)/,
    );
  }
});

Deno.test("storedNames() makes no store, and does not wait for one that is locked", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  const question = { kind: "label", prefix: "", limit: 1 } as const;
  assert.throws(() => storedNames(path, question), /unable to open/);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
  storeOfNames(folder.path);
  using other = new DatabaseSync(path);
  other.exec("pragma journal_mode = delete; begin exclusive");
  const start = performance.now();
  assert.throws(() => storedNames(path, question), /locked/);
  // SQLite by itself, as Deno sets it up, waits for 5 s.
  assert.ok(performance.now() - start < 2_500);
});
