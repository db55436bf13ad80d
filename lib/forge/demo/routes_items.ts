/** Answers about issues and merge requests. @module */

import { type Answer, badParameter, json, type Question, refusal, Refused } from "./answer.ts";
import { selectItems } from "./item_query.ts";
import { keysetPage } from "./keyset.ts";
import type { Item, Kind, Project, ResourceEvent } from "./model.ts";
import { LARGEST_OFFSET, pageHeaders, pageRequest, rowsOf } from "./paging.ts";
import type { Frame } from "./render.ts";
import { renderDiscussion, renderEvent, renderFile, renderNote } from "./render_dependents.ts";
import {
  type ItemView,
  renderIssueDetails,
  renderItem,
  renderMergeRequestDetails,
} from "./render_items.ts";
import { maySee, type Viewer, visibleNotes } from "./viewer.ts";
import type { World } from "./world.ts";

/** What answers are made from. */
export interface Desk {
  readonly world: World;
  readonly frame: Frame;
  readonly viewer: Viewer;
}

const KINDS: Readonly<Record<string, Kind>> = { issues: "issue", merge_requests: "merge_request" };

/** Answers for `/projects/:id/issues…` and `/merge_requests…`; undefined for other paths. */
export function answerItems(desk: Desk, project: Project, question: Question): Answer | undefined {
  const [, , kindWord = "", iid, ...rest] = question.path;
  const kind = KINDS[kindWord];
  if (kind === undefined) return undefined;
  if (project.access === "forbidden") return refusal(403, "Forbidden");
  if (iid === undefined) return answerList(desk, { project, kind, question });
  const item = desk.world.item(project, kind, /^\d+$/.test(iid) ? Number(iid) : 0);
  if (item === undefined || !maySee(desk.viewer, item)) return refusal(404, "Not found");
  return answerOne(desk, { project, item, question }, rest.join("/"));
}

/** A view of a project's items; labels as names unless told otherwise. */
export function viewOf({ frame }: Desk, project: Project, query?: URLSearchParams): ItemView {
  const labelDetails = query?.get("with_labels_details") === "true";
  return { webUrl: frame.webUrl, now: frame.now, project, labelDetails };
}

interface ListQuestion {
  readonly project: Project;
  readonly kind: Kind;
  readonly question: Question;
}

function answerList(desk: Desk, list: ListQuestion): Answer {
  const { project, kind, question: { url, query } } = list;
  const { world, viewer } = desk;
  const request = pageRequest(query);
  const iids = selectItems(world, { project, kind, query, viewer });
  const view = viewOf(desk, project, query);
  const render = (rows: Uint32Array): unknown[] =>
    Array.from(rows).flatMap((iid) => {
      const item = world.item(project, kind, iid);
      return item === undefined ? [] : [renderItem(item, view)];
    });
  if (kind === "issue" && query.get("pagination") === "keyset") {
    const index = world.index(project, kind);
    const { rows, headers } = keysetPage(url, { index, iids, perPage: request.perPage });
    return json(render(rows), headers);
  }
  const offset = (request.page - 1) * request.perPage;
  if (kind === "issue" && offset > LARGEST_OFFSET) throw new Refused(offsetTooLarge());
  const rows = iids.subarray(offset, offset + request.perPage);
  return json(render(rows), pageHeaders(url, request, iids.length));
}

function offsetTooLarge(): Answer {
  return badParameter(
    `Offset pagination has a maximum allowed offset of ${LARGEST_OFFSET} for requests that ` +
      "return objects of type Issue. Remaining records can be retrieved using keyset pagination.",
    405,
  );
}

interface ItemQuestion {
  readonly project: Project;
  readonly item: Item;
  readonly question: Question;
}

function answerOne(desk: Desk, about: ItemQuestion, what: string): Answer | undefined {
  const { project, item, question } = about;
  const view = viewOf(desk, project, question.query);
  const dependents = () => desk.world.dependents(project, item);
  switch (what) {
    case "":
      return json(
        item.kind === "issue"
          ? renderIssueDetails(item, view)
          : renderMergeRequestDetails(item, dependents().files.length, view),
      );
    case "discussions":
      // Counted are also those that are not shown, as GitLab counts them.
      return paged(question, dependents().discussions, (row) => {
        const notes = visibleNotes(desk.viewer, row.notes);
        return notes.length === 0 ? undefined : renderDiscussion({ ...row, notes }, item, view);
      });
    case "notes":
      return paged(question, notesOf(desk, about), (row) => renderNote(row, item, view));
    case "resource_state_events":
      return events("state");
    case "resource_label_events":
      return events("label");
    case "resource_milestone_events":
      return events("milestone");
    case "diffs":
      if (item.kind === "issue") return undefined;
      return paged(question, dependents().files, renderFile);
  }
  function events(kind: ResourceEvent["kind"]): Answer {
    const rows = dependents().events.filter((event) => event.kind === kind);
    return paged(question, rows, (row) => renderEvent(row, item, view));
  }
}

function notesOf({ world }: Desk, { project, item, question: { query } }: ItemQuestion) {
  const notes = world.dependents(project, item).discussions.flatMap((one) => one.notes);
  const ascending = query.get("sort") === "asc";
  const sorted = notes.sort((one, other) => one.createdAt - other.createdAt || one.id - other.id);
  return ascending ? sorted : sorted.reverse();
}

/** One page of rows, without those that `render` leaves out. */
export function paged<T>(
  { url, query }: Question,
  rows: readonly T[],
  render: (row: T) => unknown,
): Answer {
  const request = pageRequest(query);
  const shown = rowsOf(rows, request).map(render).filter((row) => row !== undefined);
  return json(shown, pageHeaders(url, request, rows.length));
}
