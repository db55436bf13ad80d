/**
 * Items that could not be read: remembered, and asked for again by every walk.
 *
 * @module
 */

import type { Transaction } from "../db/mod.ts";
import { forgetUnparsed, saveUnparsed, unparsedIids } from "../db/unparsed_items.ts";
import { toLoreError } from "../errors.ts";
import type { Unparsed } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import {
  isForbidden,
  STAGE,
  type StageWork,
  type SyncContext,
  type SyncProject,
} from "./context.ts";
import { type ItemPage, type PageOf, saveItems } from "./save_items.ts";

const log = logger("lore::sync");

/** After so many failures in a row the forge is taken to be down. */
const MOST_FAILURES_IN_A_ROW = 3;

/** Asks again for the items that could not be read before; returns those that still cannot. */
export async function retryUnread(
  context: SyncContext,
  project: SyncProject,
  work: StageWork,
): Promise<Set<number>> {
  const { kind, signal } = work;
  const { database } = context.options;
  const still = new Set<number>();
  let failures = 0;
  for (const iid of unparsedIids(database, project.id, kind)) {
    try {
      const page = await ask(project, { ...work, iid });
      if (page === "gone") forgetGone(context, { project, kind, iid });
      else saveAnswer(context, { project, kind, page, iid, still });
      failures = 0;
    } catch (thrown) {
      const error = toLoreError(thrown);
      if (signal.aborted || !isOfItem(error) || ++failures >= MOST_FAILURES_IN_A_ROW) throw thrown;
      // One item that cannot be had is no reason to walk no further.
      still.add(iid);
      const { source, path } = project;
      if (!isForbidden(error)) {
        context.survive(thrown, { source, stage: STAGE[kind], project: path, iid });
      }
    }
  }
  return still;
}

function isOfItem(error: ReturnType<typeof toLoreError>): boolean {
  return error.code === "FORGE_UNAVAILABLE" || isForbidden(error);
}

/**
 * Asks for an item. Forges answer the same for everything in a project that the token may not see any
 * more: then the item is not gone.
 *
 * @throws LoreError `NOT_FOUND` for the project
 */
async function ask(
  { source: { forge }, forgeId }: SyncProject,
  { kind, iid, signal }: StageWork & { readonly iid: number },
): Promise<ItemPage | "gone"> {
  try {
    return kind === "issue"
      ? await forge.issue(forgeId, iid, { signal })
      : await forge.mergeRequest(forgeId, iid, { signal });
  } catch (error) {
    if (toLoreError(error).code !== "NOT_FOUND") throw error;
    await forge.project(forgeId, { signal });
    return "gone";
  }
}

/** Whatever its age: the item itself does not lag behind, and the gap is closed by it. */
function saveAnswer(
  context: SyncContext,
  { iid, still, ...of }: PageOf & { readonly iid: number; readonly still: Set<number> },
): void {
  const { project, kind, page } = of;
  context.options.database.transaction((tx) => {
    forgetUnparsed(tx, { projectId: project.id, kind, what: "item", iid });
    saveItems(tx, context, { ...of, anyAge: true });
    for (const unparsed of page.unparsed) {
      noteUnparsed(tx, context, { ...of, unparsed, walkFrom: null });
      still.add(iid);
    }
  });
}

function forgetGone(
  { options: { database } }: SyncContext,
  { project, kind, iid }: Omit<PageOf, "page"> & { readonly iid: number },
): void {
  log.warn("An item that could not be read is gone", { project: project.path, iid });
  database.transaction((tx) =>
    forgetUnparsed(tx, { projectId: project.id, kind, what: "item", iid })
  );
}

/** Remembers an item that could not be read, and counts it as a failure. */
export function noteUnparsed(
  tx: Transaction,
  context: SyncContext,
  { project, kind, page, unparsed, walkFrom }: PageOf & {
    readonly unparsed: Unparsed;
    readonly walkFrom: number | null;
  },
): void {
  const { iid, path, message } = unparsed;
  saveUnparsed(tx, { projectId: project.id, what: "item", kind, iid, path, message }, {
    runId: context.options.runId,
    now: page.serverTime,
    walkFrom: iid === null ? walkFrom : null,
  });
  context.note({
    source: project.source.name,
    project: project.path,
    stage: STAGE[kind],
    ...(iid === null ? {} : { iid }),
    code: "PARTIAL",
    message: `Cannot read ${kind} ${iid ?? "without a number"}: ${path}: ${message}`,
  });
  log.error("Cannot read an item", { project: project.path, kind, iid, path, error: message });
}
