/**
 * The demo forge: a small, faithful, deterministic GitLab for `lore demo`, for tests and benchmarks.
 *
 * @module
 */

export { createDemoForge, DEFAULT_ENDS_AT, DemoForge } from "./forge.ts";
export type { DemoForgeOptions, LoggedRequest } from "./forge.ts";
export { demoFaults, failAlwaysFrom, failAt, FAULTS, MALFORMED } from "./faults.ts";
export type { Fault, FaultRule, Row } from "./faults.ts";
export type { RateLimitOptions } from "./rate_limit.ts";
export { Changes } from "./changes.ts";
export type { ChangeOptions, NewFile, NewItem, NewMergeRequest } from "./changes.ts";
export type { Bump, ItemAt } from "./editor.ts";
export type { NewNote, NoteAt, NoteEdit, Resolution } from "./note_changes.ts";
export type { ItemSnapshot, ProjectSnapshot } from "./snapshot.ts";
