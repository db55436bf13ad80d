import assert from "node:assert/strict";
import { coverageFacts } from "../../../lib/db/coverage.ts";
import { enqueue } from "../../../lib/db/dependents_queue.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import { type Database, openStore, type Transaction } from "../../../lib/db/mod.ts";
import { saveProject, saveSource } from "../../../lib/db/projects.ts";
import { saveUnparsed } from "../../../lib/db/unparsed_items.ts";
import type { ItemKind } from "../../../lib/model.ts";
import { aMergeRequest, anIssue, aProject, NOON } from "../../support/model.ts";
import { NotingReader, plansOf } from "../../support/query_plan.ts";

/** What is done to the items of one project, by number; 9 is left as it is. */
const DONE: Readonly<Record<number, string>> = {
  1: "discussions_at = null",
  2: "discussions_at = updated_at + 1",
  3: "notes_missing = 2",
  4: "notes_missing = 1, notes_hidden = 1",
};

/** A store with a project that lacks nothing between two that lack one thing of each kind. */
function makeStore(): Database {
  const database = openStore(":memory:", { mode: "write" });
  database.transaction((tx) => {
    const sourceId = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
    for (const [at, path] of ["acme/a", "acme/b", "acme/c"].entries()) {
      const projectId = saveProject(tx, sourceId, aProject({ id: at + 1, path }));
      fill(tx, { projectId, sourceId, serverTime: NOON }, path !== "acme/b");
    }
  });
  return database;
}

function fill(
  tx: Transaction,
  scope: { readonly projectId: number; readonly sourceId: number; readonly serverTime: number },
  lacking: boolean,
): void {
  const { projectId } = scope;
  for (const [kind, table] of [["issue", "issues"], ["merge_request", "merge_requests"]] as const) {
    for (const iid of [1, 2, 3, 4, 5, 6, 9]) {
      const id = projectId * 100 + iid;
      const saved = kind === "issue"
        ? saveIssue(tx, scope, anIssue(iid, { id }))
        : saveMergeRequest(tx, scope, aMergeRequest(iid, { id }));
      if (lacking && iid === 5) {
        const item = { kind, id: saved.id };
        enqueue(tx, projectId, { item, iid, jobs: ["discussions"], runId: null });
      }
    }
    tx.run(
      `update ${table} set discussions_at = updated_at + 70000 where project_id = ?`,
      projectId,
    );
    if (!lacking) continue;
    for (const [iid, change] of Object.entries(DONE)) {
      tx.run(`update ${table} set ${change} where project_id = ? and iid = ?`, projectId, iid);
    }
    unreadable(tx, { projectId, kind });
  }
  const files = "update merge_requests set files_at = 1, files_complete =";
  tx.run(`${files} 1 where project_id = ?`, projectId);
  if (lacking) tx.run(`${files} 0 where project_id = ? and iid = 6`, projectId);
}

function unreadable(
  tx: Transaction,
  where: { readonly projectId: number; readonly kind: ItemKind },
): void {
  const seen = { runId: "a1b2c3d4", now: NOON, walkFrom: null };
  const message = "not a number";
  saveUnparsed(tx, { ...where, what: "item", iid: 7, path: "id", message }, seen);
  saveUnparsed(tx, { ...where, what: "item", iid: null, path: "iid", message }, seen);
  saveUnparsed(tx, { ...where, what: "discussions", iid: 8, path: "notes", message }, seen);
}

Deno.test("coverageFacts() tells of each project and kind what is lacking, and whose it is", () => {
  using database = makeStore();
  const of = (...iids: number[]) => ({ items: iids.length, iids });
  for (const facts of coverageFacts(database)) {
    const { project, kind } = facts;
    const lacks = (...iids: number[]) => project === "acme/b" ? of() : of(...iids);
    const why = (text: string) => project === "acme/b" ? null : text;
    assert.partialDeepStrictEqual(facts, {
      stored: 7,
      neverFetched: lacks(1),
      unsettled: lacks(2),
      notesMissing: lacks(3),
      notesHidden: lacks(4),
      queued: { ...lacks(5), why: null },
      cutFiles: kind === "issue" ? of() : lacks(6),
      unparsed: {
        ...lacks(7),
        why: why("id: not a number"),
        nameless: project === "acme/b" ? 0 : 1,
      },
      unparsedParts: { ...lacks(8), why: why("notes: not a number") },
    }, `${project} ${kind}`);
  }
});

Deno.test("coverageFacts() asks for numbers only where something is lacking", () => {
  using database = makeStore();
  const questions = (projectId: number): number => {
    const reader = new NotingReader(database);
    coverageFacts(reader, { projectIds: [projectId] });
    return reader.asked.length;
  };
  // The project, what there is of either kind, and the walks of both.
  assert.equal(questions(2), 5);
  assert.ok(questions(1) > 15);
});

Deno.test("coverageFacts() finds out what is lacking by an index of each question", () => {
  using database = makeStore();
  const steps = plansOf(database, (reader) => coverageFacts(reader, { projectIds: [2] })).flat()
    .filter((step) => /^(SCAN|SEARCH) [ix]\b/.test(step));
  for (const step of steps) assert.match(step, /^SEARCH . USING (COVERING )?INDEX /);
  for (const table of ["issues", "merge_requests"]) {
    for (const what of ["unfetched", "unsettled_discussions", "notes_missing", "notes_hidden"]) {
      assert.ok(steps.some((step) => step.includes(` ${table}_${what} `)), `${table} ${what}`);
    }
  }
  assert.ok(steps.some((step) => step.includes(" merge_requests_cut ")));
});
