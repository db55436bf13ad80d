/**
 * Asks the forge for single items before anything is changed.
 *
 * Owns: that every item is asked for and all that is wrong is found in one go. A failure of the
 * forge or of the token is one error and no item's. Leaves to others: trying again (`forge/http`),
 * what is done with what was found (`work.ts`), words for what was not (`preflight_error.ts`).
 *
 * @module
 */

import { systemNoteReferences } from "../../documents/system_notes.ts";
import { LoreError, toLoreError } from "../../errors.ts";
import type { Forge, Issue, MergeRequest, Project } from "../../forge/port.ts";
import { logger } from "../../log/logger.ts";
import { record } from "../../spans/mod.ts";
import { isForbidden } from "../context.ts";
import { pool } from "../pool.ts";
import type { ItemPage } from "../save_items.ts";
import type { EntityFailure, ItemKey } from "./types.ts";
import { nameOf, syncCommand } from "./words.ts";

const log = logger("lore::sync");

/** After so many failures in a row the forge is taken to be down. */
const MOST_FAILURES_IN_A_ROW = 3;

/** What a look at the forge takes. */
export interface PreflightOptions {
  readonly forge: Forge;
  /** The project's path as it was asked for. */
  readonly path: string;
  /** The project as it is stored, where it is. */
  readonly known: { readonly forgeId: number; readonly path: string } | undefined;
  readonly items: readonly ItemKey[];
  /** A path that may be meant where this one leads nowhere. */
  nearest(path: string): string | undefined;
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** An item that the forge gave. */
export interface Found extends ItemKey {
  readonly page: ItemPage;
  readonly item: Issue | MergeRequest;
}

/** What there is of what was asked for. */
export interface Preflight {
  readonly forgeId: number;
  /** The project as the forge gave it; undefined where its stored id was enough. */
  readonly project: Project | undefined;
  /** The project's path by now, where that is another than the one that is known. */
  readonly renamedTo: string | null;
  /** In the order in which they were asked for. */
  readonly found: readonly Found[];
  readonly failures: readonly EntityFailure[];
}

/**
 * Asks for the project, unless it is stored, and for every item.
 *
 * @throws LoreError `NOT_FOUND` for the project; what closes a whole source: `AUTH_FAILED`,
 * `RATE_LIMITED`, `FORGE_UNAVAILABLE`
 */
export async function preflight(options: PreflightOptions): Promise<Preflight> {
  const { path, known } = options;
  if (known === undefined) {
    const project = await findProject(options);
    const checked = await checkItems(options, project.id);
    const renamedTo = sameProject(project.path, path) ? null : project.path;
    return { forgeId: project.id, project, renamedTo, ...checked };
  }
  const checked = await checkItems(options, known.forgeId);
  if (checked.failures.some(({ reason }) => reason === "missing")) {
    // Forges answer the same for everything in a project that is gone.
    const project = await findProject(options);
    if (project.id !== known.forgeId) {
      const inNew = await checkItems(options, project.id);
      return { forgeId: project.id, project, renamedTo: null, ...inNew };
    }
  }
  const [present = null] = checked.found.map(({ item }) => item.projectPath);
  const renamedTo = present === null || present === known.path ? null : present;
  return { forgeId: known.forgeId, project: undefined, renamedTo, ...checked };
}

function sameProject(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** By its path, which leads to a renamed project as well. */
async function findProject(
  { forge, path, items, nearest, signal }: PreflightOptions,
): Promise<Project> {
  try {
    return await forge.project(path, { signal });
  } catch (thrown) {
    const error = toLoreError(thrown);
    if (error.code !== "NOT_FOUND") throw thrown;
    const near = nearest(path);
    const actions = near === undefined ? ["lore doctor"] : [syncCommand({ project: near, items })];
    throw new LoreError("NOT_FOUND", `The forge has no project "${path}", or hides it`, {
      hint: near === undefined
        ? "Check the path, and that the token's user may see the project"
        : `Did you mean "${near}"?`,
      actions,
      details: { ...error.details, project: path, recovery_actions: actions },
      cause: error,
    });
  }
}

/** Asks for items by number. @throws LoreError what is no item's failure */
export async function checkItems(
  { forge, items, concurrency, signal }: Pick<
    PreflightOptions,
    "forge" | "items" | "concurrency" | "signal"
  >,
  forgeId: number,
): Promise<Pick<Preflight, "found" | "failures">> {
  const answers = new Map<ItemKey, Found | EntityFailure>();
  let down = 0;
  await pool(items.values(), { workers: concurrency, signal }, async (key, stop) => {
    try {
      answers.set(key, await ask(forge, { forgeId, key, signal: stop }));
      down = 0;
    } catch (thrown) {
      if (stop.aborted) throw thrown;
      const failure = failureOf(key, thrown);
      down = failure.reason === "unavailable" ? down + 1 : 0;
      if (down >= MOST_FAILURES_IN_A_ROW) throw thrown;
      answers.set(key, failure);
    }
  });
  const all = items.map((key) => answers.get(key)).filter((answer) => answer !== undefined);
  const found = all.filter((answer) => "item" in answer);
  const failures = all.filter((answer) => "reason" in answer);
  for (const { kind, iid, reason } of failures) {
    log.warn("An item cannot be refreshed", { kind, iid, reason });
  }
  record({ items_processed: found.length, errors: failures.length });
  return { found, failures };
}

async function ask(
  forge: Forge,
  { forgeId, key, signal }: {
    readonly forgeId: number;
    readonly key: ItemKey;
    readonly signal: AbortSignal;
  },
): Promise<Found | EntityFailure> {
  const { kind, iid } = key;
  const page: ItemPage = kind === "issue"
    ? await forge.issue(forgeId, iid, { signal })
    : await forge.mergeRequest(forgeId, iid, { signal });
  const [item] = page.items;
  if (item === undefined) {
    const [fault] = page.unparsed;
    const message = `Its answer cannot be read: ${fault?.path}: ${fault?.message}`;
    return { ...key, reason: "unreadable", message, moved_to: null };
  }
  if (!("movedToId" in item) || item.movedToId === null) return { ...key, page, item };
  const movedTo = await newPlace(forge, { forgeId, item, signal });
  const message = movedTo === null
    ? `It was moved to another project: the forge's id there is ${item.movedToId}`
    : `It was moved to ${movedTo}`;
  return { ...key, reason: "moved", message, moved_to: movedTo };
}

/** Where an issue was moved to, as its last such note says. */
async function newPlace(
  forge: Forge,
  { forgeId, item, signal }: {
    readonly forgeId: number;
    readonly item: Issue;
    readonly signal: AbortSignal;
  },
): Promise<string | null> {
  const { iid, webUrl, projectPath } = item;
  const { items } = await forge.discussions({ kind: "issue", projectId: forgeId, iid }, { signal });
  const place = { kind: "issue", iid, webUrl, projectPath: projectPath ?? "" } as const;
  const places = items.flatMap(({ notes }) => notes)
    .filter(({ system }) => system)
    .flatMap(({ body }) => systemNoteReferences(body, place))
    .filter(({ relation, incoming }) => relation === "moved_to" && !incoming);
  const last = places.at(-1);
  return last === undefined ? null : `${last.path}#${last.iid}`;
}

/** What a failed request says of one item. Rethrows what is no item's failure. */
function failureOf(key: ItemKey, thrown: unknown): EntityFailure {
  const error = toLoreError(thrown);
  const failure = { ...key, moved_to: null };
  if (error.code === "NOT_FOUND") {
    const message = `The forge has no ${nameOf(key)} there, or hides it from this token`;
    return { ...failure, reason: "missing", message };
  }
  if (isForbidden(error)) {
    const message = `The token may not see ${nameOf(key)}: ${error.message}`;
    return { ...failure, reason: "forbidden", message };
  }
  if (error.code !== "FORGE_UNAVAILABLE") throw thrown;
  return { ...failure, reason: "unavailable", message: error.message };
}
