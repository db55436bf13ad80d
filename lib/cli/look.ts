/**
 * What a command's text may depend on besides its data, and what it is made with.
 *
 * The helpers come by way of `Look`, so that a command file need not import them: `lore --help` loads
 * every command file, and each module costs it a third of a millisecond.
 *
 * @module
 */

import type { StageTiming } from "../spans/mod.ts";
import { byteSize, count, duration, relativeTime, stageLabel } from "./format.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";
import { timingSummary } from "./timing_summary.ts";
import { type Glyphs, UNICODE_GLYPHS } from "./glyphs.ts";
import { displayWidth, fit, pad, printable } from "./width.ts";
import { wrap } from "./wrap.ts";

/** The stream that text is made for. */
export interface LookOptions {
  readonly style: Style;
  /** Columns to lay out for. */
  readonly columns: number;
  /** Unix ms, for "2 minutes ago". */
  readonly now: number;
  /** Whether a person reads the stream; otherwise nothing need be cut to fit. */
  readonly isTerminal: boolean;
  /** Whether somebody is told on stderr what stands beside the text, as is the next page's command. */
  readonly hasRemarks?: boolean;
  /** The characters of lore's own, as the locale can show them; Unicode where nothing is said. */
  readonly glyphs?: Glyphs;
}

/** How the text of a result is to look. */
export interface Look extends LookOptions {
  readonly glyphs: Glyphs;
  /** Rows under titles. Cells from a forge go through `printable` first. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): string;
  /** `45.2s`, `2m 05s`; of milliseconds. */
  duration(ms: number): string;
  /** `5 minutes ago`; of a time in Unix ms. */
  ago(then: number): string;
  /** `1.2 MB`. */
  bytes(size: number): string;
  /** `1 item`, `2 items`. */
  count(number: number, one: string, many?: string): string;
  /** `ingest_mrs` as `Ingest MRs`. */
  stage(name: string): string;
  /** The stages of a run under a title such as `Sync complete`. */
  timings(title: string, elapsedMs: number, stages: readonly StageTiming[]): string;
  /** Columns that text takes. */
  width(text: string): number;
  /** Text cut to a number of columns. */
  fit(text: string, columns: number): string;
  /** Text broken at spaces to fit a terminal; lines behind the first begin with `indent`. */
  wrap(text: string, indent?: string): string;
  /** Text filled up to a number of columns. */
  pad(text: string, columns: number, side?: "left" | "right"): string;
  /** Text on one line and without control characters. */
  printable(text: string): string;
}

/** The look for a stream. */
export function makeLook(options: LookOptions): Look {
  const { style, now, glyphs = UNICODE_GLYPHS, columns, isTerminal } = options;
  const fitted = (text: string, room: number): string => fit(text, room, glyphs.ellipsis);
  return {
    ...options,
    glyphs,
    table: (columns, rows) => table(columns, rows, { ...options, fit: fitted }),
    duration,
    ago: (then) => relativeTime(then, now),
    bytes: byteSize,
    count,
    stage: stageLabel,
    timings: (title, elapsedMs, stages) => timingSummary({ title, elapsedMs, stages, style }),
    width: displayWidth,
    fit: fitted,
    wrap: (text, indent) => isTerminal ? wrap(text, columns, indent) : text,
    pad,
    printable,
  };
}
