/**
 * Whole syncs of a demo forge in this process: lock, ledger and all four stages as in `lore sync`,
 * real SQLite in a file, time that stands still unless somebody waits.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { parseConfig } from "../../lib/config/parse.ts";
import { type Database, openStore, type Reader, type Transaction } from "../../lib/db/mod.ts";
import { type DemoForge, type Fault, FAULTS } from "../../lib/forge/demo/mod.ts";
import type { Fetch } from "../../lib/platform/fetch.ts";
import { withRun } from "../../lib/spans/mod.ts";
import { runSync, type SyncResult } from "../../lib/sync/mod.ts";
import { searchStages } from "../../lib/sync/search_stages.ts";
import { dryRun, preflightOnly, resumeSurgical, runSurgical } from "../../lib/sync/surgical/mod.ts";
import type {
  DryRunReport,
  PreflightReport,
  SurgicalRequest,
  SurgicalResult,
} from "../../lib/sync/surgical/types.ts";
import { dumpStore, unsoundness } from "./dump.ts";
import { FakeClock } from "./fake_clock.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** How one sync is run. */
export interface DemoSyncOptions {
  /** How often a request is sent again; not at all by default. */
  readonly maxRetries?: number;
  readonly signal?: AbortSignal;
  /** Stands between client and forge. */
  readonly fetch?: Fetch;
  readonly full?: boolean;
  /** Compare whole lists with the store. */
  readonly reconcile?: boolean;
  readonly projects?: readonly string[];
  /** Whether to mirror state, label and milestone events, as by default. */
  readonly resourceEvents?: boolean;
  /** The token of the demo forge by default. */
  readonly token?: string;
  /** Done to the store before anything is written to it. */
  prepare?(database: Database): void;
}

/** How single items are refreshed. */
export interface DemoSurgicalOptions extends DemoSyncOptions {
  readonly project?: string;
  readonly source?: string;
  readonly skipMissing?: boolean;
  readonly runId?: string;
}

/** A run as the ledger has it. */
export interface LedgerRow {
  readonly run_id: string;
  readonly status: string;
  readonly finished_at: number | null;
  readonly total_errors: number;
  readonly error: string | null;
  readonly phase: string | null;
}

/** A store of its own that mirrors a demo forge. */
export class DemoSync implements Disposable {
  readonly clock = new FakeClock();
  readonly #folder = temporaryFolder();
  readonly #forge: DemoForge;

  constructor(forge: DemoForge) {
    this.#forge = forge;
  }

  /** Syncs once. Rejects as `lore sync` fails. */
  async sync(options: DemoSyncOptions = {}): Promise<SyncResult> {
    const { full = false, reconcile } = options;
    const { later, ...host } = this.#host(options);
    const kinds = ["issue", "merge_request"] as const;
    return await runSync(host, { command: "sync", kinds, full, reconcile, later });
  }

