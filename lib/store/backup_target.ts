/**
 * Where a backup goes.
 *
 * Owns: that a folder gets a file named after the day, and that neither the store nor anything that was
 * there before is written over unasked.
 *
 * @module
 */

import { basename, dirname, join, resolve } from "node:path";
import { LoreError } from "../errors.ts";
import { dayOf } from "../log/log_files.ts";
import { entryKind, isFolder, isSameFile, realPath } from "../platform/entries.ts";
import type { Access } from "../platform/permissions.ts";
import { quoted } from "../quoted.ts";

/** What decides where it goes. */
export interface BackupTargetOptions {
  /** As it was typed. */
  readonly given: string;
  /** Of the store. */
  readonly storePath: string;
  /** Whether what is there is to be replaced. */
  readonly force: boolean;
  /** Unix ms. */
  readonly now: number;
  /** Whether the runtime lets this process do something. */
  isAllowed(access: Access): boolean;
}

/** A place for a backup. */
export interface BackupTarget {
  /** An absolute path. */
  readonly path: string;
  /** Whether there is a file, which is to be replaced. */
  readonly replaces: boolean;
}

/**
 * The place that is meant.
 *
 * @throws LoreError `USAGE` for the store itself and for what is there already, `NOT_FOUND` for a folder
 * that is not there, `PERMISSION_DENIED`
 */
export function backupTarget(options: BackupTargetOptions): BackupTarget {
  const { given, storePath, force } = options;
  const path = pathOf(options);
  refuseStore(path, storePath);
  const folder = dirname(path);
  if (!isFolder(folder)) {
    throw new LoreError("NOT_FOUND", `There is no folder "${folder}" for the backup`, {
      hint: `Make it (mkdir -p ${quoted(folder)}), or give another place`,
      actions: [],
      details: { path: folder },
    });
  }
  const kind = entryKind(path);
  if (kind === undefined) return { path, replaces: false };
  if (kind !== "file") {
    throw new LoreError("USAGE", `"${path}" is no file of its own: it was left as it is`, {
      hint: "Give the name of a file, or a folder",
      details: { path },
    });
  }
  if (!force) throw alreadyThere(path, given);
  return { path, replaces: true };
}

/** The error for a place that is taken. */
export function alreadyThere(path: string, given: string): LoreError {
  return new LoreError("USAGE", `There is "${path}" already: it was left as it is`, {
    hint: "--force replaces it; or give another name",
    actions: [`lore backup --force ${quoted(given)}`],
    details: { path },
  });
}

function pathOf({ given, now, isAllowed }: BackupTargetOptions): string {
  const path = resolve(given);
  const asFolder = /[/\\]$/.test(given);
  // Looking already needs what Deno may refuse; what is beside the file is written as well.
  requireAccess(asFolder ? path : dirname(path), isAllowed);
  if (!asFolder && !isFolder(path)) return path;
  requireAccess(path, isAllowed);
  return join(path, `lore-${dayOf(now).name}.db`);
}

function requireAccess(target: string, isAllowed: BackupTargetOptions["isAllowed"]): void {
  const kind = (["read", "write"] as const).find((kind) => !isAllowed({ kind, target }));
  if (kind === undefined) return;
  const flag = `--allow-${kind}=${target}`;
  throw new LoreError("PERMISSION_DENIED", `Deno does not allow ${kind} access to "${target}"`, {
    hint: `Run again with ${quoted(flag)}`,
    details: { flag, kind, target },
  });
}

/** Files that belong to a store, by what their names end in. */
const OF_THE_STORE = ["", "-wal", "-shm", "-journal"];

function refuseStore(path: string, storePath: string): void {
  const folder = realPath(dirname(path));
  const named = folder === undefined ? path : join(folder, basename(path));
  const store = realPath(storePath) ?? storePath;
  const isStore = isSameFile(path, store) ||
    OF_THE_STORE.some((end) => named === `${store}${end}` || path === `${storePath}${end}`);
  if (!isStore) return;
  throw new LoreError("USAGE", `"${path}" belongs to the store itself`, {
    hint: "Give another name, best on another disk",
    details: { path },
  });
}
