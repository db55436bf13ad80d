/** The two stages that mirror a forge: issues, and merge requests. @module */

import { markRefreshed } from "../db/projects.ts";
import type { ItemKind } from "../forge/port.ts";
import { record, span } from "../spans/mod.ts";
import { COUNTED, STAGE, type StageWork, type SyncContext, type SyncProject } from "./context.ts";
import { drainJobs } from "./dependents.ts";
import { pool } from "./pool.ts";
import { findProjects } from "./projects.ts";
import { jobsOf } from "./due.ts";
import { walkItems } from "./walk.ts";

/** The projects of a run, found once, by the first stage that needs them. */
export class Projects {
  #found: SyncProject[] | undefined;

  /** The projects found so far. */
  get list(): readonly SyncProject[] {
    return this.#found ?? [];
  }

  /** All projects of the run. */
  async find(context: SyncContext, stage: string): Promise<SyncProject[]> {
    this.#found ??= await findProjects(context, stage);
    return this.#found;
  }
}

/** Mirrors one kind of items of all projects, several projects at once. */
export function ingest(context: SyncContext, projects: Projects, kind: ItemKind): Promise<void> {
  return span(STAGE[kind], {}, async () => {
    try {
      const found = await projects.find(context, STAGE[kind]);
      const { concurrency, signal } = context.options;
      await pool(
        found.values(),
        { workers: concurrency, signal },
        (project, stop) => ingestProject(context, project, { kind, signal: stop }),
      );
    } finally {
      record({
        items_processed: context.counts[COUNTED[kind]],
        items_skipped: context.skipped[kind],
      });
    }
  });
}

/** What fails of one project is noted, and the others go on. */
async function ingestProject(
  context: SyncContext,
  project: SyncProject,
  work: StageWork,
): Promise<void> {
  const { kind } = work;
  project.failure ??= context.closed(project.source);
  if (project.failure !== undefined) return;
  try {
    await span("fetch_pages", { project: project.path }, () => walkItems(context, project, work));
    for (const job of jobsOf(context.options, kind)) {
      await drainJobs(context, project, { ...work, job });
    }
  } catch (error) {
    const { source, path } = project;
    project.failure = context.survive(error, { source, stage: STAGE[kind], project: path });
    if (project.failure.code === "NOT_FOUND") lookAgain(context, project);
  }
}

/** Under its path there may be another project by now: the next sync asks. */
function lookAgain({ options: { database } }: SyncContext, project: SyncProject): void {
  database.transaction((tx) => markRefreshed(tx, project.id, null));
}
