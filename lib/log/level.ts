/** How much a log line matters. @module */

/** Levels from the least to the most important, as in the field's usual scale. */
export const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"] as const;

/** A level of {@link LEVELS}. */
export type Level = (typeof LEVELS)[number];

/** A level that lets nothing pass, beside the real ones. */
export type Threshold = Level | "OFF";

/** Rank of a level or threshold: a line passes when its rank is at least the threshold's. */
export const RANK: Readonly<Record<Threshold, number>> = {
  TRACE: 0,
  DEBUG: 1,
  INFO: 2,
  WARN: 3,
  ERROR: 4,
  OFF: 5,
};
