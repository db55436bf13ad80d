/**
 * A GitLab with one project and what a test gives it: answers what a sync asks, page by page.
 *
 * The demo forge makes its world up; this one shows what really was.
 *
 * @module
 */

import type { Fetch } from "../../lib/platform/fetch.ts";

/** A raw row of an answer. */
export type Row = Readonly<Record<string, unknown>>;

/** What the GitLab holds, in its own shapes. */
export interface GitLabContent {
  readonly project: Row & { readonly id: number; readonly path_with_namespace: string };
  readonly mergeRequests: readonly (Row & { readonly iid: number; readonly updated_at: string })[];
  /** Entries of `/diffs` by the number of the merge request. */
  readonly diffs: ReadonlyMap<number, readonly Row[]>;
  /** Server time, Unix ms. */
  readonly now: number;
}

const USER = { id: 1, username: "reader", name: "Reader" };

/** The network as this GitLab plays it. */
export function readOnlyGitLab(content: GitLabContent): Fetch {
  return (request) => Promise.resolve(answer(new URL(request.url), content));
}

function answer(url: URL, content: GitLabContent): Response {
  const date = new Date(content.now).toUTCString();
  const path = decodeURIComponent(url.pathname.replace(/^\/api\/v4/, ""));
  const { project } = content;
  if (path === "/user") return Response.json(USER, { headers: { date } });
  if ([`/projects/${project.path_with_namespace}`, `/projects/${project.id}`].includes(path)) {
    return Response.json(project, { headers: { date } });
  }
  const rows = rowsAt(path.replace(`/projects/${project.id}`, ""), url, content);
  if (rows === undefined) {
    return Response.json({ message: "404 Not Found" }, { status: 404, headers: { date } });
  }
  return pageOf(rows, url, date);
}

function rowsAt(
  path: string,
  url: URL,
  { mergeRequests, diffs }: GitLabContent,
): readonly Row[] | undefined {
  if (path === "/merge_requests") {
    const after = Date.parse(url.searchParams.get("updated_after") ?? "");
    return mergeRequests.filter(({ updated_at }) => !(Date.parse(updated_at) < after))
      .toSorted((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at) || a.iid - b.iid);
  }
  const [, iid, list] = /^\/merge_requests\/(\d+)\/(\w+)$/.exec(path) ?? [];
  if (list === "diffs") return diffs.get(Number(iid));
  const isEmpty = /^\/(issues|labels|milestones)$/.test(path) ||
    list === "discussions" || /^resource_\w+_events$/.test(list ?? "");
  return isEmpty ? [] : undefined;
}

function pageOf(rows: readonly Row[], url: URL, date: string): Response {
  const size = Number(url.searchParams.get("per_page") ?? 20);
  const page = Number(url.searchParams.get("page") ?? 1);
  const headers = new Headers({ date });
  if (rows.length > page * size) {
    const next = new URL(url);
    next.searchParams.set("page", String(page + 1));
    headers.set("link", `<${next}>; rel="next"`);
  }
  return Response.json(rows.slice((page - 1) * size, page * size), { headers });
}
