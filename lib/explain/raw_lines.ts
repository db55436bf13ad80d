/**
 * The lines of a log file as they lie on the disk, without reading it as a whole.
 *
 * Owns: cutting blocks of bytes into lines, forwards and backwards, with bounded memory whatever the
 * file holds. Bytes are looked at as Latin-1, one character each, which costs nothing: only what is
 * wanted is decoded. Leaves to others: what a line means (`log_line.ts`).
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { ReadFile } from "../platform/files.ts";

/** A line as Latin-1, without its end; a false answer stops the reading. */
export type LineReader = (line: string) => boolean | void;

/** Bytes read at once, and the longest line that is kept whole. */
export const BLOCK_BYTES = 1 << 20;

/** The text of a line that was read as Latin-1. */
export function decode(line: string): string {
  return Buffer.from(line, "latin1").toString("utf8");
}

/** Where lines are cut from, and to where. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Leaves a last line without an end for later. */
  readonly wholeLines?: boolean;
}

/**
 * Reads lines from the first to the last. Returns the offset after the last one that was read. Of a
 * line longer than a block the beginning is given.
 */
export function readForward(file: ReadFile, stretch: Stretch, read: LineReader): number {
  const { to, wholeLines = false } = stretch;
  const block = Buffer.alloc(BLOCK_BYTES);
  let at = stretch.from;
  while (at < to) {
    const text = textAt(file, block, { from: at, to });
    if (text === "") return at;
    const isLast = at + text.length >= to;
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      const line = text.slice(start, end);
      start = end + 1;
      if (read(line) === false) return at + start;
    }
    if (isLast && start < text.length && !wholeLines) {
      read(text.slice(start));
      return at + text.length;
    }
    if (isLast && start < text.length && start > 0) return at + start;
    if (start > 0) {
      at += start;
      continue;
    }
    const next = afterLongLine(file, block, { from: at, to });
    if (next === undefined && wholeLines) return at;
    if (read(text) === false || next === undefined) return next ?? to;
    at = next;
  }
  return at;
}

/** The offset after the end of a line longer than a block; undefined when it has no end yet. */
function afterLongLine(
  file: ReadFile,
  block: Buffer,
  { from, to }: Stretch,
): number | undefined {
  for (let at = from; at < to; at += block.length) {
    const text = textAt(file, block, { from: at, to });
    const end = text.indexOf("\n");
    if (end !== -1) return at + end + 1;
    if (text === "") return undefined;
  }
  return undefined;
}

/**
 * Reads lines from the last one before an offset to the first. Of a line longer than a block, pieces
 * are given.
 */
export function readBackward(file: ReadFile, end: number, read: LineReader): void {
  const block = Buffer.alloc(BLOCK_BYTES);
  let to = end;
  let isEnd = true;
  while (to > 0) {
    const from = Math.max(0, to - block.length);
    const text = textAt(file, block, { from, to });
    // Someone made the file shorter.
    if (text.length < to - from) return;
    let end = isEnd && text.endsWith("\n") ? text.length - 1 : text.length;
    isEnd = false;
    for (let start = text.lastIndexOf("\n", end - 1); start !== -1 && end > 0;) {
      if (read(text.slice(start + 1, end)) === false) return;
      end = start;
      start = end === 0 ? -1 : text.lastIndexOf("\n", end - 1);
    }
    const isWhole = from === 0 || end === text.length;
    if (isWhole) {
      if (read(text.slice(0, end)) === false) return;
      to = from;
    } else {
      to = from + end;
    }
  }
}

function textAt(file: ReadFile, block: Buffer, { from, to }: Stretch): string {
  const wanted = block.subarray(0, Math.min(block.length, to - from));
  return wanted.toString("latin1", 0, file.readAt(from, wanted));
}
