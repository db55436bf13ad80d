/**
 * One issue or merge request in full, from the mirror alone.
 *
 * Owns: which item is meant by a number, and the shape of the answer. Leaves to others: the questions
 * (`db/item_view.ts`, `db/timeline.ts`, `db/references.ts`), words (`item_view_text.ts`).
 *
 * CONTRACT: fields are added, never renamed. Times are ISO 8601 in UTC.
 *
 * @module
 */

import {
  changedFiles,
  goneItems,
  type ItemPlace,
  itemsByNumber,
  type ViewedItem,
  viewItem,
} from "../db/item_view.ts";
import type { Reader } from "../db/mod.ts";
import { referencesOf } from "../db/references.ts";
import { countTimeline, listTimeline } from "../db/timeline.ts";
import { LoreError } from "../errors.ts";
import type { ItemKind } from "../model.ts";
import { quoted } from "../quoted.ts";
import { freshnessOf } from "./freshness.ts";
import type {
  ChangedFilesView,
  IssueView,
  MergeRequestView,
  RelatedItem,
  ViewAnswer,
} from "./item_view_types.ts";
import { iso, isoOrNull, issueRow, mergeRequestRow } from "./items.ts";
import { projectIdsOf, type Scope } from "../names.ts";
import type { ItemReference } from "./reference.ts";
import { timelineEntry } from "./timeline_view.ts";

/** What is asked for. */
export interface ItemRequest extends Scope {
  readonly item: ItemReference;
  /** Entries of the timeline at most. */
  readonly limit: number;
  /** Entries to skip, the oldest ones. */
  readonly offset: number;
  /** Unix ms. */
  readonly now: number;
}

/** Files and related items that an answer holds at most. */
const MOST_FILES = 100;
const MOST_RELATED = 100;

/**
 * An issue with its timeline.
 *
 * @throws {LoreError} `NOT_FOUND` where there is none, `USAGE` where several projects have that number
 */
export function viewIssue(reader: Reader, request: ItemRequest): IssueView {
  const place = placeOf(reader, "issue", request);
  const item = viewItem(reader, "issue", place.id);
  const { row, ...answer } = viewOf(reader, { kind: "issue", place, item, request });
  const { issueType, dueDate, weight, healthStatus, confidential } = item;
  return {
    issue: {
      ...issueRow(item),
      ...row,
      confidential,
      type: issueType,
      due_date: dueDate,
      weight,
      health_status: healthStatus,
    },
    ...answer,
  };
}

/**
 * A merge request with its files and its timeline.
 *
 * @throws {LoreError} `NOT_FOUND` where there is none, `USAGE` where several projects have that number
 */
export function viewMergeRequest(reader: Reader, request: ItemRequest): MergeRequestView {
  const place = placeOf(reader, "merge_request", request);
  const item = viewItem(reader, "merge_request", place.id);
  const { row, ...answer } = viewOf(reader, { kind: "merge_request", place, item, request });
  return {
    merge_request: {
      ...mergeRequestRow(item),
      ...row,
      merged_by: item.mergedBy,
      sha: item.sha,
      merge_commit_sha: item.mergeCommitSha,
      merge_status: item.mergeStatus,
    },
    changed_files: filesView(reader, item),
    ...answer,
  };
}

/** What is the same for both kinds. */
function viewOf(
  reader: Reader,
  { kind, place, item, request }: {
    readonly kind: ItemKind;
    readonly place: ItemPlace;
    readonly item: ViewedItem;
    readonly request: ItemRequest;
  },
): ViewAnswer & { readonly row: CommonDetails } {
  const { limit, offset, now } = request;
  const { id } = place;
  const { entries, unresolved } = countTimeline(reader, { kind, id });
  const timeline = listTimeline(reader, { kind, id, limit, offset });
  const related = relatedTo(reader, kind, id);
  return {
    row: commonDetails(item, place, unresolved),
    related: related.slice(0, MOST_RELATED),
    related_total: related.length,
    timeline: timeline.map((entry) => timelineEntry(entry, item.webUrl)),
    timeline_total: entries,
    offset,
    truncated: offset + timeline.length < entries,
    ...freshnessOf(reader, { kind, projectIds: [place.projectId], now }),
  };
}

type CommonDetails = ReturnType<typeof commonDetails>;

function commonDetails(item: ViewedItem, { source }: ItemPlace, unresolved: number) {
  return {
    source,
    description: item.description,
    closed_by: item.closedBy,
    milestone_due: item.milestoneDue,
    upvotes: item.upvotes,
    downvotes: item.downvotes,
    discussion_locked: item.discussionLocked,
    unresolved_threads: unresolved,
    discussions_fetched_at: isoOrNull(item.discussionsAt),
  };
}

