/** A data directory with a small mirror, and the commands that read it. @module */

import { join } from "node:path";
import { fileHistory } from "../../commands/file_history.ts";
import { issues } from "../../commands/issues.ts";
import { mrs } from "../../commands/mrs.ts";
import { stats } from "../../commands/stats.ts";
import { threads } from "../../commands/threads.ts";
import type { Command } from "../../lib/cli/mod.ts";
import { saveCoverage } from "../../lib/db/cursors.ts";
import { saveDiscussion } from "../../lib/db/discussions.ts";
import type { SaveScope, StoredItem } from "../../lib/db/items.ts";
import { saveIssue } from "../../lib/db/issues.ts";
import { saveFiles } from "../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../lib/db/merge_requests.ts";
import { openStore, type Transaction } from "../../lib/db/mod.ts";
import { saveProject, saveSource } from "../../lib/db/projects.ts";
import { saveResourceEvent } from "../../lib/db/resource_events.ts";
import type {
  Discussion,
  FileChange,
  Issue,
  MergeRequest,
  Project,
  ResourceEvent,
} from "../../lib/model.ts";
import { FakeHost, type LoreRun, runLore } from "./fake_host.ts";
import { aMergeRequest, anIssue, aProject, NOON } from "./model.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** How a command is run. */
export interface AskOptions {
  /** The width of the terminal; without it stdout is none. */
  readonly columns?: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether somebody reads stderr at a terminal. */
  readonly watched?: boolean;
}

/** Where reading commands run in a test. */
export class ReadingScene implements Disposable {
  readonly #folder = temporaryFolder();
  readonly path = join(this.#folder.path, "data", "lore.db");
  /** The environment in which lore finds it. */
  readonly variables: Readonly<Record<string, string>> = {
    LORE_DATA_DIR: join(this.path, ".."),
    HOME: this.#folder.path,
  };
  readonly sourceId: number;
  /** Of project acme/web. */
  readonly scope: SaveScope;

  constructor() {
    const source = { name: "work", forge: "gitlab", url: "https://forge.test" } as const;
    this.sourceId = this.write((tx) => saveSource(tx, source));
    this.scope = this.project({});
  }

  /** Removes the store, so that a test makes its own. */
  forget(): void {
    Deno.removeSync(this.path);
  }

  write<T>(body: (tx: Transaction) => T): T {
    using database = openStore(this.path, { mode: "write" });
    return database.transaction(body);
  }

  /** Another project, synced just now. */
  project(change: Partial<Project>): SaveScope {
    const { sourceId } = this;
    const projectId = this.write((tx) => saveProject(tx, sourceId, aProject(change)));
    this.synced(projectId, NOON);
    return { sourceId, projectId, serverTime: NOON };
  }

  /** Notes that walks of both kinds reached their end, at a server time in Unix ms. */
  synced(projectId: number, serverTime: number): void {
    this.write((tx) => {
      for (const kind of ["issue", "merge_request"] as const) {
        const seen = { rowsSeen: 0, forgeTotal: 0, unparsed: 0, withheld: 0 };
        const times = { beganAt: serverTime, serverTime };
        const interval = { updatedFrom: null, updatedTo: serverTime };
        const walk = {
          ...{ runId: "00000001", projectId, kind, mode: "full" as const },
          ...{ ...seen, ...times, ...interval, finished: true, wholeSince: serverTime },
        };
        saveCoverage(tx, walk);
      }
    });
  }

  issue(iid: number, change: Partial<Issue> = {}, scope: SaveScope = this.scope): number {
    return this.write((tx) => saveIssue(tx, scope, anIssue(iid, change)).id);
  }

  mergeRequest(iid: number, change: Partial<MergeRequest> = {}, scope = this.scope): number {
    return this.write((tx) => saveMergeRequest(tx, scope, aMergeRequest(iid, change)).id);
  }

  discussion(item: StoredItem, discussion: Discussion, scope = this.scope): void {
    this.write((tx) => saveDiscussion(tx, scope, { item, discussion }));
  }

  event(item: StoredItem, event: ResourceEvent, scope = this.scope): void {
    this.write((tx) => saveResourceEvent(tx, scope, { item, event }));
  }

  files(mergeRequestId: number, files: readonly FileChange[], complete = true): void {
    const answer = { files, complete, serverTime: NOON };
    this.write((tx) => saveFiles(tx, mergeRequestId, answer));
  }

  /** Runs lore. */
  ask(
    argv: readonly string[],
    { columns, variables = {}, watched = false }: AskOptions = {},
  ): Promise<LoreRun> {
    const host = new FakeHost({ ...this.variables, ...variables });
    host.terminal.stderrIsTerminal = watched;
    if (columns !== undefined) {
      host.terminal.stdoutIsTerminal = true;
      host.terminal.width = columns;
    }
    const commands: readonly Command[] = [fileHistory, issues, mrs, threads, stats];
    return runLore(argv, { commands, host });
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
