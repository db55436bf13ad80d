import assert from "node:assert/strict";
import { saveIssue } from "../../../lib/db/issues.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import { saveResourceEvent } from "../../../lib/db/resource_events.ts";
import type { ResourceEvent } from "../../../lib/model.ts";
import { aMirror } from "../../support/mirror.ts";
import { aMergeRequest, anEvent, anIssue, NOON } from "../../support/model.ts";

Deno.test("saveResourceEvent() stores an event once, forgets a label that is gone, and says what changed", () => {
  using mirror = aMirror();
  const { id } = mirror.write((tx) => saveIssue(tx, mirror.scope, anIssue(1)));
  const save = (event: ResourceEvent): boolean =>
    mirror.write((tx) =>
      saveResourceEvent(tx, mirror.scope, { item: { kind: "issue", id }, event })
    );
  assert.deepEqual([save(anEvent(1)), save(anEvent(1))], [true, false]);
  assert.deepEqual(mirror.rows("select forge_id, label_name from resource_events"), [
    { forge_id: 1, label_name: "bug" },
  ]);
  assert.equal(save(anEvent(1, { label: null, user: null })), true);
  assert.deepEqual(mirror.rows("select forge_id, label_name, user_id from resource_events"), [
    { forge_id: 1, label_name: null, user_id: null },
  ]);
});

Deno.test("saveResourceEvent() gives an event to the item that shows it by now", () => {
  using mirror = aMirror();
  const [first = 0, second = 0] = [1, 2].map((iid) =>
    mirror.write((tx) => saveIssue(tx, mirror.scope, anIssue(iid))).id
  );
  const save = (id: number): boolean =>
    mirror.write((tx) =>
      saveResourceEvent(tx, mirror.scope, { item: { kind: "issue", id }, event: anEvent(1) })
    );
  assert.deepEqual([save(first), save(second), save(second)], [true, true, false]);
  assert.deepEqual(mirror.column("select issue_id from resource_events"), [second]);
});

Deno.test("saveResourceEvent() tells events of one number apart by their kind", () => {
  using mirror = aMirror();
  const milestone = {
    id: 3,
    iid: 1,
    title: "1.0",
    description: null,
    state: null,
    startDate: null,
    dueDate: null,
    webUrl: null,
    createdAt: null,
    updatedAt: null,
  };
  const events = [
    anEvent(1, { kind: "state", action: "closed", label: null }),
    anEvent(1, { kind: "label", action: "remove" }),
    anEvent(1, { kind: "milestone", label: null, milestone }),
  ];
  mirror.write((tx) => {
    const { id } = saveMergeRequest(tx, mirror.scope, aMergeRequest(1));
    const item = { kind: "merge_request", id } as const;
    for (const event of events) saveResourceEvent(tx, mirror.scope, { item, event });
  });
  assert.deepEqual(
    mirror.rows(`select kind, action, label_name, milestone_title, created_at, u.username
      from resource_events join users u on u.id = user_id
      where merge_request_id is not null and issue_id is null order by kind`),
    [
      { kind: "label", action: "remove", label_name: "bug", milestone_title: null },
      { kind: "milestone", action: "add", label_name: null, milestone_title: "1.0" },
      { kind: "state", action: "closed", label_name: null, milestone_title: null },
    ].map((row) => ({ ...row, created_at: NOON, username: "ada" })),
  );
});
