/** A forge that loses things, lore beside it, and what lore says of what it lacks. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { coverage } from "../../commands/coverage.ts";
import { doctor } from "../../commands/doctor.ts";
import { issues } from "../../commands/issues.ts";
import { search } from "../../commands/search.ts";
import { ingest } from "../../commands/ingest.ts";
import { sync } from "../../commands/sync.ts";
import { syncStatus } from "../../commands/sync_status.ts";
import { createDemoForge, type FaultRule, type Row } from "../../lib/forge/demo/mod.ts";
import type { CoverageReport } from "../../lib/sync/coverage.ts";
import { openStore } from "../../lib/db/mod.ts";
import { demoHost } from "./demo_host.ts";
import { envelopeOf, type LoreRun, runLore } from "./fake_host.ts";
import { temporaryFolder } from "./temporary_folder.ts";
import { differing, storedTruth, truthOf } from "./truth.ts";

/** Milliseconds. */
export const HOUR_MS = 3_600_000;
/** The projects of the forge. */
export const WEB = "acme/web";
export const API = "acme/api";

const COMMANDS = [sync, ingest, coverage, syncStatus, doctor, issues, search];

/** An issue of acme/web. */
export const issue = (iid: number) => ({ project: WEB, kind: "issue", iid }) as const;

/** A merge request of acme/web. */
export const request = (iid: number) => ({ project: WEB, kind: "merge_request", iid }) as const;

/** Rows with these numbers. */
export const only = (...iids: number[]) => ({ iid }: Row): boolean => iids.includes(Number(iid));

/** Requests for the list of issues of acme/web. */
export const ISSUES = new RegExp("/1001/issues\\?");

/** A forge, and lore with a config that leads to it. */
export class CoverageScene implements Disposable {
  readonly #folder = temporaryFolder();
  readonly dataDir = join(this.#folder.path, "data");
  readonly forge = createDemoForge({ projects: 2, issues: 24, mergeRequests: 12 });
  readonly host = demoHost(this.#folder, {
    dataDir: this.dataDir,
    projects: ["acme/*"],
    sync: { max_retries: 0, concurrency: 2 },
  });

  constructor() {
    this.host.fetch = this.forge.fetch;
  }

  /** Runs a line as it is printed: `lore sync -p acme/web`. */
  async run(line: string, ...faults: FaultRule[]): Promise<LoreRun> {
    this.forge.setFaults(faults);
    this.host.clock.jumpTo(this.forge.now());
    this.host.terminal.out = "";
    const [program, ...argv] = line.split(" ");
    assert.equal(program, "lore");
    const run = await runLore(argv, { commands: COMMANDS, host: this.host });
    this.forge.setFaults([]);
    return run;
  }

  /** A mirror of a forge at rest. */
  async mirror(): Promise<void> {
    assert.equal((await this.run("lore sync")).code, 0);
    this.forge.advance(HOUR_MS);
  }

  async coverage(): Promise<CoverageReport> {
    return envelopeOf(await this.run("lore --robot coverage")).data as CoverageReport;
  }

  /** Every gap that is told, in short. */
  async gaps(): Promise<unknown[]> {
    const { coverage } = await this.coverage();
    return coverage.flatMap(({ project, kind, gaps }) =>
      gaps.map((gap) => [project, kind, gap.kind, gap.items, [...gap.iids], gap.command])
    );
  }

  /** Items of which the store says something else than the forge. */
  wrong(): string[] {
    using database = openStore(join(this.dataDir, "lore.db"), { mode: "read" });
    return differing(storedTruth(database), truthOf(this.forge));
  }

  /** The number of an issue with comments. */
  get discussed(): number {
    const { issues } = this.forge.snapshot(WEB);
    const found = issues.find(({ item }) => Number(item.user_notes_count) > 1)?.item.iid;
    assert.ok(typeof found === "number");
    return found;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
