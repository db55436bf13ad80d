/**
 * The one table of error codes and the error that carries them.
 *
 * Owns: what each code means, its exit code and its HTTP status. Everything that reports an error
 * (the command line, the robot envelope, the generated docs) reads this table. Leaves to others:
 * when to throw, and how to print.
 *
 * @module
 */

/** What one error code means to a person, a shell and an HTTP client. */
export interface ErrorKind {
  /** Process exit code. */
  readonly exit: number;
  /** HTTP status that the same failure has in the HTTP API. */
  readonly http: number;
  /** One clause for help and docs. */
  readonly meaning: string;
  /** Commands that help in most cases; an error that knows better names its own. */
  readonly actions: readonly string[];
}

/** Every error code, in order of exit code. Codes are added, never renamed or removed. */
export const ERRORS = {
  FAILED: {
    exit: 1,
    http: 500,
    meaning: "the command failed",
    actions: ["lore logs --level warn"],
  },
  USAGE: {
    exit: 2,
    http: 400,
    meaning: "the command line cannot be understood",
    actions: ["lore --help"],
  },
  CONFIG_INVALID: {
    exit: 2,
    http: 500,
    meaning: "the config has an unknown key or a wrong value",
    actions: ["lore doctor"],
  },
  CONFIG_NOT_FOUND: {
    exit: 2,
    http: 500,
    meaning: "there is no config file",
    actions: ["lore doctor"],
  },
  PARTIAL: {
    exit: 3,
    http: 200,
    meaning: "finished in part: some projects or items failed, the rest is stored",
    actions: ["lore explain", "lore sync"],
  },
  AUTH_FAILED: {
    exit: 4,
    http: 401,
    meaning: "the forge refused the token",
    actions: ["lore doctor"],
  },
  TOKEN_MISSING: {
    exit: 4,
    http: 401,
    meaning: "the token's environment variable is not set",
    actions: ["lore doctor"],
  },
  PERMISSION_DENIED: {
    exit: 4,
    http: 403,
    meaning: "a permission is missing",
    actions: ["lore permissions"],
  },
  NOT_FOUND: {
    exit: 5,
    http: 404,
    meaning: "no such run, item, project or file",
    actions: ["lore sync-status"],
  },
  FORGE_UNAVAILABLE: {
    exit: 6,
    http: 502,
    meaning: "the forge or the network cannot be reached, after retries",
    actions: ["lore doctor", "lore sync"],
  },
  RATE_LIMITED: {
    exit: 6,
    http: 429,
    meaning: "the forge's rate limit outlasted every retry",
    actions: ["lore sync"],
  },
  LOCK_HELD: {
    exit: 7,
    http: 409,
    meaning: "another run holds the lock",
    actions: ["lore sync-status"],
  },
  DB_CORRUPT: {
    exit: 8,
    http: 500,
    meaning: "the store is damaged or not a lore store",
    actions: ["lore doctor"],
  },
  DB_TOO_NEW: {
    exit: 8,
    http: 500,
    meaning: "the store was written by a newer lore",
    actions: ["lore --version"],
  },
  DB_READONLY: {
    exit: 8,
    http: 500,
    meaning: "the store cannot be written",
    actions: ["lore doctor"],
  },
  DISK_FULL: { exit: 8, http: 507, meaning: "the disk is full", actions: ["lore doctor"] },
  SERVICE_PAUSED: {
    exit: 9,
    http: 503,
    meaning: "the scheduled service is paused",
    actions: ["lore sync-status"],
  },
  INTERNAL: { exit: 70, http: 500, meaning: "a bug in lore", actions: ["lore logs --level error"] },
  INTERRUPTED: {
    exit: 130,
    http: 499,
    meaning: "interrupted by a signal",
    actions: ["lore sync-status"],
  },
} as const satisfies Record<string, ErrorKind>;

