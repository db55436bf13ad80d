/** A home in which syncs go wrong, and `lore explain` beside them. @module */

import { join } from "node:path";
import { explain } from "../../commands/explain.ts";
import { sync } from "../../commands/sync.ts";
import { openStore } from "../../lib/db/mod.ts";
import { finishRun, type RunEnd, startRun } from "../../lib/db/runs.ts";
import type { Explanation } from "../../lib/explain/explain.ts";
import { createDemoForge, type Fault } from "../../lib/forge/demo/mod.ts";
import { demoHost } from "./demo_host.ts";
import { envelopeOf, type LoreRun, runLore } from "./fake_host.ts";
import { temporaryFolder } from "./temporary_folder.ts";

export const MINUTE_MS = 60_000;

/** A home with a config, and lore run in it against a demo forge at a time of its own. */
export class ExplainScene implements Disposable {
  readonly #folder = temporaryFolder();
  readonly forge = createDemoForge({ projects: 2, issues: 8, mergeRequests: 4 });
  readonly dataDir = join(this.#folder.path, "data");
  readonly host = demoHost(this.#folder, {
    dataDir: this.dataDir,
    projects: ["acme/web", "acme/api"],
    sync: { max_retries: 2, concurrency: 1 },
  });

  constructor() {
    this.host.fetch = this.forge.fetch;
  }

  async lore(...argv: string[]): Promise<LoreRun> {
    this.host.terminal.out = "";
    this.host.terminal.err = "";
    return await runLore(argv, { commands: [sync, explain], host: this.host });
  }

  /** Syncs while some requests go wrong; returns the run's id. */
  async sync(match?: RegExp, fault?: Fault, times?: number): Promise<string> {
    this.forge.setFaults(match && fault ? [{ match, fault, times }] : []);
    const envelope = envelopeOf(await this.lore("--robot", "sync"));
    this.forge.setFaults([]);
    this.host.clock.advance(10 * MINUTE_MS);
    return (envelope.meta as { run_id: string }).run_id;
  }

  async explain(...argv: string[]): Promise<Explanation> {
    return envelopeOf(await this.lore("--robot", "explain", ...argv)).data as Explanation;
  }

  /** Enters a run into the ledger that ran `minutesAgo`, without a log. */
  enter(runId: string, minutesAgo: number, end?: Partial<RunEnd>, mode = "incremental"): void {
    using database = openStore(join(this.dataDir, "lore.db"), { mode: "write" });
    const now = this.host.clock.now() - minutesAgo * MINUTE_MS;
    database.transaction((tx) => {
      const id = startRun(tx, { runId, command: "sync", mode, now });
      if (end === undefined) return;
      finishRun(tx, id, { status: "succeeded", stages: [], now: now + 1000, ...end });
    });
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
