import assert from "node:assert/strict";
import { markEverythingDirty } from "../../../lib/db/documents.ts";
import { type ItemReferences, type Reference, referencesOf } from "../../../lib/db/references.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { projectById, renameProject, saveProject, saveSource } from "../../../lib/db/projects.ts";
import { aLibrary, type Library, RUN } from "../../support/documents.ts";
import { anIssue, aNote, aProject, NOON } from "../../support/model.ts";
import { fullScans, plansOf } from "../../support/query_plan.ts";

type Kind = "issue" | "merge_request";

/** `closes acme/web#12 by description`. */
function line({ relation, project, kind, iid, source }: Reference): string {
  return `${relation} ${project}${kind === "issue" ? "#" : "!"}${iid} by ${source}`;
}

function lines({ outgoing, incoming }: ItemReferences): string[] {
  return [...outgoing.map((one) => `→ ${line(one)}`), ...incoming.map((one) => `← ${line(one)}`)];
}

async function told(library: Library, kind: Kind, id: number): Promise<string[]> {
  await library.generate();
  return lines(referencesOf(library.database, { kind, id }));
}

let notes = 0;

function note(library: Library, kind: Kind, id: number, body: string, system = true): number {
  const noteId = 100 + ++notes;
  return library.discussion({ kind, id }, `d${noteId}`, [
    aNote(noteId, { body, system, createdAt: NOON + noteId }),
  ]);
}

Deno.test("referencesOf() tells both ends what a text says, with what is known of the other", async () => {
  using library = aLibrary();
  const issue = library.issue(12, { title: "Login fails" });
  const mr = library.mergeRequest(34, {
    description: "Closes #12, see other/p!5",
    state: "merged",
  });
  await library.generate();
  assert.deepEqual(referencesOf(library.database, { kind: "issue", id: issue }), {
    outgoing: [],
    incoming: [{
      relation: "closes",
      project: "acme/web",
      kind: "merge_request",
      iid: 34,
      title: "Merge request 34",
      state: "merged",
      webUrl: "https://forge.test/acme/web/-/merge_requests/34",
      createdAt: NOON - 1e6,
      source: "description",
    }],
  });
  assert.deepEqual(referencesOf(library.database, { kind: "merge_request", id: mr }).outgoing, [
    {
      relation: "closes",
      project: "acme/web",
      kind: "issue",
      iid: 12,
      title: "Login fails",
      state: "opened",
      webUrl: "https://forge.test/acme/web/-/issues/12",
      createdAt: NOON - 1e6,
      source: "description",
    },
    {
      relation: "mentions",
      project: "other/p",
      kind: "merge_request",
      iid: 5,
      title: null,
      state: null,
      webUrl: null,
      createdAt: NOON - 1e6,
      source: "description",
    },
  ]);
});

Deno.test("referencesOf() counts a text before the forge's note of it, and closing before a mention", async () => {
  using library = aLibrary();
  const issue = library.issue(12);
  const mr = library.mergeRequest(34, { description: "Closes #12" });
  note(library, "issue", issue, "mentioned in merge request !34");
  note(library, "issue", issue, "closed via merge request !34");
  note(library, "merge_request", mr, "I still think of #12", false);
  assert.deepEqual(await told(library, "issue", issue), ["← closes acme/web!34 by description"]);
  assert.deepEqual(await told(library, "merge_request", mr), [
    "→ closes acme/web#12 by description",
  ]);
});

Deno.test("referencesOf() goes by the forge's note where no text says it", async () => {
  using library = aLibrary();
  const issue = library.issue(12);
  note(library, "issue", issue, "mentioned in merge request !34");
  assert.deepEqual(await told(library, "issue", issue), ["← mentions acme/web!34 by system_note"]);
  const mr = library.mergeRequest(34);
  assert.deepEqual(await told(library, "merge_request", mr), [
    "→ mentions acme/web#12 by system_note",
  ]);
});

Deno.test("referencesOf() gives references by time, the newest last", async () => {
  using library = aLibrary();
  const issue = library.issue(12);
  for (const iid of [5, 3, 4]) note(library, "issue", issue, `see #${iid}`, false);
  note(library, "issue", issue, "see #5 again", false);
  assert.deepEqual(await told(library, "issue", issue), [
    "→ mentions acme/web#5 by note",
    "→ mentions acme/web#3 by note",
    "→ mentions acme/web#4 by note",
  ]);
});

