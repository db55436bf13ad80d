import assert from "node:assert/strict";
import {
  type FileSpan,
  listTouches,
  threadsOnDiffs,
  touchedFiles,
  unlistedTouches,
} from "../../../lib/db/file_history.ts";
import {
  hasPathIn,
  namesOfPath,
  OPEN_AT,
  pathsIn,
  projectsAt,
} from "../../../lib/db/file_paths.ts";
import type { Reader } from "../../../lib/db/mod.ts";
import { saveProject } from "../../../lib/db/projects.ts";
import { mergedAt, tellMergeRequest } from "../../support/file_story.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { aProject } from "../../support/model.ts";
import { fullScans, plansOf } from "../../support/query_plan.ts";

/** Two projects that have a file of the same path, and one that was renamed. */
function mirrored(): Mirror & { readonly other: number } {
  const mirror = aMirror();
  const other = mirror.write((tx) => {
    const { sourceId } = mirror.scope;
    const webUrl = "https://forge.test/acme/web/docs";
    const projectId = saveProject(tx, sourceId, aProject({ id: 8, path: "acme/web/docs", webUrl }));
    const story: Readonly<Record<number, readonly string[]>> = {
      1: ["+src/a", "+src/b/c"],
      2: ["src/a>src/z"],
      3: ["src/z", "src/z2"],
    };
    for (const [iid, files] of Object.entries(story)) {
      tellMergeRequest(tx, mirror.scope, { iid: Number(iid), files });
    }
    const open = { state: "opened", mergedAt: null };
    const closed = { state: "closed", mergedAt: null, closedAt: mergedAt(2) };
    tellMergeRequest(tx, mirror.scope, { iid: 4, files: ["src/z"], change: open });
    tellMergeRequest(tx, mirror.scope, { iid: 5, files: ["src/z"], change: closed });
    tellMergeRequest(tx, { ...mirror.scope, projectId }, { iid: 1, files: ["src/a"] });
    return projectId;
  });
  return { ...mirror, other };
}

const ALL = { filter: { merged: false }, limit: 100, offset: 0 };

Deno.test("listTouches() finds a name in its project and span alone, newest first", async (t) => {
  using mirror = mirrored();
  const { database, scope: { projectId }, other } = mirror;
  const place = (iid: number) => ({ at: mergedAt(iid), iid });
  const z = { projectId, path: "src/z", from: null, until: null, depth: 0 };
  const cases: readonly (readonly [string, FileSpan, readonly number[]])[] = [
    ["always", z, [4, 3, 5, 2]],
    ["from one on, that one included", { ...z, from: place(3) }, [4, 3]],
    ["until one, that one left out", { ...z, until: place(3) }, [5, 2]],
    ["at one moment by number", { ...z, from: place(2), until: { at: mergedAt(2), iid: 5 } }, [2]],
    ["what is open comes last", { ...z, from: { at: OPEN_AT, iid: 0 } }, [4]],
    ["the old name of a rename", { ...z, path: "src/a" }, [2, 1]],
    ["in another project", { ...z, path: "src/a", projectId: other }, [1]],
  ];
  for (const [name, span, expected] of cases) {
    await t.step(name, () => {
      assert.deepEqual(listTouches(database, [span], ALL).map(({ iid }) => iid), expected);
    });
  }
  await t.step("several at once, each once", () => {
    const spans = [z, z, { ...z, path: "src/a" }, { ...z, path: "src/b/c" }];
    const found = listTouches(database, spans, ALL).map(({ iid }) => iid);
    assert.deepEqual(found, [4, 3, 5, 2, 1]);
    const page = listTouches(database, spans, { ...ALL, limit: 2, offset: 1 });
    assert.deepEqual(page.map(({ iid }) => iid), [3, 5]);
  });
  await t.step("filtered", () => {
    const listed = (filter: Parameters<typeof listTouches>[2]["filter"]) =>
      listTouches(database, [z], { ...ALL, filter }).map(({ iid }) => iid);
    assert.deepEqual(listed({ merged: true }), [3, 2]);
    assert.deepEqual(listed({ merged: false, since: mergedAt(3) }), [4, 3]);
    assert.deepEqual(listed({ merged: true, since: mergedAt(3) + 1 }), []);
  });
});

