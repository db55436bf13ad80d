/** What names on a disk stand for: files, folders, links, and which of them are the same. @module */

import { resolve } from "./paths.ts";

/** What a name stands for, itself and not what a link leads to; undefined where it is free. */
export function entryKind(path: string): "file" | "folder" | "link" | "other" | undefined {
  try {
    const { isFile, isDirectory, isSymlink } = Deno.lstatSync(path);
    return isFile ? "file" : isDirectory ? "folder" : isSymlink ? "link" : "other";
  } catch (error) {
    if (leadsNowhere(error)) return undefined;
    throw error;
  }
}

/** Whether there is a folder, or a link to one. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (leadsNowhere(error)) return false;
    throw error;
  }
}

/** Whether a part of a path is missing, or is a file where a folder should be. */
function leadsNowhere(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

/** The path without links; undefined where it leads nowhere. */
export function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (leadsNowhere(error)) return undefined;
    throw error;
  }
}

/** Where a link leads, whether there is something or not. */
export function linkTarget(path: string): string {
  return resolve(path, "..", Deno.readLinkSync(path));
}

/** Whether two paths are of one file, by whatever names; false where one of them is of none. */
export function isSameFile(a: string, b: string): boolean {
  const [one, other] = [realPath(a), realPath(b)];
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  const [first, second] = [Deno.statSync(one), Deno.statSync(other)];
  return first.ino !== null && first.ino === second.ino && first.dev === second.dev;
}
