/** Mirroring a forge into the store. @module */

export type { Failure } from "./context.ts";
export { type LaterStages, type SyncResult } from "./pipeline.ts";
export { partialProblem } from "./partial.ts";
export { syncText, type Words } from "./report.ts";
export { runSync, type SyncHost, type SyncRequest } from "./run_sync.ts";
export { openForge, openSources } from "./sources.ts";
