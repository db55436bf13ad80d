/** Refreshing single items. @module */

export { dryRun, preflightOnly } from "./look.ts";
export { resumeSurgical, runSurgical } from "./run.ts";