Deno.test("namesOfPath(), pathsIn() and hasPathIn() know old names, too, and each once", () => {
  using mirror = mirrored();
  const { database, scope: { projectId }, other } = mirror;
  const both = [{ projectId, path: "src/a" }, { projectId: other, path: "src/a" }];
  assert.deepEqual(namesOfPath(database, { path: "src/a" }).map((row) => ({ ...row })), both);
  assert.deepEqual(namesOfPath(database, { path: "src/a", projectIds: [other] }).length, 1);
  assert.deepEqual(namesOfPath(database, { path: "SRC/a" }), []);
  const paths = (prefix: string, projectIds?: readonly number[]) =>
    pathsIn(database, { prefix, projectIds }).map(({ path }) => path);
  assert.deepEqual(paths("src/", [projectId]), ["src/a", "src/b/c", "src/z", "src/z2"]);
  assert.deepEqual(paths("src/b/"), ["src/b/c"]);
  assert.deepEqual(paths(""), ["src/a", "src/a", "src/b/c", "src/z", "src/z2"]);
  assert.ok(hasPathIn(database, { prefix: "src/b/" }));
  assert.ok(hasPathIn(database, { prefix: "src/a", projectIds: [projectId] }));
  assert.ok(!hasPathIn(database, { prefix: "src/b/", projectIds: [other] }));
  assert.ok(!hasPathIn(database, { prefix: "src/a/" }));
});

Deno.test("projectsAt() takes the longest address that a page is below", () => {
  using mirror = mirrored();
  const at = (url: string) => projectsAt(mirror.database, url).map(({ projectId }) => projectId);
  const { projectId } = mirror.scope;
  assert.deepEqual(at("https://forge.test/acme/web/docs/-/blob/x"), [mirror.other, projectId]);
  assert.deepEqual(at("HTTPS://Forge.test/acme/web/-/blob/x"), [projectId]);
  assert.deepEqual(at("https://forge.test/acme/website/-/blob/x"), []);
});

Deno.test("a file's history is read by indexes", async (t) => {
  using mirror = mirrored();
  const { database, scope: { projectId } } = mirror;
  const span = {
    projectId,
    path: "src/a",
    from: null,
    until: { at: mergedAt(2), iid: 2 },
    depth: 0,
  };
  const merged = { merged: true, since: 1 };
  const questions: Readonly<Record<string, (reader: Reader) => unknown>> = {
    "listTouches()": (reader) => listTouches(reader, [span], { ...ALL, filter: merged }),
    "touchedFiles()": (reader) => touchedFiles(reader, [1]),
    "threadsOnDiffs()": (reader) => threadsOnDiffs(reader, [1]),
    "unlistedTouches()": (reader) =>
      unlistedTouches(reader, ["src/a"], { projectIds: [projectId], filter: merged }),
    "namesOfPath()": (reader) => namesOfPath(reader, { path: "src/a", projectIds: [projectId] }),
    "pathsIn()": (reader) => pathsIn(reader, { prefix: "src/" }),
    "hasPathIn()": (reader) => hasPathIn(reader, { prefix: "src/" }),
  };
  for (const [name, ask] of Object.entries(questions)) {
    await t.step(name, () => {
      const plans = plansOf(database, ask);
      // What was asked for, and what was found before: a few rows each.
      assert.deepEqual(fullScans(plans, ["s", "j", "n", "t", "p", "wanted", "json_each"]), []);
      const plan = plans.flat().join("\n");
      assert.doesNotMatch(plan, /AUTOMATIC/, plan);
      if (name === "listTouches()" || name === "namesOfPath()") {
        assert.match(plan, /SEARCH f USING INDEX merge_request_files_new \(new_path=\?\)/);
        assert.match(plan, /SEARCH f USING INDEX merge_request_files_old \(old_path=\?\)/);
      }
      if (name === "unlistedTouches()") {
        assert.match(plan, /merge_requests_cut/);
        assert.match(plan, /merge_requests_unfetched/);
      }
    });
  }
});
