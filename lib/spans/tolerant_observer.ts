/** Progress is a convenience: a run does not fail because it could not be shown. @module */

import { logger } from "../log/logger.ts";
import type { SpanNode, SpanObserver } from "./context.ts";

const log = logger("lore::spans");

/**
 * An observer that is told no more once it threw, or once the run is over: work that outlives its
 * run must not draw on a screen that is no longer the run's.
 */
export function tolerant(observer: SpanObserver): Required<SpanObserver> {
  let listening = true;
  const tell = (how: keyof SpanObserver, node: SpanNode): void => {
    if (!listening) return;
    try {
      observer[how]?.(node);
    } catch (error) {
      listening = false;
      log.warn("Progress is no longer shown", { error });
    }
    if (how === "closed" && node.parent === undefined) listening = false;
  };
  return {
    opened: (node) => tell("opened", node),
    recorded: (node) => tell("recorded", node),
    closed: (node) => tell("closed", node),
  };
}
