/** A day's work in the demo's projects: a handful of changes for an incremental sync to find. @module */

import type { Changes } from "./changes.ts";
import type { ItemAt, ServerTime } from "./editor.ts";
import type { Kind, Project, State } from "./model.ts";
import type { World } from "./world.ts";

/** What the day's work happens in. */
export interface Scene {
  readonly world: World;
  readonly changes: Changes;
  readonly time: ServerTime;
}

/** Time between two changes, in ms: more than GitLab's minute of touching. */
const PAUSE_MS = 90_000;

/**
 * Changes a little of everything, in a different place each time, and lets some minutes of server
 * time pass. Answers one line for each change, as in `#12 was closed`.
 */
export function changeALittle({ world, changes, time }: Scene): string[] {
  const told: string[] = [];
  const tell = (line: string): void => {
    told.push(line);
    time.advance(PAUSE_MS);
  };
  time.advance(PAUSE_MS);
  const [project] = world.projects;
  if (project === undefined) return told;
  const issue = changes.addIssue(project.id, {
    title: "Login fails after the session file was renamed",
    description:
      "Since the last rename the login page answers 500.\n\n```\nno such file: login\n```",
    author: "gita.rao",
  });
  tell(`${name(project, issue)} was opened`);
  const commented = latest(world, { project, kind: "issue", state: "opened", skip: issue.iid });
  if (commented !== undefined) {
    const body = "Seen again this morning, with the retry limit at 5. 🔁";
    changes.addNote(commented, { body, author: "kofi.mensah" });
    tell(`${name(project, commented)} got a comment`);
    changes.setLabels(commented, ["priority::high", "bug"], { by: "dana.levi" });
    tell(`${name(project, commented)} got other labels`);
    changes.close(commented, { by: "dana.levi" });
    tell(`${name(project, commented)} was closed`);
  }
  reviewAndMerge({ world, changes, time }, { project, issue, tell });
  return told;
}

function reviewAndMerge(
  { world, changes }: Scene,
  { project, issue, tell }: {
    readonly project: Project;
    readonly issue: ItemAt;
    readonly tell: (line: string) => void;
  },
): void {
  const open = latest(world, { project, kind: "merge_request", state: "opened", skip: 0 });
  const request = changes.addMergeRequest(project.id, {
    title: "Find the session by its new name",
    description: `The loader still looked for the old file.\n\nCloses #${issue.iid}`,
    author: "gita.rao",
    sourceBranch: `fix/session-${issue.iid}`,
    files: [
      { path: `${project.root}/http/sessions.${project.extension}`, change: "added" },
      { path: "docs/sessions.md", from: "docs/login.md" },
    ],
  });
  const told = `mentioned in merge request !${request.iid}`;
  changes.addNote(issue, { body: told, system: true, author: "gita.rao" });
  tell(`${name(project, request)} was opened`);
  const position = { newPath: `${project.root}/http/sessions.${project.extension}`, newLine: 1 };
  const body = "Is there a test that fails without this line?";
  const { discussion } = changes.addNote(request, { body, author: "jun.tanaka", position });
  changes.addNote(request, { body: "There is now.", author: "gita.rao", discussion });
  tell(`${name(project, request)} got a review`);
  changes.resolveThread(request, discussion, { by: "jun.tanaka" });
  changes.merge(request, { by: "jun.tanaka" });
  tell(`${name(project, request)} was merged`);
  if (open === undefined) return;
  changes.editTitle(open, "Retry with jitter, second attempt", { by: "emil.sorensen" });
  tell(`${name(project, open)} got another title`);
}

/** The item of a state that was opened last. */
function latest(
  world: World,
  { project, kind, state, skip }: {
    readonly project: Project;
    readonly kind: Kind;
    readonly state: State;
    readonly skip: number;
  },
): ItemAt | undefined {
  const index = world.index(project, kind);
  for (let iid = index.lastIid; iid >= 1; iid--) {
    if (iid === skip || !index.has(iid) || index.stateOf(iid) !== state) continue;
    return { project: project.id, kind, iid };
  }
}

function name({ path }: Project, { kind, iid }: ItemAt): string {
  return `${path}${kind === "issue" ? "#" : "!"}${iid}`;
}
