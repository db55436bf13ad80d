/**
 * A forge that is nothing but arrays: it counts what it is asked and fails when told to.
 *
 * Owns: the port over plain content. Leaves to others: everything of HTTP, which the demo forge has.
 *
 * @module
 */

import { LoreError } from "../../lib/errors.ts";
import type {
  Ask,
  Discussion,
  FileChange,
  FileListing,
  Forge,
  Identity,
  Issue,
  ItemRef,
  Label,
  Listing,
  MergeRequest,
  Milestone,
  Page,
  Project,
  ResourceEvent,
  Unparsed,
  Walk,
} from "../../lib/forge/port.ts";
import type { Clock } from "../../lib/platform/clock.ts";
import { aProject, aUser } from "./model.ts";

/** A project and all that is in it. Tests change it between syncs. */
export class ScriptedProject {
  project: Project;
  labels: Label[] = [];
  milestones: Milestone[] = [];
  issues: Issue[] = [];
  mergeRequests: MergeRequest[] = [];
  /** What hangs on items, by `#1` for issues and `!1` for merge requests. */
  readonly discussions: Record<string, Discussion[]> = {};
  readonly events: Record<string, ResourceEvent[]> = {};
  readonly files: Record<string, FileChange[]> = {};
  /** What cannot be read: items by `#1`, what hangs on them by `discussions #1`. */
  readonly broken: Record<string, "named" | "nameless"> = {};
  /** Gives the last page of every walk a second time. */
  repeatsLastPage = false;

  constructor(project: Project = aProject()) {
    this.project = project;
  }
}

interface Rule {
  readonly pattern: RegExp;
  times: number;
  readonly act: (signal: AbortSignal | undefined) => unknown;
}

/** A forge made of {@link ScriptedProject}s. */
export class ScriptedForge implements Forge {
  readonly kind = "gitlab";
  /** Everything that was asked: `project acme/web`, `issues 7 from 5`, `discussions 7#1`. */
  readonly calls: string[] = [];
  owner = aUser("robot");
  pageSize = 2;
  readonly #clock: Clock;
  readonly #projects: ScriptedProject[];
  readonly #rules: Rule[] = [];

  constructor(clock: Clock, projects: ScriptedProject[]) {
    this.#clock = clock;
    this.#projects = projects;
  }

  /** Does something when a call that matches is made, as often as `times` says. */
  on(pattern: RegExp, act: (signal: AbortSignal | undefined) => unknown, times = Infinity): void {
    this.#rules.push({ pattern, times, act });
  }

  /** Fails calls that match. */
  fail(pattern: RegExp, error: Error, times = Infinity): void {
    this.on(pattern, () => Promise.reject(error), times);
  }

