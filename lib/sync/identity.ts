/**
 * Who the token of a source belongs to: what a mirror holds depends on it, and what is missing may be
 * gone or only hidden from it.
 *
 * @module
 */

import { knownToken, saveIdentity, saveStranger } from "../db/identity.ts";
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

/** How long it counts as known whose a token is, ms. */
const FRESH_MS = 24 * 60 * 60 * 1000;

/**
 * Sees to it that whatever is stored next counts as seen by whoever has the token at hand: asks whose
 * it is once a day, and at once where it is another token than before. What a stranger sees counts as
 * seen by nobody else.
 */
export async function identify(context: SyncContext, question: IdentityQuestion): Promise<void> {
  const { source, sourceId } = question;
  const { database, clock, full } = context.options;
  const { at, mark } = knownToken(database, sourceId);
  const { tokenMark = null } = source.forge;
  const isOther = mark !== tokenMark;
  const isFresh = at !== null && Math.abs(clock.now() - at) < FRESH_MS;
  if (!isOther && full !== true && isFresh) return;
  const isKnown = await context.identities.confirm(context, question);
  if (isKnown || !isOther || context.closed(source) !== undefined) return;
  database.transaction((tx) => saveStranger(tx, sourceId, tokenMark));
}

async function ask(context: SyncContext, question: IdentityQuestion): Promise<boolean> {
  const { source, sourceId, stage, project } = question;
  const { database, clock, signal } = context.options;
  if (context.closed(source) !== undefined) return false;
  try {
    const identity = await source.forge.identity({ signal });
    const other = database.transaction((tx) =>
      saveIdentity(tx, sourceId, { identity, mark: source.forge.tokenMark, now: clock.now() })
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
