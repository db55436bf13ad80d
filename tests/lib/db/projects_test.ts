import assert from "node:assert/strict";
import {
  labelId,
  markRefreshed,
  milestoneId,
  projectById,
  projectByPath,
  renameProject,
  saveLabels,
  saveProject,
  saveProjectPath,
  saveSource,
} from "../../../lib/db/projects.ts";
import type { Label, Milestone } from "../../../lib/model.ts";
import { aMirror } from "../../support/mirror.ts";
import { aProject, NOON } from "../../support/model.ts";

const BUG: Label = { id: 5, name: "bug", color: "#f00", description: "Broken" };
const RELEASE: Milestone = {
  id: 31,
  iid: 1,
  title: "1.0",
  description: null,
  state: "active",
  startDate: null,
  dueDate: "2026-02-01",
  webUrl: null,
  createdAt: NOON,
  updatedAt: NOON,
};

/** A label as an item names it. */
function named(name: string): Label {
  return { id: null, name, color: null, description: null };
}

Deno.test("saveSource() knows a source by its name and takes a new address", () => {
  using mirror = aMirror();
  const moved = { name: "work", forge: "gitlab", url: "https://moved.test" };
  assert.equal(mirror.write((tx) => saveSource(tx, moved)), mirror.scope.sourceId);
  assert.deepEqual(mirror.column("select url from sources"), ["https://moved.test"]);
});

Deno.test("saveProject() follows a rename, and the old path still leads to the project", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  const renamed = aProject({ path: "acme/site", name: "site" });
  assert.equal(mirror.write((tx) => saveProject(tx, sourceId, renamed)), projectId);
  const paths = ["acme/web", "acme/site"];
  for (const path of paths) {
    const found = projectByPath(mirror.database, sourceId, path);
    assert.deepEqual([found?.id, found?.path], [projectId, "acme/site"], path);
  }
  assert.deepEqual(mirror.column("select name from projects"), ["site"]);
});

Deno.test("saveProject() lets a path lead to the project that has it now", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  const other = mirror.write((tx) => {
    saveProject(tx, sourceId, aProject({ path: "acme/old-web" }));
    return saveProject(tx, sourceId, aProject({ id: 8, path: "acme/web" }));
  });
  assert.notEqual(other, projectId);
  assert.equal(projectByPath(mirror.database, sourceId, "acme/web")?.id, other);
  assert.equal(projectByPath(mirror.database, sourceId, "acme/old-web")?.id, projectId);
});

Deno.test("saveProject() changes nothing about how fresh a project is", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  assert.equal(projectById(mirror.database, projectId)?.refreshedAt, null);
  mirror.write((tx) => markRefreshed(tx, projectId, NOON));
  mirror.write((tx) => saveProject(tx, sourceId, aProject({ archived: true })));
  assert.equal(projectById(mirror.database, projectId)?.refreshedAt, NOON);
  assert.deepEqual(mirror.column("select archived from projects"), [1]);
});

Deno.test("saveProjectPath() makes another name of a project, in one source only", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  const other = mirror.write((tx) => {
    saveProjectPath(tx, sourceId, { path: "legacy/web", projectId });
    return saveSource(tx, { name: "oss", forge: "github", url: "https://other.test" });
  });
  assert.equal(projectByPath(mirror.database, sourceId, "legacy/web")?.id, projectId);
  assert.equal(projectByPath(mirror.database, other, "legacy/web"), undefined);
  assert.equal(projectByPath(mirror.database, sourceId, "acme/nothing"), undefined);
});

Deno.test("renameProject() gives a project a new path and keeps the old one as a way to it", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  const stored = projectById(mirror.database, projectId);
  assert.ok(stored !== undefined);
  mirror.write((tx) => renameProject(tx, stored, "acme/site"));
  assert.equal(projectByPath(mirror.database, sourceId, "acme/web")?.path, "acme/site");
  assert.equal(projectByPath(mirror.database, sourceId, "acme/site")?.id, projectId);
});

Deno.test("labelId() keeps what is known of a label when an item only names it", async (t) => {
  const orders: Record<string, readonly Label[]> = {
    "named after known": [BUG, named("bug")],
    "named before known": [named("bug"), BUG],
    "named, known, named": [named("bug"), BUG, named("bug")],
  };
  for (const [name, labels] of Object.entries(orders)) {
    for (const remembering of [true, false]) {
      await t.step(`${name}, ${remembering ? "in one" : "in several"} connections`, () => {
        using mirror = aMirror();
        const keys = labels.map((label) =>
          mirror.write((tx) => {
            if (!remembering) tx.remembered(`labels:${mirror.scope.projectId}`).clear();
            return labelId(tx, mirror.scope.projectId, label);
          })
        );
        assert.equal(new Set(keys).size, 1);
        assert.deepEqual(mirror.rows("select forge_id, name, color, description from labels"), [
          { forge_id: 5, name: "bug", color: "#f00", description: "Broken" },
        ]);
      });
    }
  }
});

Deno.test("saveLabels() takes new colours and descriptions, and keeps labels that are not listed", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  const docs = { id: 6, name: "docs", color: "#0f0", description: null };
  mirror.write((tx) => saveLabels(tx, projectId, [BUG, docs]));
  mirror.write((tx) => saveLabels(tx, projectId, [{ ...BUG, color: "#00f", description: null }]));
  assert.deepEqual(mirror.rows("select name, color, description from labels order by name"), [
    { name: "bug", color: "#00f", description: null },
    { name: "docs", color: "#0f0", description: null },
  ]);
});

Deno.test("labelId() keeps labels of the same name in different projects apart", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  const keys = mirror.write((tx) => {
    const other = saveProject(tx, sourceId, aProject({ id: 8, path: "acme/api" }));
    return [labelId(tx, projectId, BUG), labelId(tx, other, BUG)];
  });
  assert.notEqual(keys[0], keys[1]);
});

Deno.test("milestoneId() gives a milestone one key and takes its changes", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  const keys = mirror.write((tx) => [
    milestoneId(tx, projectId, RELEASE),
    milestoneId(tx, projectId, RELEASE),
    milestoneId(tx, projectId, { ...RELEASE, state: "closed", updatedAt: NOON + 1 }),
  ]);
  assert.equal(new Set(keys).size, 1);
  assert.deepEqual(mirror.rows("select title, state, due_date, updated_at from milestones"), [
    { title: "1.0", state: "closed", due_date: "2026-02-01", updated_at: NOON + 1 },
  ]);
  const moved = {
    ...RELEASE,
    state: "closed",
    updatedAt: NOON + 2,
    webUrl: "https://forge.test/m",
  };
  mirror.write((tx) => milestoneId(tx, projectId, moved));
  assert.deepEqual(mirror.column("select web_url from milestones"), ["https://forge.test/m"]);
  assert.equal(mirror.write((tx) => milestoneId(tx, projectId, null)), null);
});
