/** The project of a surgical run, in the store. @module */

import { saveAccess } from "../../db/identity.ts";
import type { Reader, Transaction } from "../../db/mod.ts";
import {
  displaceOthers,
  projectById,
  saveProject,
  saveProjectPath,
  saveSource,
  type StoredProject,
} from "../../db/projects.ts";
import type { Clock } from "../../platform/clock.ts";
import type { SyncProject, SyncSource } from "../context.ts";
import { type Place, storedAt } from "./place.ts";
import type { Preflight } from "./preflight.ts";

/** Where a run's items are, with the client of the forge. */
export interface RunPlace {
  readonly place: Place;
  readonly source: SyncSource;
}

/** The project as it is stored by now; undefined where it is not. */
export function projectAt(reader: Reader, { place, source }: RunPlace): SyncProject | undefined {
  const stored = storedAt(reader, place);
  return stored && syncProject(source, stored);
}

/**
 * Stores the project where it was not, under the path by which it was asked for as well. What a known
 * one is called by now is left to the next sync of all: every document of the project names its path.
 */
export function saveProjectAt(
  tx: Transaction,
  { place, source, host: { clock } }: RunPlace & { readonly host: { readonly clock: Clock } },
  { project, forgeId }: Preflight,
): SyncProject {
  const { name, url, forge: { kind: forge } } = source;
  const sourceId = saveSource(tx, { name, forge, url });
  const id = project === undefined ? place.known?.id : saveProject(tx, sourceId, project);
  const stored = id === undefined ? undefined : projectById(tx, id);
  if (stored === undefined) throw new Error(`project "${place.path}" is not stored`);
  if (project !== undefined) {
    saveAccess(tx, stored.id, project.access);
    displaceOthers(tx, stored.id, clock.now());
  }
  if (project !== undefined && project.path !== place.path) {
    saveProjectPath(tx, sourceId, { path: place.path, projectId: stored.id });
  }
  return syncProject(source, { ...stored, forgeId });
}

function syncProject(source: SyncSource, stored: StoredProject): SyncProject {
  const { sourceId, id, forgeId, path } = stored;
  return { source, sourceId, id, forgeId, path, failure: undefined };
}
