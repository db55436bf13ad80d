/**
 * Who the token of a source belongs to: what a mirror holds depends on it, and what is missing may be
 * gone or only hidden from it.
 *
 * @module
 */

import { saveIdentity } from "../db/identity.ts";
import { logger } from "../log/logger.ts";
import type { SyncContext, SyncSource } from "./context.ts";

const log = logger("lore::sync");

/** A source and where its failures count. */
export interface IdentityQuestion {
  readonly source: SyncSource;
  /** lore's key. */
  readonly sourceId: number;
  readonly stage: string;
  readonly project?: string;
}

/** Identities that were asked for in one run. */
export class Identities {
  readonly #asked = new Map<number, Promise<boolean>>();

  /**
   * Whether the stored identity is that of the token at hand. Asks the forge at most once in a run,
   * and stores what it says.
   */
  confirm(context: SyncContext, question: IdentityQuestion): Promise<boolean> {
    const { sourceId } = question;
    const asked = this.#asked.get(sourceId) ?? ask(context, question);
    this.#asked.set(sourceId, asked);
    return asked;
  }
}

async function ask(context: SyncContext, question: IdentityQuestion): Promise<boolean> {
  const { source, sourceId, stage, project } = question;
  const { database, clock, signal } = context.options;
  if (context.closed(source) !== undefined) return false;
  try {
    const identity = await source.forge.identity({ signal });
    const other = database.transaction((tx) =>
      saveIdentity(tx, sourceId, { identity, now: clock.now() })
    );
    if (other !== undefined) {
      const now = identity.user.username;
      log.warn("The token belongs to somebody else than before", {
        source: source.name,
        before: other,
        now,
      });
    }
    return true;
  } catch (error) {
    context.survive(error, { source, stage, project });
    return false;
  }
}