Deno.test("referencesOf() tells of relations that hold both ways on both sides, and once", async () => {
  using library = aLibrary();
  const [one, other] = [library.issue(1), library.issue(2)];
  note(library, "issue", one, "marked this issue as related to #2");
  assert.deepEqual(await told(library, "issue", one), ["→ related acme/web#2 by system_note"]);
  assert.deepEqual(await told(library, "issue", other), ["→ related acme/web#1 by system_note"]);
  note(library, "issue", other, "marked this issue as related to #1");
  assert.deepEqual(await told(library, "issue", other), ["→ related acme/web#1 by system_note"]);
});

Deno.test("referencesOf() leaves out what was taken back, until it is said again", async () => {
  using library = aLibrary();
  const [one, other] = [library.issue(1), library.issue(2)];
  note(library, "issue", one, "marked this issue as blocking #2");
  note(library, "issue", one, "added #2 as child task");
  assert.deepEqual(await told(library, "issue", other), [
    "← blocks acme/web#1 by system_note",
    "← parent_of acme/web#1 by system_note",
  ]);
  note(library, "issue", other, "removed the relation with #1");
  assert.deepEqual(await told(library, "issue", one), ["→ parent_of acme/web#2 by system_note"]);
  note(library, "issue", other, "removed parent issue #1");
  assert.deepEqual(await told(library, "issue", one), []);
  note(library, "issue", one, "marked this issue as related to #2");
  assert.deepEqual(await told(library, "issue", other), ["→ related acme/web#1 by system_note"]);
});

Deno.test("referencesOf() knows a project that is mirrored later, by any path it had or has", async () => {
  using library = aLibrary();
  const { write, scope } = library;
  const { sourceId } = scope;
  const mr = library.mergeRequest(34, { description: "Closes other/Old#7, see api#8 and word#9" });
  assert.deepEqual(await told(library, "merge_request", mr), [
    "→ closes other/Old#7 by description",
  ]);
  const projectId = write((tx) =>
    saveProject(tx, sourceId, aProject({ id: 8, path: "other/old" }))
  );
  const [issue] = write((tx) => [
    saveIssue(tx, { ...scope, projectId }, anIssue(7, { title: "Elsewhere" })).id,
    saveProject(tx, sourceId, aProject({ id: 9, path: "acme/api" })),
  ]);
  assert.deepEqual(await told(library, "merge_request", mr), [
    "→ mentions acme/api#8 by description",
    "→ closes other/old#7 by description",
  ]);
  write((tx) => {
    const stored = projectById(tx, projectId);
    assert.ok(stored);
    renameProject(tx, stored, "new/name");
  });
  const { outgoing } = referencesOf(library.database, { kind: "merge_request", id: mr });
  assert.deepEqual(outgoing.map(({ project, title }) => [project, title]), [
    ["acme/api", null],
    ["new/name", "Elsewhere"],
  ]);
  assert.deepEqual(await told(library, "issue", issue ?? 0), [
    "← closes acme/web!34 by description",
  ]);
});

Deno.test("referencesOf() keeps sources apart that have projects of the same path", async () => {
  using library = aLibrary();
  library.mergeRequest(34, { description: "Closes #12" });
  await library.generate();
  const stranger = library.write((tx) => {
    const sourceId = saveSource(tx, { name: "oss", forge: "gitlab", url: "https://oss.test" });
    const projectId = saveProject(tx, sourceId, aProject());
    return saveIssue(tx, { ...library.scope, sourceId, projectId }, anIssue(12)).id;
  });
  assert.deepEqual(await told(library, "issue", stranger), []);
});

Deno.test("a path leads to the project that is written just so, else to one written otherwise", async () => {
  using library = aLibrary();
  const { write, scope } = library;
  library.mergeRequest(34, { description: "see Old/Web#12 and OLD/WEB#13" });
  const items = write((tx) =>
    ["old/web", "Old/Web"].map((path, at) => {
      const projectId = saveProject(tx, scope.sourceId, aProject({ id: 100 + at, path }));
      return [12, 13].map((iid) => saveIssue(tx, { ...scope, projectId }, anIssue(iid)).id);
    })
  );
  await library.generate();
  const found = items.flat().map((id) =>
    referencesOf(library.database, { kind: "issue", id }).incoming.length
  );
  assert.deepEqual([found[0], found[2]], [0, 1]);
  assert.equal((found[1] ?? 0) + (found[3] ?? 0), 1);
});

Deno.test("a note of the forge's own in a discussion by people counts as soon as it is there", async () => {
  using library = aLibrary();
  const id = library.issue(12);
  const talk = aNote(1, { body: "see #3" });
  library.discussion({ kind: "issue", id }, "d", [talk]);
  await library.generate();
  const own = aNote(2, { body: "mentioned in issue #4", system: true });
  library.discussion({ kind: "issue", id }, "d", [talk, own]);
  assert.deepEqual(await told(library, "issue", id), [
    "→ mentions acme/web#3 by note",
    "← mentions acme/web#4 by system_note",
  ]);
});

