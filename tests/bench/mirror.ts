/** lore's ingest as the benchmarks run it: a real forge, a real store, no stages after it. @module */

import { openStore } from "../../lib/db/mod.ts";
import { gitlab } from "../../lib/forge/gitlab/mod.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { type Fetch, systemFetch } from "../../lib/platform/fetch.ts";
import { withRun } from "../../lib/spans/mod.ts";
import { runPipeline, type SyncResult } from "../../lib/sync/pipeline.ts";
import type { ForgeProcess } from "./forge.ts";

/** Requests under way at once, for lore and for its floor. */
export const CONCURRENCY = 8;

/** What a benchmark may vary. */
export interface IngestOptions {
  readonly fetch?: Fetch;
  readonly resourceEvents?: boolean;
  /** Compare the whole lists with what is stored. */
  readonly reconcile?: boolean;
}

/** Mirrors the forge into the store at `path`. @throws when anything failed in part */
export async function ingest(
  forge: Pick<ForgeProcess, "url" | "token" | "projects">,
  path: string,
  { fetch = systemFetch, resourceEvents = true, reconcile = false }: IngestOptions = {},
): Promise<SyncResult> {
  const { url, token, projects } = forge;
  using database = openStore(path, { mode: "write" });
  const client = gitlab({ url, token, fetch, clock: systemClock, concurrency: CONCURRENCY });
  const result = await withRun({ command: "sync" }, (run) =>
    runPipeline({
      database,
      sources: [{ name: "demo", url, projects, forge: client }],
      clock: systemClock,
      signal: new AbortController().signal,
      runId: run.id,
      concurrency: CONCURRENCY,
      overlapMs: 120_000,
      resourceEvents,
      reconcile,
    }));
  if (result.failed > 0) {
    throw new Error(`the ingest failed in part: ${result.failures[0]?.message}`);
  }
  return result;
}

/** Notes every address that passes. */
export function recording(urls: string[]): Fetch {
  return (request) => {
    urls.push(request.url);
    return systemFetch(request);
  };
}
