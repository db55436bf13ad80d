/** Who the token belongs to, and what that person may see. @module */

import type { Item, Note, Person } from "./model.ts";
import { TOKEN_OWNER } from "./people.ts";

/** Whoever asks. */
export interface Viewer {
  readonly person: Person;
  readonly scopes: readonly string[];
  /** Whether confidential items and internal notes are shown, as to members of a project. */
  readonly seesInternal: boolean;
}

/** Who asks unless told otherwise. */
export const OWNER: Viewer = { person: TOKEN_OWNER, scopes: ["read_api"], seesInternal: true };

/** A member's access level as GitLab counts it: Reporter, or Guest. */
export function accessLevel({ seesInternal }: Viewer): number {
  return seesInternal ? 20 : 10;
}

/** Whether an item is there for somebody. */
export function maySee({ seesInternal }: Viewer, { confidential }: Item): boolean {
  return seesInternal || !confidential;
}

/** The notes of a discussion that are there for somebody. */
export function visibleNotes({ seesInternal }: Viewer, notes: readonly Note[]): readonly Note[] {
  return seesInternal ? notes : notes.filter(({ internal }) => !internal);
}