  /** Never answers calls that match: they end when they are aborted. */
  hang(pattern: RegExp): void {
    this.on(pattern, (signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      }));
  }

  /** Forgets what was asked, and every rule. */
  reset(): void {
    this.calls.length = 0;
    this.#rules.length = 0;
  }

  /** What was asked that matches. */
  asked(pattern: RegExp): string[] {
    return this.calls.filter((call) => pattern.test(call));
  }

  async identity(ask?: Ask): Promise<Identity> {
    await this.#called("identity", ask);
    return { user: this.owner, scopes: ["read_api"], expiresAt: null };
  }

  async version(ask?: Ask): Promise<string> {
    await this.#called("version", ask);
    return "18.0";
  }

  async project(pathOrId: string | number, ask?: Ask): Promise<Project> {
    await this.#called(`project ${pathOrId}`, ask);
    const found = this.#projects.find(({ project }) =>
      project.path === pathOrId || project.id === pathOrId
    );
    if (found === undefined) throw new LoreError("NOT_FOUND", `No project "${pathOrId}"`);
    return found.project;
  }

  async recentProjects(ask?: Ask): Promise<readonly Project[]> {
    await this.#called("recent projects", ask);
    return this.#projects.map(({ project }) => project);
  }

  async groupProjects(group: string, ask?: Ask): Promise<Project[]> {
    await this.#called(`group ${group}`, ask);
    const all = this.#projects.map(({ project }) => project);
    return all.filter(({ path }) => path.startsWith(`${group}/`));
  }

  async labels(projectId: number, ask?: Ask): Promise<Listing<Label>> {
    await this.#called(`labels ${projectId}`, ask);
    return this.#listing(this.#of(projectId), {
      thing: "labels",
      items: this.#of(projectId).labels,
    });
  }

  async milestones(projectId: number, ask?: Ask): Promise<Listing<Milestone>> {
    await this.#called(`milestones ${projectId}`, ask);
    const { milestones } = this.#of(projectId);
    return this.#listing(this.#of(projectId), { thing: "milestones", items: milestones });
  }

  issues(projectId: number, walk: Walk = {}): AsyncGenerator<Page<Issue>> {
    return this.#walk(
      `issues ${projectId}`,
      { ...walk, sign: "#", project: projectId },
      (project) => project.issues,
    );
  }

  mergeRequests(projectId: number, walk: Walk = {}): AsyncGenerator<Page<MergeRequest>> {
    return this.#walk(
      `mrs ${projectId}`,
      { ...walk, sign: "!", project: projectId },
      (project) => project.mergeRequests,
    );
  }

  issue(projectId: number, iid: number, ask?: Ask): Promise<Page<Issue>> {
    return this.#one(this.#of(projectId), this.#of(projectId).issues, { sign: "#", iid, ask });
  }

  mergeRequest(projectId: number, iid: number, ask?: Ask): Promise<Page<MergeRequest>> {
    return this.#one(this.#of(projectId), this.#of(projectId).mergeRequests, {
      sign: "!",
      iid,
      ask,
    });
  }

  async discussions(item: ItemRef, ask?: Ask): Promise<Listing<Discussion>> {
    const { project, key } = await this.#hanging("discussions", item, ask);
    return this.#listing(project, { thing: `discussions ${key}`, items: project.discussions[key] });
  }

  async resourceEvents(item: ItemRef, ask?: Ask): Promise<Listing<ResourceEvent>> {
    const { project, key } = await this.#hanging("events", item, ask);
    return this.#listing(project, { thing: `events ${key}`, items: project.events[key] });
  }

  async files(item: ItemRef, ask?: Ask): Promise<FileListing> {
    const { project, key } = await this.#hanging("files", item, ask);
    const listing = this.#listing(project, { thing: `files ${key}`, items: project.files[key] });
    return { ...listing, complete: true };
  }

  async #called(call: string, { signal }: Ask = {}): Promise<void> {
    signal?.throwIfAborted();
    this.calls.push(call);
    const rule = this.#rules.find(({ pattern, times }) => times > 0 && pattern.test(call));
    if (rule !== undefined) {
      rule.times -= 1;
      await rule.act(signal);
    }
    await Promise.resolve();
    signal?.throwIfAborted();
  }

  #of(projectId: number): ScriptedProject {
    const found = this.#projects.find(({ project }) => project.id === projectId);
    if (found === undefined) throw new LoreError("NOT_FOUND", `No project ${projectId}`);
    return found;
  }

  async #hanging(what: string, { kind, projectId, iid }: ItemRef, ask?: Ask) {
    const key = `${kind === "issue" ? "#" : "!"}${iid}`;
    await this.#called(`${what} ${projectId}${key}`, ask);
    return { project: this.#of(projectId), key };
  }

  #listing<T>(
    project: ScriptedProject,
    { thing, items = [] }: { readonly thing: string; readonly items?: readonly T[] },
  ): Listing<T> {
    const broken = project.broken[thing] !== undefined;
    const unparsed = broken ? [{ iid: null, path: `${thing}.0`, message: "expected string" }] : [];
    return { items, unparsed, serverTime: this.#clock.now() };
  }

  async *#walk<T extends Issue | MergeRequest>(
    name: string,
    { updatedAfter, signal, sign, project }: Walk & {
      readonly sign: string;
      readonly project: number;
    },
    pick: (project: ScriptedProject) => readonly T[],
  ): AsyncGenerator<Page<T>> {
    const from = updatedAfter ?? -Infinity;
    await this.#called(updatedAfter === undefined ? name : `${name} from ${updatedAfter}`, {
      signal,
    });
    const content = this.#of(project);
    const items = pick(content).filter((item) => item.updatedAt >= from)
      .toSorted((one, other) => one.updatedAt - other.updatedAt);
    for (let at = 0; at === 0 || at < items.length; at += this.pageSize) {
      if (at > 0) await this.#called(`${name} page ${at / this.pageSize + 1}`, { signal });
      const page = this.#page(content, { sign, rows: items.slice(at, at + this.pageSize) });
      yield { ...page, total: at === 0 ? items.length : null };
      if (content.repeatsLastPage && at + this.pageSize >= items.length) yield page;
    }
  }

  async #one<T extends Issue | MergeRequest>(
    content: ScriptedProject,
    items: readonly T[],
    { sign, iid, ask }: { readonly sign: string; readonly iid: number; readonly ask?: Ask },
  ): Promise<Page<T>> {
    await this.#called(`item ${content.project.id}${sign}${iid}`, ask);
    const rows = items.filter((item) => item.iid === iid);
    if (rows.length === 0) throw new LoreError("NOT_FOUND", `No item ${iid}`);
    return this.#page(content, { sign, rows });
  }

  #page<T extends Issue | MergeRequest>(
    content: ScriptedProject,
    { sign, rows }: { readonly sign: string; readonly rows: readonly T[] },
  ): Page<T> {
    const unparsed: Unparsed[] = [];
    const items = rows.filter(({ iid }) => {
      const broken = content.broken[`${sign}${iid}`];
      if (broken === undefined) return true;
      const named = broken === "named" ? iid : null;
      unparsed.push({ iid: named, path: "author.username", message: "expected string" });
      return false;
    });
    return { items, unparsed, serverTime: this.#clock.now(), total: null };
  }
}
