/** Progress. @module */

import type { Clock } from "../platform/clock.ts";
import type { SpanObserver } from "../spans/mod.ts";
import type { Output } from "./output.ts";

/** Shows what takes longer than a second. */
export class Progress implements SpanObserver, Disposable {
  /** Starts watching. */
  constructor(_output: Output, _clock: Clock) {}

  /** A span was opened. */
  opened(): void {}

  [Symbol.dispose](): void {}
}
