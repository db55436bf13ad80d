/** A store in a file with a few names of every kind: what a shell completes to. @module */

import { join } from "node:path";
import { type Database, openStore } from "../../lib/db/mod.ts";
import { saveLabels, saveProject, saveSource } from "../../lib/db/projects.ts";
import { saveFiles } from "../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../lib/db/merge_requests.ts";
import { startRun } from "../../lib/db/runs.ts";
import { userId } from "../../lib/db/users.ts";
import { aFile, aMergeRequest, aProject, aUser, NOON } from "./model.ts";

/** Labels of project `acme/web`. */
export const WEB_LABELS = [
  "bug",
  "good first issue",
  "it's",
  "scope::big",
  "scope::small",
  "🍀 easy",
];

/** Labels of project `acme/api`. */
export const API_LABELS = ["bug", "cache"];

/** Files that merge requests of project `acme/web` touch. */
export const WEB_FILES = ["README.md", "src/a b.ts", "src/lib/x.ts", "src/lib/y.ts", "src/lib.ts"];

/** Makes the store `lore.db` in a folder: projects, their labels, people, runs and files. */
export function storeOfNames(folder: string): void {
  using database = openStore(join(folder, "lore.db"), { mode: "write" });
  fill(database);
}

function fill(database: Database): void {
  database.transaction((tx) => {
    const sourceId = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
    const label = (name: string) => ({ id: null, name, color: null, description: `For ${name}` });
    const web = saveProject(tx, sourceId, aProject({ description: "The\nweb" }));
    const api = saveProject(tx, sourceId, aProject({ id: 8, path: "acme/api" }));
    saveLabels(tx, web, WEB_LABELS.map(label));
    saveLabels(tx, api, API_LABELS.map(label));
    for (const name of ["ada", "adam", "bob"]) userId(tx, sourceId, aUser(name));
    tx.run(
      `insert into milestones (project_id, forge_id, iid, title, state)
       values (?, 1, 1, 'Version 2', 'active')`,
      web,
    );
    const scope = { sourceId, projectId: web, serverTime: NOON };
    const mergeRequest = saveMergeRequest(tx, scope, aMergeRequest(1));
    const files = WEB_FILES.map((path) => aFile(path));
    saveFiles(tx, mergeRequest.id, { files, complete: true, serverTime: NOON });
    startRun(tx, { runId: "a1b2c3d4", command: "sync", now: NOON });
    startRun(tx, { runId: "a1ffffff", command: "sync", now: NOON + 60_000 });
  });
}
