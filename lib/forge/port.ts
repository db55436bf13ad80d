/**
 * What lore wants of a forge, whichever it is.
 *
 * Owns: the port that every forge client implements, and pages and listings. Times are Unix ms.
 * Leaves to others: what is in the pages (`model.ts`), HTTP and each forge's shapes (`http/`,
 * `gitlab/`), storage (`db/`).
 *
 * @module
 */

import type {
  Discussion,
  FileChange,
  Identity,
  Issue,
  ItemRef,
  Label,
  MergeRequest,
  Milestone,
  Project,
  ResourceEvent,
  Unparsed,
} from "../model.ts";

export type * from "../model.ts";

/** One page of a walk. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly unparsed: readonly Unparsed[];
  /** When the forge answered, by the forge's clock. */
  readonly serverTime: number;
  /** Rows in the whole list as the forge counts them; null where it does not say. */
  readonly total: number | null;
  /** Rows that the forge counts on this page and did not give. */
  readonly withheld?: number;
}

/** A whole list. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly unparsed: readonly Unparsed[];
  /** When the first page was answered, by the forge's clock. */
  readonly serverTime: number;
  /** Rows in the list as the forge counts them; null or absent where it does not say. */
  readonly total?: number | null;
}

/** The files of a merge request. */
export interface FileListing extends Listing<FileChange> {
  /** False when the forge may have cut the list short. */
  readonly complete: boolean;
}

/** What every request takes. */
export interface Ask {
  readonly signal?: AbortSignal;
}

/** Which part of a list to walk. */
export interface Walk extends Ask {
  /** Only items updated at this time (Unix ms) or later; all when absent. */
  readonly updatedAfter?: number;
}

/** A forge. Every method may throw `LoreError` of the codes for authentication and network. */
export interface Forge {
  readonly kind: "gitlab" | "github";
  /** Requests left by the forge's last word on its rate limit; null while it has said nothing. */
  readonly requestsLeft?: number | null;
  /** Tells the token from others, and nothing of it; absent where there is none. */
  readonly tokenMark?: string;
  /** Who the token belongs to. */
  identity(ask?: Ask): Promise<Identity>;
  /** The forge's version, or null where it does not tell. */
  version(ask?: Ask): Promise<string | null>;
  /** One project by path or id. @throws LoreError `NOT_FOUND`: gone, or the token may not see it. */
  project(pathOrId: string | number, ask?: Ask): Promise<Project>;
  /** All projects of a group and the groups below it. @throws LoreError `NOT_FOUND` */
  groupProjects(group: string, ask?: Ask): Promise<readonly Project[]>;
  /** At most a hundred projects of the token's owner, the most recently active first: one request. */
  recentProjects(ask?: Ask): Promise<readonly Project[]>;
  labels(projectId: number, ask?: Ask): Promise<Listing<Label>>;
  milestones(projectId: number, ask?: Ask): Promise<Listing<Milestone>>;
  /** Walks issues by `updatedAt` ascending; skips none that change meanwhile, repeats some. */
  issues(projectId: number, walk?: Walk): AsyncGenerator<Page<Issue>>;
  /** Walks merge requests like {@link Forge.issues}. */
  mergeRequests(projectId: number, walk?: Walk): AsyncGenerator<Page<MergeRequest>>;
  /** One issue as a page of one: what cannot be parsed is in `unparsed`. @throws `NOT_FOUND` */
  issue(projectId: number, iid: number, ask?: Ask): Promise<Page<Issue>>;
  /** One merge request as a page of one. @throws LoreError `NOT_FOUND` */
  mergeRequest(projectId: number, iid: number, ask?: Ask): Promise<Page<MergeRequest>>;
  discussions(item: ItemRef, ask?: Ask): Promise<Listing<Discussion>>;
  resourceEvents(item: ItemRef, ask?: Ask): Promise<Listing<ResourceEvent>>;
  files(item: ItemRef, ask?: Ask): Promise<FileListing>;
}