  /** Refreshes single items, named as in `#1` and `!2`; `acme/web` unless told otherwise. */
  async surgical(items: string, options: DemoSurgicalOptions = {}): Promise<SurgicalResult> {
    const { runId } = options;
    return await withRun(
      { command: "sync", clock: this.clock, runId },
      () => runSurgical(this.#host(options), surgicalRequest(items, options)),
    );
  }

  /** Lets a surgical run go on. */
  async resume(runId: string, options: DemoSyncOptions = {}): Promise<SurgicalResult> {
    return await withRun(
      { command: "sync", clock: this.clock },
      () => resumeSurgical(this.#host(options), runId),
    );
  }

  /** Asks the forge for single items and changes nothing. */
  async preflight(items: string, options: DemoSurgicalOptions = {}): Promise<PreflightReport> {
    return await withRun(
      { command: "sync", clock: this.clock },
      () => preflightOnly(this.#host(options), surgicalRequest(items, options)),
    );
  }

  /** Says what a surgical sync would do, and asks the store alone. */
  dryRun(items: string, options: DemoSurgicalOptions = {}): DryRunReport {
    return this.#read((reader) =>
      dryRun(this.#host(options).config, surgicalRequest(items, options), reader)
    );
  }

  #host(options: DemoSyncOptions) {
    const { signal = new AbortController().signal, prepare } = options;
    const config = this.#config(options);
    return {
      config,
      dataDir: this.#folder.path,
      clock: this.clock,
      fetch: options.fetch ?? this.#forge.fetch,
      signal,
      openStore: () => {
        const database = openStore(this.#path, { mode: "write", clock: this.clock });
        prepare?.(database);
        return Promise.resolve(database);
      },
      later: () =>
        Promise.resolve(searchStages(config, { fetch: this.#forge.fetch, clock: this.clock })),
    };
  }

  /** What the store holds by natural keys, after a look at whether it is sound. */
  dump(): Record<string, unknown[]> {
    return this.#read((reader) => {
      assert.deepEqual(unsoundness(reader), []);
      return dumpStore(reader);
    });
  }

  /** The ledger, oldest run first. */
  runs(): LedgerRow[] {
    return this.#read((reader) =>
      reader.all<LedgerRow>(
        "select run_id, status, finished_at, total_errors, error, phase from sync_runs order by id",
      )
    );
  }

  /** The first column of each row of a question. */
  column(sql: string): unknown[] {
    return this.#read((reader) =>
      reader.all<Record<string, unknown>>(sql).map((row) => Object.values(row)[0])
    );
  }

  /** The folder of the store. */
  get dataDir(): string {
    return this.#folder.path;
  }

  /** What a question to the store gives. */
  ask<Answer>(question: (reader: Reader) => Answer): Answer {
    return this.#read(question);
  }

  /** Changes the store behind lore's back. */
  change(body: (tx: Transaction) => void): void {
    using database = openStore(this.#path, { mode: "write", clock: this.clock });
    database.transaction(body);
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }

  get #path(): string {
    return join(this.#folder.path, "lore.db");
  }

  #read<T>(question: (reader: Reader) => T): T {
    using database = openStore(this.#path, { mode: "read" });
    return question(database);
  }

  #config(
    { maxRetries = 0, projects = ["acme/*"], token = "demo-token", resourceEvents = true }:
      DemoSyncOptions,
  ) {
    const path = join(this.#folder.path, "lore.config.json");
    const source = { name: "demo", forge: "gitlab", url: "https://forge.test", token_env: "TOKEN" };
    const text = JSON.stringify({
      sources: [{ ...source, projects }],
      sync: { max_retries: maxRetries, concurrency: 4, resource_events: resourceEvents },
    });
    const environment = (name: string): string | undefined => name === "TOKEN" ? token : undefined;
    const parsed = parseConfig(text, { path, home: undefined });
    return { ...parsed, path, place: "--config" as const, environment };
  }
}

function surgicalRequest(
  items: string,
  { project = "acme/web", source, skipMissing = false }: DemoSurgicalOptions,
): SurgicalRequest {
  const keys = items.split(" ").map((name) => ({
    kind: name.startsWith("#") ? "issue" as const : "merge_request" as const,
    iid: Number(name.slice(1)),
  }));
  return { project, source, skipMissing, items: keys };
}

/** Answers lists in pages of so many rows, whatever the client asks for: small forges get long. */
export function smallPages(fetch: Fetch, rows: number): Fetch {
  return (request) => {
    const url = new URL(request.url);
    if (url.searchParams.has("per_page")) url.searchParams.set("per_page", String(rows));
    return fetch(new Request(url, request));
  };
}

/** One way in which one request goes wrong. */
export interface Mishap {
  readonly name: string;
  readonly fault: Fault;
  /** What happens in the moment in which the request is made. */
  readonly strike?: "abort" | "timeout";
}

/** Everything that can happen to a request. */
export const MISHAPS: readonly Mishap[] = [
  { name: "dropped", fault: FAULTS.dropped },
  { name: "500", fault: FAULTS.refused(500, "Internal Server Error") },
  { name: "truncated", fault: FAULTS.truncated },
  { name: "login page", fault: FAULTS.loginPage() },
  { name: "401", fault: FAULTS.refused(401, "Unauthorized") },
  { name: "429", fault: FAULTS.rateLimited(7) },
  { name: "interrupted", fault: FAULTS.hanging, strike: "abort" },
  { name: "502", fault: FAULTS.badGateway() },
  { name: "timed out", fault: FAULTS.hanging, strike: "timeout" },
];