Deno.test("an item that once was at another path does not refer to itself", async () => {
  using library = aLibrary();
  const id = library.issue(12, { description: "see old/web#12, acme/web#12 and #12" });
  library.write((tx) => {
    const stored = projectById(tx, library.scope.projectId);
    assert.ok(stored);
    renameProject(tx, stored, "old/web");
    renameProject(tx, stored, "acme/web");
  });
  assert.deepEqual(await told(library, "issue", id), []);
});

Deno.test("references follow their text: changed, taken away, deleted", async () => {
  using library = aLibrary();
  const issue = library.issue(12, { description: "see #1" });
  assert.deepEqual(await told(library, "issue", issue), ["→ mentions acme/web#1 by description"]);
  library.issue(12, { description: "see #2" });
  const discussion = library.discussion({ kind: "issue", id: issue }, "d", [
    aNote(1, { body: "see #3" }),
    aNote(2, { body: "see #4" }),
  ]);
  assert.deepEqual(await told(library, "issue", issue), [
    "→ mentions acme/web#2 by description",
    "→ mentions acme/web#3 by note",
    "→ mentions acme/web#4 by note",
  ]);
  library.issue(12, { description: null });
  library.write((tx) => tx.run("delete from notes where forge_id = 2"));
  library.dirty("discussion", discussion);
  assert.deepEqual(await told(library, "issue", issue), ["→ mentions acme/web#3 by note"]);
  library.write((tx) => tx.run("delete from notes"));
  library.dirty("discussion", discussion);
  assert.deepEqual(await told(library, "issue", issue), []);
  library.issue(12, { description: "see #2" });
  note(library, "issue", issue, "mentioned in issue #5");
  await library.generate();
  assert.deepEqual(library.column("select count(*) from entity_references"), [2]);
  library.write((tx) => tx.run("delete from issues"));
  assert.deepEqual(library.column("select count(*) from entity_references"), [0]);
});

Deno.test("references of a text that did not change are not written again", async () => {
  using library = aLibrary();
  const id = library.issue(12, { description: "see #1" });
  const discussion = library.discussion({ kind: "issue", id }, "d", [aNote(1, { body: "see #3" })]);
  await library.generate();
  const before = library.column("select id from entity_references order by id");
  library.dirty("issue", id);
  library.dirty("discussion", discussion);
  library.issue(12, { description: "see #1", state: "closed", updatedAt: NOON });
  await library.generate();
  assert.deepEqual(library.column("select id from entity_references order by id"), before);
});

Deno.test("references are read anew from texts that did not change when that is asked for", async () => {
  using library = aLibrary();
  const id = library.issue(12, { description: "see #1" });
  note(library, "issue", id, "see #3", false);
  await library.generate();
  const before = lines(referencesOf(library.database, { kind: "issue", id }));
  assert.equal(before.length, 2);
  const readAnew = async (again: boolean): Promise<string[]> => {
    library.write((tx) => tx.run("delete from entity_references where note_forge_id is null"));
    library.write((tx) => tx.run("update entity_references set other_iid = 7"));
    library.write((tx) => markEverythingDirty(tx, RUN));
    await library.generate({ again });
    return lines(referencesOf(library.database, { kind: "issue", id }));
  };
  assert.deepEqual(await readAnew(false), ["→ mentions acme/web#7 by note"]);
  assert.deepEqual(await readAnew(true), before);
});

Deno.test("referencesOf() asks once and by keys, whatever it finds", async () => {
  using library = aLibrary();
  const issue = library.issue(12);
  const mr = library.mergeRequest(34, { description: "Closes #12" });
  for (let iid = 100; iid < 140; iid++) library.mergeRequest(iid, { description: "see #12, !34" });
  await library.generate();
  for (const item of [{ kind: "issue", id: issue }, { kind: "merge_request", id: mr }] as const) {
    const plans = plansOf(library.database, (reader) => {
      const { outgoing, incoming } = referencesOf(reader, item);
      assert.ok(outgoing.length + incoming.length >= 41);
    });
    assert.equal(plans.length, 1);
    assert.deepEqual(fullScans(plans), []);
    const steps = plans.flat().join("\n");
    assert.match(
      steps,
      /entity_references_other \(other_path=\? AND other_kind=\? AND other_iid=\?\)/,
    );
    assert.match(steps, new RegExp(`entity_references_${item.kind} \\(${item.kind}_id=\\?\\)`));
    assert.match(steps, /project_paths_any_case \(path=\? AND source_id=\?\)/);
    assert.match(steps, /project_paths_project \(project_id=\?\)/);
  }
});
