/** What a command's text may depend on besides its data. @module */

import type { Style } from "./style.ts";

/** How the text of a result is to look. */
export interface Look {
  readonly style: Style;
  /** Columns to lay out for. */
  readonly columns: number;
  /** Unix ms, for "2 minutes ago". */
  readonly now: number;
  /** Whether a person reads the stream; otherwise nothing need be cut to fit. */
  readonly isTerminal: boolean;
}
