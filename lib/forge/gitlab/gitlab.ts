/**
 * GitLab as a forge.
 *
 * Owns: which endpoints answer which question of the port. Leaves to others: HTTP (`http/`), paging
 * (`paging.ts`, `walk.ts`), shapes (`schemas/`).
 *
 * @module
 */

import { createHash } from "node:crypto";
import { LoreError } from "../../errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { forgeHttp } from "../http/mod.ts";
import type { Ask, Forge, Identity, ItemRef, Page, Project, Walk } from "../port.ts";
import { type Answer, Api, notExpected, type Query, rowsOf } from "./api.ts";
import { readFiles } from "./files.ts";
import { type CountedListing, readList, shortfall } from "./paging.ts";
import * as parse from "./parse.ts";
import { readResourceEvents } from "./resource_events.ts";
import { walkItems } from "./walk.ts";

/** How a GitLab is talked to. */
export interface GitLabOptions {
  /** Where it is, as in `https://gitlab.example.com`. */
  readonly url: string;
  readonly token: string;
  /** The network. */
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Requests under way at a time; 8 by default. */
  readonly concurrency?: number;
  /** How often a request is sent again; 5 by default. */
  readonly maxRetries?: number;
  /** Longest time for one attempt, body included, in ms; 30 s by default. */
  readonly requestTimeoutMs?: number;
  /** Longest wait that GitLab may ask for, in ms; 15 minutes by default. */
  readonly maxWaitMs?: number;
  /** From 0 to 1: spreads the waits between attempts. */
  readonly random?: () => number;
}

/** A GitLab, and what is known of its rate limit. */
export interface GitLab extends Forge {
  readonly kind: "gitlab";
  readonly requestsLeft: number | null;
}

const PER_PAGE = 100;

/** Makes the client of one GitLab. Asks nothing yet. */
export function gitlab(options: GitLabOptions): GitLab {
  const { url, clock } = options;
  const http = forgeHttp({ ...options, target: "lore::gitlab" });
  const api = new Api({ url, clock, fetch: http.fetch });
  const apiOr500 = new Api({ url, clock, fetch: http.fetchOr500 });
  return {
    kind: "gitlab",
    tokenMark: markOf(options.token),
    get requestsLeft() {
      return http.gate.remaining;
    },
    identity: (ask) => identity(api, ask),
    version: (ask) => version(api, ask),
    project: (pathOrId, ask) => project(api, pathOrId, ask),
    groupProjects: (group, ask) => groupProjects(api, group, ask),
    recentProjects: (ask) => recentProjects(api, ask),
    labels: (projectId, ask) =>
      list(api, `/projects/${projectId}/labels`, parse.parseLabel, { ask, prefix: "labels" }),
    milestones: (projectId, ask) =>
      list(api, `/projects/${projectId}/milestones`, parse.parseMilestone, {
        ask,
        prefix: "milestones",
        query: { state: "all", include_ancestors: true },
      }),
    issues: (projectId, walk) =>
      items(api, `/projects/${projectId}/issues`, parse.parseIssue, walk),
    mergeRequests: (projectId, walk) =>
      items(api, `/projects/${projectId}/merge_requests`, parse.parseMergeRequest, walk),
    issue: (projectId, iid, ask) =>
      item(api, itemPath({ kind: "issue", projectId, iid }), parse.parseIssue, { ask, iid }),
    mergeRequest: (projectId, iid, ask) =>
      item(api, itemPath({ kind: "merge_request", projectId, iid }), parse.parseMergeRequest, {
        ask,
        iid,
      }),
    discussions: (ref, ask) =>
      list(api, `${itemPath(ref)}/discussions`, parse.parseDiscussion, {
        ask,
        iid: ref.iid,
        prefix: "discussions",
      }),
    resourceEvents: (ref, ask) => readResourceEvents(api, itemPath(ref), { ...ask, iid: ref.iid }),
    files(ref, ask) {
      if (ref.kind !== "merge_request") throw new TypeError("An issue changes no files");
      return readFiles({ api, apiOr500 }, `${itemPath(ref)}/diffs`, { ...ask, iid: ref.iid });
    },
  };
}

/** So short that many tokens have it, and that nothing leads back from it to one of them. */
function markOf(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 12);
}

function itemPath({ kind, projectId, iid }: ItemRef): string {
  return `/projects/${projectId}/${kind === "issue" ? "issues" : "merge_requests"}/${iid}`;
}