function filesView(reader: Reader, { id, filesComplete }: ViewedItem): ChangedFilesView {
  const { total, additions, deletions, files } = changedFiles(reader, id, MOST_FILES);
  return {
    total,
    complete: filesComplete,
    additions,
    deletions,
    files: files.map((file) => ({
      path: file.newPath,
      ...(file.oldPath === file.newPath ? {} : { old_path: file.oldPath }),
      change: file.change,
      additions: file.additions,
      deletions: file.deletions,
    })),
  };
}

function relatedTo(reader: Reader, kind: ItemKind, id: number): RelatedItem[] {
  const { outgoing, incoming } = referencesOf(reader, { kind, id });
  const view = (direction: RelatedItem["direction"], list: typeof outgoing): RelatedItem[] =>
    list.map((each) => ({
      direction,
      relation: each.relation,
      reference: `${each.project}${each.kind === "issue" ? "#" : "!"}${each.iid}`,
      title: each.title,
      state: each.state,
      said_in: each.source,
      said_at: iso(each.createdAt),
      web_url: each.webUrl,
    }));
  return [...view("outgoing", outgoing), ...view("incoming", incoming)];
}

const COMMANDS = { issue: "issues", merge_request: "mrs" } as const;
const NOUNS = { issue: "issue", merge_request: "merge request" } as const;

/** The one item that is meant. */
function placeOf(reader: Reader, kind: ItemKind, request: ItemRequest): ItemPlace {
  const { iid } = request.item;
  const projectIds = chosenProjects(reader, kind, request);
  const found = itemsByNumber(reader, kind, { iid, projectIds });
  const [only] = found;
  if (only === undefined) throw notFound(reader, kind, { ...request, projectIds });
  if (found.length === 1) return only;
  const sources = new Set(found.map(({ source }) => source));
  const actions = found.map(({ project, source }) => {
    const where = sources.size > 1 ? ` --source ${quoted(source)}` : "";
    return `lore ${COMMANDS[kind]} ${iid} -p ${quoted(project)}${where}`;
  });
  throw new LoreError("USAGE", `${found.length} projects have ${aNoun(kind)} ${iid}`, {
    hint: `Say which: ${actions.slice(0, 3).join(", or ")}${actions.length > 3 ? ", …" : ""}`,
    actions: actions.slice(0, 10),
    details: { projects: found.map(({ project, source }) => ({ project, source })).slice(0, 50) },
  });
}

/** The projects that both the reference and the flags allow; undefined for all. */
function chosenProjects(
  reader: Reader,
  kind: ItemKind,
  { item: { iid, project: named }, project, source }: ItemRequest,
): readonly number[] | undefined {
  const chosen = projectIdsOf(reader, { project, source });
  if (named === undefined) return chosen;
  const ids = projectIdsOf(reader, { project: named, source }) ?? [];
  const both = chosen === undefined ? ids : ids.filter((id) => chosen.includes(id));
  if (both.length > 0 || project === undefined) return both;
  const reference = `${named}${kind === "issue" ? "#" : "!"}${iid}`;
  const line = (rest: string): string => `lore ${COMMANDS[kind]} ${rest}`;
  throw new LoreError("USAGE", `"${reference}" is not of the project "${project}"`, {
    hint: "Name the project once: in the reference or by -p",
    actions: [line(quoted(reference)), line(`${iid} -p ${quoted(project)}`)],
    details: { reference, project },
  });
}

function aNoun(kind: ItemKind): string {
  return `${kind === "issue" ? "an" : "a"} ${NOUNS[kind]}`;
}

function notFound(
  reader: Reader,
  kind: ItemKind,
  { item: { iid, project: named }, projectIds, ...scope }: ItemRequest & {
    readonly projectIds?: readonly number[];
  },
): LoreError {
  const project = named ?? scope.project;
  const [gone] = goneItems(reader, kind, { iid, projectIds });
  if (gone !== undefined) {
    const day = iso(gone.goneAt).slice(0, 10);
    return new LoreError("NOT_FOUND", `The forge has ${NOUNS[kind]} ${iid} no more`, {
      hint: `It was found gone from "${gone.project}" on ${day}: deleted, or moved elsewhere`,
      details: { iid, project: gone.project, gone_at: iso(gone.goneAt) },
    });
  }
  const other = kind === "issue" ? "merge_request" : "issue";
  const isOther = itemsByNumber(reader, other, { iid, projectIds }).length > 0;
  const where = project === undefined ? "" : ` in "${project}"`;
  const otherLine = `lore ${COMMANDS[other]} ${iid}${
    project === undefined ? "" : ` -p ${quoted(project)}`
  }`;
  return new LoreError("NOT_FOUND", `The mirror has no ${NOUNS[kind]} ${iid}${where}`, {
    hint: isOther
      ? `There is ${aNoun(other)} of that number: ${otherLine}`
      : "If it is new, run lore sync",
    actions: isOther ? [otherLine] : ["lore sync"],
    details: { iid, ...(project === undefined ? {} : { project }) },
  });
}
