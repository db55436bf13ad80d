/** The one line of JSON that `--robot` puts on stdout. CONTRACT: fields are added, never renamed. @module */

import { causeChain, type LoreError } from "../errors.ts";
import { redact } from "../log/redact.ts";
import type { StageTiming } from "../spans/mod.ts";
import type { Correction } from "./arguments.ts";

/** What the envelope says beside data and error. */
export interface Meta {
  readonly run_id?: string;
  /** Milliseconds from the start of the command to the writing of this line. */
  readonly elapsed_ms: number;
  readonly stages?: readonly StageTiming[];
  /** What was mistyped and what it was taken for. */
  readonly corrections?: readonly Correction[];
  /** Of lists: whether there is more than these rows. */
  readonly truncated?: boolean;
  /** The command for the next page, where there is one. */
  readonly next?: string;
  /** Texts that were cut at their end, so that the answer fits. */
  readonly shortened?: readonly Shortened[];
}

/** A text that was cut. */
export interface Shortened {
  /** Where it stands in `data`: `timeline.0.body`. */
  readonly path: string;
  /** Characters that the whole text has. */
  readonly chars: number;
}

/** What a command came to: data, an error, or both for a result that is there in part. */
export interface Outcome {
  readonly data?: unknown;
  readonly error?: LoreError;
}

/** The envelope as one line. */
export function envelope({ data, error }: Outcome, meta: Meta): string {
  const whole = {
    ok: error === undefined,
    ...(error === undefined || data !== undefined ? { data: data ?? {} } : {}),
    ...(error === undefined ? {} : { error: errorFields(error) }),
    meta,
  };
  return JSON.stringify(whole, (_key, value) => typeof value === "bigint" ? Number(value) : value) +
    "\n";
}

/**
 * An error as the envelope has it, without secrets: its words may come from a forge or the network.
 * Empty fields are left out.
 */
function errorFields(error: LoreError): Record<string, unknown> {
  const causes = causeChain(error.cause);
  const fields = {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.actions.length === 0 ? {} : { actions: error.actions }),
    ...(Object.keys(error.details).length === 0 ? {} : { details: error.details }),
    ...(causes.length === 0 ? {} : { causes }),
  };
  return JSON.parse(JSON.stringify(fields, (_key, value) => {
    if (typeof value === "string") return redact(value);
    return typeof value === "bigint" ? Number(value) : value;
  }));
}
