/** An issue with all kinds of entries, and a merge request that closes it. @module */

import { insertReferences } from "../../lib/db/references.ts";
import { envelopeOf } from "./fake_host.ts";
import { aDiscussion, aFile, anEvent, aNote, aUser, NOON } from "./model.ts";
import { ReadingScene } from "./reading_scene.ts";

/** An hour in ms. */
const HOUR_MS = 3_600_000;
const position = {
  ...{ oldPath: "src/login.ts", newPath: "src/login.ts", oldLine: null, newLine: 42 },
  ...{ startLine: null, endLine: null, type: "text", baseSha: "a", startSha: "a", headSha: "b" },
};

/** Of the issue: Markdown with what a terminal must not be given. */
export const DESCRIPTION =
  "# What happens\n\n<!-- a template's hint -->\nThe **session** expired\x1b[31m " +
  "too early, see [the log](https://forge.test/log).\n\n- one\n- two\n\n```ts\nconst  x = 1;\n```\n";

/** An issue with all kinds of entries, and a merge request that closes it. */
export function itemScene(): ReadingScene {
  const scene = new ReadingScene();
  const issue = {
    kind: "issue",
    id: scene.issue(12, {
      title: "Login fails 🎉 日本語 \x1b[31mred\x07",
      description: DESCRIPTION,
      labels: [{ id: 1, name: "bug", color: null, description: null }],
      assignees: [aUser("carol")],
      createdAt: NOON - 9 * HOUR_MS,
    }),
  } as const;
  const label = (name: string) => ({ id: 2, name, color: null, description: null });
  scene.event(issue, anEvent(1, { createdAt: NOON - 8 * HOUR_MS, label: label("bug") }));
  scene.event(issue, anEvent(2, { createdAt: NOON - 8 * HOUR_MS + 9, label: label("ui") }));
  const note = aNote(1, { body: "Same `here`.", createdAt: NOON - 7 * HOUR_MS });
  scene.discussion(issue, aDiscussion("n1", [note]));
  const system = { system: true, body: "changed the description\n\n<ul><li>x</li></ul>" };
  const changed = aNote(2, { ...system, createdAt: NOON - 6 * HOUR_MS });
  scene.discussion(issue, aDiscussion("s1", [changed]));
  scene.event(
    issue,
    anEvent(3, { kind: "state", action: "closed", label: null, createdAt: NOON - HOUR_MS }),
  );
  const mr = { kind: "merge_request", id: scene.mergeRequest(34, { draft: true }) } as const;
  scene.files(mr.id, [
    aFile("src/login.ts", { additions: 10, deletions: 2 }),
    aFile("new.ts", { oldPath: "old.ts", change: "renamed", additions: null, deletions: null }),
  ]);
  const open = { resolvable: true, resolved: false, position, createdAt: NOON - 5 * HOUR_MS };
  scene.discussion(mr, aDiscussion("t1", [aNote(5, open), aNote(6, { ...open, resolved: true })]));
  const done = { ...open, position: null, resolved: true, resolvedBy: aUser("ada") };
  scene.discussion(mr, aDiscussion("t2", [aNote(7, done), aNote(8, done)]));
  scene.write((tx) =>
    insertReferences(tx, [{
      ...{ kind: "merge_request", itemId: mr.id, discussionId: null, noteId: null },
      ...{ source: "description", relation: "closes", incoming: false, retracted: false },
      ...{ assumed: false, path: "acme/web", otherKind: "issue", iid: 12, createdAt: NOON },
    }])
  );
  return scene;
}

/** The data of an answer in JSON. */
export async function askRobot<T>(stage: ReadingScene, argv: readonly string[]): Promise<T> {
  return envelopeOf(await stage.ask(["--robot", ...argv])).data as T;
}
