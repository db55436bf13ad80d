/** What one check of `lore doctor` says. CONTRACT: fields are added, never renamed. @module */

import { type ErrorCode, toLoreError } from "../errors.ts";

/** Whether all is well, something deserves a look, or something does not work. */
export type CheckStatus = "ok" | "warn" | "fail";

/** The answer of one check. What else it found out stands beside. */
export interface Check {
  readonly status: CheckStatus;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** The code that a command would fail with. */
  readonly code?: ErrorCode;
  readonly [detail: string]: unknown;
}

/** All is well. */
export function ok(message: string, details: Readonly<Record<string, unknown>> = {}): Check {
  return { status: "ok", message, ...details };
}

/** Something deserves a look. */
export function warn(
  message: string,
  hint: string | undefined,
  details: Readonly<Record<string, unknown>> = {},
): Check {
  return { status: "warn", message, ...(hint === undefined ? {} : { hint }), ...details };
}

/** Something does not work: what was thrown says why. An abort is rethrown. */
export function fail(thrown: unknown, details: Readonly<Record<string, unknown>> = {}): Check {
  const { code, message, hint } = toLoreError(thrown);
  if (code === "INTERRUPTED") throw thrown;
  return { status: "fail", message, ...(hint === undefined ? {} : { hint }), code, ...details };
}

/** Something could not be looked at, because of what another check says. */
export function unchecked(why: string, details: Readonly<Record<string, unknown>> = {}): Check {
  return warn(`Not checked: ${why}`, undefined, details);
}

const RANK: Readonly<Record<CheckStatus, number>> = { ok: 0, warn: 1, fail: 2 };

/** The worst of several checks; the first of those. */
export function worst<C extends Check>(checks: readonly [C, ...C[]]): C {
  return checks.reduce((a, b) => RANK[b.status] > RANK[a.status] ? b : a);
}
