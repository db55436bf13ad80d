/** A sync of a scripted forge into a store in memory. @module */

import { type Database, openStore } from "../../lib/db/mod.ts";
import { type StageTiming, withRun } from "../../lib/spans/mod.ts";
import type { SyncSource } from "../../lib/sync/context.ts";
import { type PipelineOptions, runPipeline, type SyncResult } from "../../lib/sync/pipeline.ts";
import { FakeClock } from "./fake_clock.ts";
import { ScriptedForge, ScriptedProject } from "./scripted_port.ts";

/** How far walks step back in tests, ms. */
export const OVERLAP = 10_000;

/** A forge, a store and a clock; each `run()` is one sync. */
export class ScriptedSync implements Disposable {
  readonly clock = new FakeClock();
  readonly database: Database = openStore(":memory:", { mode: "write" });
  readonly forge: ScriptedForge;
  readonly sources: SyncSource[];
  /** The stage tree of the last run, also when it failed. */
  stages: StageTiming[] = [];
  #runs = 0;

  /** Syncs these projects by their paths, unless `patterns` names other paths or wildcards. */
  constructor(projects: ScriptedProject[], patterns?: readonly string[]) {
    this.forge = new ScriptedForge(this.clock, projects);
    const paths = patterns ?? projects.map(({ project }) => project.path);
    this.sources = [
      { name: "work", url: "https://forge.test", forge: this.forge, projects: paths },
    ];
  }

  /** What a sync is given, unless a test says otherwise. One request at a time: calls have an order. */
  options(change: Partial<PipelineOptions> = {}): PipelineOptions {
    return {
      database: this.database,
      sources: this.sources,
      clock: this.clock,
      signal: new AbortController().signal,
      runId: `run${this.#runs}`,
      concurrency: 1,
      overlapMs: OVERLAP,
      resourceEvents: true,
      ...change,
    };
  }

  /** Syncs once; `forge.calls` then holds what this sync asked. */
  async run(change: Partial<PipelineOptions> = {}): Promise<SyncResult> {
    this.#runs += 1;
    this.forge.calls.length = 0;
    const { clock } = this;
    return await withRun({ command: "sync", clock }, async (run) => {
      try {
        return await runPipeline(this.options(change));
      } finally {
        this.stages = run.stages();
      }
    });
  }

  /** The first column of each row. */
  column(sql: string): unknown[] {
    return this.database.all<Record<string, unknown>>(sql).map((row) => Object.values(row)[0]);
  }

  [Symbol.dispose](): void {
    this.database[Symbol.dispose]();
  }
}