/** A code from {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS;

/** A name that is not known, and those that are near it. */
export interface MeantName {
  /** What has the name, as flags say what they are completed to: `project`. */
  readonly what: string;
  /** As it was given. */
  readonly given: string;
  /** The best first; empty where none is near. */
  readonly names: readonly string[];
}

/** What a {@link LoreError} may carry beside its message. */
export interface LoreErrorOptions {
  /** What to do about it, in one clause: at best a command to run. */
  readonly hint?: string;
  /** Commands that can be run as they are. */
  readonly actions?: readonly string[];
  /** Data for machines: paths, ids, counts. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What the command line could have said; its actions are then the line with that. */
  readonly meant?: MeantName;
  /** The failure underneath. */
  readonly cause?: unknown;
}

/** A failure that someone can act on. Anything else that is thrown is a bug in lore. */
export class LoreError extends Error {
  override readonly name = "LoreError";
  /** The code, a key of {@link ERRORS}. */
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** Commands that can be run as they are. */
  readonly actions: readonly string[];
  /** Data for machines. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What the command line could have said. */
  readonly meant: MeantName | undefined;

  /** Makes an error of a code; the message names the action, quotes values, ends without a period. */
  constructor(code: ErrorCode, message: string, options: LoreErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.actions = options.actions ?? ERRORS[code].actions;
    this.details = options.details ?? {};
    this.meant = options.meant;
  }

  /** The process exit code of this error. */
  get exitCode(): number {
    return ERRORS[this.code].exit;
  }
}

/**
 * Turns anything thrown into a {@link LoreError}: an aborted operation is `INTERRUPTED`, a refused
 * Deno permission is `PERMISSION_DENIED` with the flag to give, the rest is `INTERNAL`.
 */
export function toLoreError(thrown: unknown): LoreError {
  if (thrown instanceof LoreError) return deniedBeneath(thrown) ?? thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name === "AbortError") {
    return new LoreError("INTERRUPTED", "Interrupted", { cause: error });
  }
  if (error.name === "NotCapable") return permissionDenied(error);
  return new LoreError("INTERNAL", `Unexpected failure: ${error.message}`, {
    hint: "This is a bug in lore: please report it with the log of this run",
    cause: error,
  });
}

/** A refused permission is what has to be acted on, whatever the error around it says. */
function deniedBeneath(error: LoreError): LoreError | undefined {
  if (error.code === "PERMISSION_DENIED" || error.code === "INTERRUPTED") return undefined;
  let at: unknown = error.cause;
  for (let depth = 0; at instanceof Error && depth < 10; depth++, at = at.cause) {
    if (at.name === "NotCapable") return permissionDenied(at, error);
  }
  return undefined;
}

/** Deno says `Requires net access to "host:443", run again with the --allow-net flag`. */
function permissionDenied(error: Error, cause: Error = error): LoreError {
  const wanted = /^Requires (\w+) access(?: to (?:"([^"]*)"|<([^>]*)>))?/.exec(error.message);
  const [, kind = "all", target, description] = wanted ?? [];
  const flag = `--allow-${kind}${target === undefined ? "" : `=${target}`}`;
  const what = target ?? description;
  return new LoreError(
    "PERMISSION_DENIED",
    `Deno does not allow ${kind} access${what === undefined ? "" : ` to "${what}"`}`,
    { hint: `Run again with ${flag}`, details: { flag, kind, ...(target && { target }) }, cause },
  );
}

/** Why something failed, in one clause; for a permission that Deno refused, with the flag to give. */
export function reasonOf(thrown: unknown): string {
  const { code, message, hint } = toLoreError(thrown);
  if (code === "PERMISSION_DENIED") return `${message} (${hint})`;
  return causeChain(thrown)[0] ?? message;
}

/** The message of an error and of every cause below it, outermost first. */
export function causeChain(thrown: unknown): string[] {
  const chain: string[] = [];
  for (let at = thrown; at !== undefined && at !== null && chain.length < 10;) {
    chain.push(at instanceof Error ? at.message : String(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return chain;
}
