/**
 * Each command by its name: one that was typed in full is loaded without the others. A test holds this
 * to the list of all.
 *
 * @module
 */

import type { Command } from "../lib/cli/mod.ts";

/** Loads the command of a name. */
export const commandLoaders: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("./init.ts")).init,
  sync: async () => (await import("./sync.ts")).sync,
  ingest: async () => (await import("./ingest.ts")).ingest,
  "generate-docs": async () => (await import("./generate_docs.ts")).generateDocs,
  embed: async () => (await import("./embed.ts")).embed,
  search: async () => (await import("./search.ts")).search,
  issues: async () => (await import("./issues.ts")).issues,
  mrs: async () => (await import("./mrs.ts")).mrs,
  threads: async () => (await import("./threads.ts")).threads,
  "file-history": async () => (await import("./file_history.ts")).fileHistory,
  "sync-status": async () => (await import("./sync_status.ts")).syncStatus,
  coverage: async () => (await import("./coverage.ts")).coverage,
  stats: async () => (await import("./stats.ts")).stats,
  explain: async () => (await import("./explain.ts")).explain,
  logs: async () => (await import("./logs.ts")).logs,
  doctor: async () => (await import("./doctor.ts")).doctor,
  backup: async () => (await import("./backup.ts")).backup,
  reset: async () => (await import("./reset.ts")).reset,
  permissions: async () => (await import("./permissions.ts")).permissions,
  "robot-docs": async () => (await import("./robot_docs.ts")).robotDocs,
  completions: async () => (await import("./completions.ts")).completions,
  demo: async () => (await import("./demo.ts")).demo,
};