async function identity(api: Api, ask: Ask = {}): Promise<Identity> {
  const user = one(await api.get(api.url("/user"), ask.signal), parse.parseUser);
  const token = await orNull(api.get(api.url("/personal_access_tokens/self"), ask.signal));
  if (token === null) return { user, scopes: null, expiresAt: null };
  const { scopes, expires_at } = one(token, parse.parseToken);
  const expiresAt = Date.parse(expires_at ?? "");
  return { user, scopes: scopes ?? null, expiresAt: Number.isNaN(expiresAt) ? null : expiresAt };
}

async function version(api: Api, ask: Ask = {}): Promise<string | null> {
  const answer = await orNull(api.get(api.url("/version"), ask.signal));
  const { version } = Object(answer?.value);
  return typeof version === "string" ? version : null;
}

/** Null where this token or server has no such thing, as a job token has no token record. */
async function orNull(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LoreError && ["AUTH_FAILED", "NOT_FOUND"].includes(error.code)) {
      return null;
    }
    throw error;
  }
}

async function project(api: Api, pathOrId: string | number, ask: Ask = {}): Promise<Project> {
  const url = api.url(`/projects/${encodeURIComponent(pathOrId)}`);
  return one(await api.get(url, ask.signal), parse.parseProject);
}

/** Archived projects are included: they say so, and whoever asks decides. */
async function groupProjects(api: Api, group: string, ask: Ask = {}): Promise<readonly Project[]> {
  const path = `/groups/${encodeURIComponent(group)}/projects`;
  const found = await list(api, path, parse.parseProject, {
    ask,
    prefix: "projects",
    query: { include_subgroups: true, with_shared: false, order_by: "id", sort: "asc" },
  });
  // A project that the list leaves out would be taken for gone.
  const unparsed = [...found.unparsed, ...shortfall(found, { prefix: "projects" })];
  const [bad] = unparsed;
  if (bad === undefined) return found.items;
  throw new LoreError(
    "FORGE_UNAVAILABLE",
    `Cannot read the projects of group "${group}": ${bad.path}: ${bad.message}`,
    { hint: "List the projects by name in the config instead", details: { unparsed } },
  );
}

/** One page of a list that serves as a proposal: what cannot be read is left out of it. */
async function recentProjects(api: Api, ask: Ask = {}): Promise<readonly Project[]> {
  const url = api.url("/projects", {
    membership: true,
    archived: false,
    order_by: "last_activity_at",
    sort: "desc",
    per_page: PER_PAGE,
  });
  const rows = rowsOf(await api.get(url, ask.signal));
  return parse.parseRows(rows, parse.parseProject, { unparsed: [] });
}

/** What {@link list} is told beside path and parser. */
interface ListOptions {
  readonly ask: Ask | undefined;
  readonly prefix: string;
  readonly iid?: number;
  readonly query?: Query;
}

function list<T>(
  api: Api,
  path: string,
  parser: parse.Parser<T>,
  { ask, prefix, iid, query }: ListOptions,
): Promise<CountedListing<T>> {
  const url = api.url(path, { ...query, per_page: PER_PAGE });
  return readList(api, { url, parser, prefix, iid, signal: ask?.signal });
}

function items<T>(
  api: Api,
  path: string,
  parser: parse.Parser<T>,
  { updatedAfter, signal }: Walk = {},
): AsyncGenerator<Page<T>> {
  const url = (updated_after: string | undefined): string =>
    api.url(path, {
      scope: "all",
      state: "all",
      order_by: "updated_at",
      sort: "asc",
      with_labels_details: true,
      per_page: PER_PAGE,
      updated_after,
    });
  return walkItems(api, { url, parser, updatedAfter, signal });
}

async function item<T>(
  api: Api,
  path: string,
  parser: parse.Parser<T>,
  { ask, iid }: { readonly ask: Ask | undefined; readonly iid: number },
): Promise<Page<T>> {
  const answer = await api.get(api.url(path, { with_labels_details: true }), ask?.signal);
  const unparsed: parse.Context["unparsed"] = [];
  const items = parse.parseRows([answer.value], parser, { iid, unparsed });
  return { items, unparsed, serverTime: answer.serverTime, total: null };
}

/** The one thing that an answer is about. @throws LoreError when it has another shape. */
function one<T>(answer: Answer, parser: parse.Parser<T>): T {
  const context: parse.Context = { unparsed: [] };
  const thing = parser(answer.value, context);
  if (thing !== undefined) return thing;
  const [bad] = context.unparsed;
  throw notExpected(answer, `without what lore needs: ${bad?.path}: ${bad?.message}`);
}
