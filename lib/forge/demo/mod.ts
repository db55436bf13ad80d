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
