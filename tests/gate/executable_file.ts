/**
 * What is inside an executable that `deno compile` made: its permissions and its files.
 *
 * The file ends with `d3n0l4nd`, a length, the settings as JSON, a list of npm packages and modules,
 * then a length and the tree of files as JSON. Lengths are unsigned 64-bit, little end first.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** What was baked in. */
export interface ExecutableContent {
  /** As in `allow_read`: an empty list is all, null is none. */
  readonly permissions: Readonly<Record<string, unknown>>;
  /** The path of every file inside. */
  readonly files: readonly string[];
}

type Entry =
  | { readonly Dir: { readonly n: string; readonly e: readonly Entry[] } }
  | { readonly File: { readonly n: string } }
  | { readonly Symlink: { readonly n: string } };

/** Reads an executable. @throws Error when it holds nothing that `deno compile` put there. */
export function readExecutable(bytes: Uint8Array): ExecutableContent {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const settings = jsonAfter(buffer, "d3n0l4nd", '{"argv":', 0);
  const tree = jsonAfter(buffer, "", '[{"', settings.end);
  const { permissions } = settings.value as Pick<ExecutableContent, "permissions">;
  return { permissions, files: pathsOf(tree.value as readonly Entry[], "") };
}

/** Finds `mark`, 8 bytes of length and JSON that begins with `opening`. */
function jsonAfter(
  buffer: Buffer,
  mark: string,
  opening: string,
  from: number,
): { readonly value: unknown; readonly end: number } {
  for (let at = from; (at = buffer.indexOf(opening, at)) !== -1; at++) {
    if (at < mark.length + 8) continue;
    const length = Number(buffer.readBigUInt64LE(at - 8));
    const marked = buffer.toString("latin1", at - 8 - mark.length, at - 8) === mark;
    if (!marked || at + length > buffer.length || length < opening.length) continue;
    return { value: JSON.parse(buffer.toString("utf8", at, at + length)), end: at + length };
  }
  throw new Error(`Cannot find "${opening}" with its length in the executable`);
}

function pathsOf(entries: readonly Entry[], prefix: string): string[] {
  return entries.flatMap((entry) => {
    if ("Dir" in entry) return pathsOf(entry.Dir.e, `${prefix}${entry.Dir.n}/`);
    return [`${prefix}${"File" in entry ? entry.File.n : entry.Symlink.n}`];
  });
}
