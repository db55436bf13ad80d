/**
 * The demo projects' files, and how they were added, renamed and deleted over the merge requests.
 *
 * @module
 */

import type { Project } from "./model.ts";

/** One file through time. */
interface Lineage {
  /** The theme's area, or `project` for what anything may touch. */
  readonly area: string;
  /** Its names in order; without a slash at the start they lie below the sources' root. */
  readonly names: readonly string[];
  /** Added, renamed, deleted after this share of all merge requests. */
  readonly born?: number;
  readonly renamed?: readonly number[];
  readonly dies?: number;
}

const LINEAGES: readonly Lineage[] = [
  { area: "auth", names: ["auth/login", "auth/session", "identity/session"], renamed: [0.3, 0.8] },
  { area: "auth", names: ["auth/tokens"] },
  { area: "auth", names: ["auth/legacy_login"], dies: 0.55 },
  { area: "cache", names: ["cache/store", "cache/lru_store"], renamed: [0.4] },
  { area: "cache", names: ["cache/keys"], born: 0.35 },
  { area: "http", names: ["http/client"] },
  { area: "http", names: ["util/retry", "http/retry"], renamed: [0.5] },
  { area: "queue", names: ["queue/worker"] },
  { area: "queue", names: ["queue/lease"], born: 0.25 },
  { area: "storage", names: ["db/orders", "storage/orders"], renamed: [0.65] },
  { area: "storage", names: ["/migrations/014_orders_region.sql"] },
  { area: "telemetry", names: ["log/logger", "telemetry/logger"], renamed: [0.2] },
  { area: "telemetry", names: ["telemetry/redact"], born: 0.6 },
  { area: "ui", names: ["ui/theme"] },
  { area: "ui", names: ["ui/date_picker", "ui/calendar"], renamed: [0.7] },
  { area: "ui", names: ["ui/dialog"] },
  { area: "search", names: ["search/tokenizer"] },
  { area: "search", names: ["search/rank", "search/fusion"], renamed: [0.45] },
  { area: "billing", names: ["billing/money"], born: 0.3 },
  { area: "billing", names: ["billing/invoice"] },
  { area: "ci", names: ["/.gitlab-ci.yml"] },
  { area: "ci", names: ["/tests/checkout_test"] },
  { area: "config", names: ["config/schema"] },
  { area: "config", names: ["config/load"] },
  { area: "docs", names: ["/README.md"] },
  { area: "docs", names: ["/docs/install.md", "/docs/guide/install.md"], renamed: [0.6] },
  { area: "docs", names: ["/docs/größe & maße.md"] },
  { area: "project", names: ["/CHANGELOG.md"] },
];

/** A change that the tree's shape depends on; its merge request is always merged. */
export interface StructuralChange {
  readonly iid: number;
  readonly oldPath: string;
  readonly newPath: string;
  readonly change: "added" | "renamed" | "deleted";
}

/** A project's files over its merge requests. */
export interface SourceTree {
  /** Changes of shape, by the merge request that makes them. */
  readonly changes: ReadonlyMap<number, readonly StructuralChange[]>;
  /** Paths of an area as a merge request finds them, without those it moves itself. */
  pathsAt(iid: number, area: string): string[];
}

/** A name, and the first and last merge request (excluded) between which a file bears it. */
interface Stay {
  readonly area: string;
  readonly path: string;
  readonly from: number;
  readonly until: number;
}

/** Works out where each file was when. */
export function makeSourceTree(project: Project): SourceTree {
  const total = project.generated.merge_request;
  const changes = new Map<number, StructuralChange[]>();
  const stays: Stay[] = [];
  for (const lineage of LINEAGES) {
    for (const change of trace(lineage, { project, total, stays })) {
      changes.set(change.iid, [...(changes.get(change.iid) ?? []), change]);
    }
  }
  return {
    changes,
    pathsAt: (iid, area) =>
      stays.filter((stay) => stay.area === area && stay.from < iid && iid < stay.until)
        .map((stay) => stay.path),
  };
}

interface Tracing {
  readonly project: Project;
  readonly total: number;
  readonly stays: Stay[];
}

/** Notes a file's stays and answers its changes of shape. */
function trace(lineage: Lineage, { project, total, stays }: Tracing): StructuralChange[] {
  const { area, names, born, renamed = [], dies } = lineage;
  const paths = names.map((name) => pathOf(name, project));
  const found: StructuralChange[] = [];
  let [path = ""] = paths;
  let from = 0;
  if (born !== undefined) {
    from = mergeRequestAt(born, { total, after: 0 });
    found.push({ iid: from, oldPath: path, newPath: path, change: "added" });
  }
  for (const [at, share] of renamed.entries()) {
    const iid = mergeRequestAt(share, { total, after: from });
    const next = paths[at + 1] ?? path;
    stays.push({ area, path, from, until: iid });
    found.push({ iid, oldPath: path, newPath: next, change: "renamed" });
    [path, from] = [next, iid];
  }
  const until = dies === undefined ? Infinity : mergeRequestAt(dies, { total, after: from });
  stays.push({ area, path, from, until });
  if (dies !== undefined) {
    found.push({ iid: until, oldPath: path, newPath: path, change: "deleted" });
  }
  return found.filter((change) => change.iid <= total);
}

function mergeRequestAt(
  share: number,
  { total, after }: { readonly total: number; readonly after: number },
): number {
  return Math.max(after + 1, Math.ceil(total * share));
}

/** `/tests/…` stands as it is but for a missing extension, `auth/login` lies below the root. */
function pathOf(name: string, { root, extension }: Project): string {
  const path = name.startsWith("/") ? name.slice(1) : `${root}/${name}`;
  return /\.\w+$/.test(path) ? path : `${path}.${extension}`;
}
