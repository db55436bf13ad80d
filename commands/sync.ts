/** `lore sync`: mirrors the configured projects and makes them searchable. @module */

import {
  type App,
  defineCommand,
  ITEM_FLAGS,
  itemNumber,
  main,
  nonEmpty,
  PROJECT_FLAG,
} from "../lib/cli/mod.ts";
import { partialProblem } from "../lib/sync/partial.ts";
import { syncText } from "../lib/sync/report.ts";
import type { SyncTask } from "../lib/sync/surgical/options.ts";
import type { SyncAnswer } from "../lib/sync/surgical/types.ts";

/** The command. */
export const sync = defineCommand({
  name: "sync",
  summary: "Mirror the configured projects and make them searchable",
  description:
    "Fetches what is new since the last sync: issues, merge requests, their discussions, events " +
    "and files. Then makes documents and vectors of what changed. A sync that was interrupted " +
    "goes on where it stopped; what could not be read is said, remembered and asked for again.\n\n" +
    "With --issue and --mr exactly these items are refreshed with everything that hangs on them. " +
    "All of them are asked for first: what is missing, forbidden or moved is told in one go, and " +
    "nothing is changed unless the rest is enough (--skip-missing). Exit 5 where an item is " +
    "missing or moved, else 4 where one is forbidden, 6 where the forge failed. Such a run is in " +
    "the ledger by its id; one that died is finished by --resume.",
  examples: [
    { line: "lore sync", brief: "Fetch what is new" },
    { line: "lore sync -p group/repo", brief: "Only one project" },
    { line: "lore sync --full", brief: "Walk everything again" },
    { line: "lore sync --reconcile", brief: "Find what was deleted or changed in silence" },
    { line: "lore sync --issue 7,12 --mr 3 -p group/repo", brief: "Only these items, now" },
    {
      line: "lore sync --preflight-only --issue 7 -p group/repo",
      brief: "Whether the forge would give it; changes nothing",
    },
    { line: "lore sync --resume 5ca1ab1e", brief: "Finish such a run that died" },
    { line: "lore --robot sync", brief: "One JSON envelope with the timings of every stage" },
  ],
  flags: {
    project: PROJECT_FLAG,
    full: { kind: "boolean", brief: "Fetch everything again, not only what changed" },
    reconcile: {
      kind: "boolean",
      brief: "Compare whole lists with the store: finds what was deleted or changed in silence",
    },
    issue: {
      kind: "parsed",
      parse: itemNumber("#"),
      item: "#",
      variadic: ",",
      placeholder: "N",
      brief: "Refresh this issue; several times or 1,2 for several; with --project",
    },
    mr: {
      kind: "parsed",
      parse: itemNumber("!"),
      item: "!",
      variadic: ",",
      placeholder: "N",
      brief: "Refresh this merge request; as --issue",
    },
    source: {
      ...ITEM_FLAGS.source,
      brief: "With --issue or --mr: the source, where several have such a project",
    },
    preflightOnly: {
      kind: "boolean",
      brief: "With --issue or --mr: ask the forge for them and change nothing",
    },
    dryRun: {
      kind: "boolean",
      brief: "With --issue or --mr: say what would be done and ask nothing",
    },
    skipMissing: {
      kind: "boolean",
      brief: "With --issue or --mr: refresh the others when some cannot be",
    },
    resume: {
      kind: "parsed",
      parse: nonEmpty,
      optional: true,
      placeholder: "RUN",
      completes: "run",
      brief: "Finish a run of --issue or --mr that died: its id or the beginning of it",
    },
  },
  permissions: [
    "read:config",
    "read:data",
    "read:logs",
    "write:data",
    "write:logs",
    "net:forge",
    "net:embedding",
    "env",
  ],
  changesStore: true,
  async run(app, flags): Promise<SyncAnswer> {
    const { syncTask } = await import("../lib/sync/surgical/options.ts");
    const task = syncTask(flags);
    return task.does === "all" ? await syncAll(app, flags) : await syncItems(app, task);
  },
  async text(result, look) {
    if (!("mode" in result)) return syncText(result, look);
    const { surgicalText } = await import("../lib/sync/surgical/text.ts");
    return surgicalText(result, look);
  },
  epilogue: (result, look, run) => {
    const title = partialProblem(result) === undefined ? "Sync complete" : "Sync finished in part";
    const titles = { preflight: "Asked the forge", dry_run: "Asked nothing" } as const;
    const own = "mode" in result && result.mode !== "surgical" ? titles[result.mode] : title;
    return look.timings(own, run.elapsedMs(), run.stages());
  },
  problem: partialProblem,
  resultSchema: async () => (await import("../lib/sync/sync_schema.ts")).syncAnswerSchema,
});

async function syncAll(
  app: App,
  { project, full, reconcile }: {
    readonly project?: string;
    readonly full: boolean;
    readonly reconcile: boolean;
  },
): Promise<SyncAnswer> {
  const { runSync } = await import("../lib/sync/mod.ts");
  const kinds = ["issue", "merge_request"] as const;
  const { later, ...host } = await hostOf(app);
  return await runSync(host, { command: "sync", kinds, full, reconcile, project, later });
}

async function syncItems(app: App, task: Exclude<SyncTask, { does: "all" }>): Promise<SyncAnswer> {
  const surgical = await import("../lib/sync/surgical/mod.ts");
  switch (task.does) {
    case "preflight": {
      const { fetch, clock, signal } = app;
      const host = { config: await app.config(), fetch, clock, signal };
      return await surgical.preflightOnly(host, task.request);
    }
    case "dry run": {
      using database = await openIfThere(app);
      return surgical.dryRun(await app.config(), task.request, database);
    }
    case "items":
      return await surgical.runSurgical(await hostOf(app), task.request);
    case "resume":
      return await surgical.resumeSurgical(await hostOf(app), task.runId);
  }
}

/** What a sync needs of the outside world. */
async function hostOf(app: App) {
  const config = await app.config();
  return {
    config,
    dataDir: await app.dataDir(),
    clock: app.clock,
    fetch: app.fetch,
    signal: app.signal,
    openStore: () => app.openStore("write"),
    later: async () => {
      const { searchStages } = await import("../lib/sync/search_stages.ts");
      return searchStages(config, app);
    },
  };
}

/** The store for reading; undefined where there is none yet. */
async function openIfThere(app: App) {
  const { LoreError } = await import("../lib/errors.ts");
  try {
    return await app.openStore("read");
  } catch (error) {
    if (error instanceof LoreError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

if (import.meta.main) await main(sync);
