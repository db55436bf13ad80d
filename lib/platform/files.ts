/** Files: the few operations lore needs, and nothing else of `Deno.*`. @module */

/** What a directory entry is, as far as lore cares. */
export interface FileEntry {
  readonly name: string;
  /** True for a regular file; false for folders, links and everything else. */
  readonly isFile: boolean;
}

/** A file that is only ever added to, one write per call, shared safely between processes. */
export interface AppendFile extends Disposable {
  /** Appends bytes with one write. @throws when the disk refuses. */
  write(bytes: Uint8Array): void;
  /** Whether nobody can find the file any more: it was removed while open. */
  removed(): boolean;
}

/** An open file that is read at any place. */
export interface ReadFile extends Disposable {
  /** Its size now, in bytes: others may be writing to it. */
  size(): number;
  /** Fills `buffer` from an offset on; returns how many bytes there were, less only at the end. */
  readAt(offset: number, buffer: Uint8Array): number;
}

/** A lock on a file that the kernel frees when its holder dies. */
export interface FileLock extends Disposable {
  readonly path: string;
}

/** Reads a text file. @throws Deno.errors.NotFound, PermissionDenied, NotCapable */
export function readText(path: string): string {
  return Deno.readTextFileSync(path);
}

/** Writes a text file so that a reader sees the old text or the new, never a part. */
export function writeText(path: string, text: string, options: { mode?: number } = {}): void {
  const temporary = `${path}.${Deno.pid}.tmp`;
  try {
    Deno.writeTextFileSync(temporary, text, options);
    Deno.renameSync(temporary, path);
  } catch (error) {
    remove(temporary);
    throw error;
  }
}

/**
 * Writes a text file that must not be there yet, whole or not at all. False when something of that
 * name is there: it is left as it is, whoever made it and whenever.
 */
export function writeNewText(path: string, text: string): boolean {
  const temporary = `${path}.${Deno.pid}.tmp`;
  try {
    Deno.writeTextFileSync(temporary, text);
    // A link, unlike a renaming, never takes the place of what is there.
    Deno.linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  } finally {
    remove(temporary);
  }
}

/**
 * Makes a folder and those above it. Does nothing when it is there. Permission bits `mode` apply to
 * all that are made.
 */
export function makeFolder(path: string, options: { readonly mode?: number } = {}): void {
  Deno.mkdirSync(path, { recursive: true, ...options });
}

/** The entries of a folder; none when it is not there. */
export function listFolder(path: string): FileEntry[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name, isFile }) => ({ name, isFile }));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Size in bytes and time of last change (Unix ms); undefined when there is no such file. */
export function fileInfo(path: string): { size: number; modifiedAt: number } | undefined {
  try {
    const info = Deno.statSync(path);
    return { size: info.size, modifiedAt: info.mtime?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether a name is taken: by a file, a folder, or a link that leads nowhere. */
export function isTaken(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Makes an empty file that was not there, with permission bits `mode`. */
export function makeNewFile(path: string, options: { readonly mode: number }): void {
  Deno.openSync(path, { write: true, createNew: true, ...options }).close();
}

/**
 * Gives a finished file its name: whoever looks sees what was there before, or all of the new. False
 * when something is there and `replace` is false; then both stay as they are.
 */
export function publishFile(
  from: string,
  to: string,
  { replace }: { readonly replace: boolean },
): boolean {
  if (!replace && !claimed(from, to)) return false;
  Deno.renameSync(from, to);
  return true;
}

/** Whether a name is free for a file: by a link, which never takes the place of what is there. */
function claimed(from: string, to: string): boolean {
  try {
    Deno.linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    // Some disks know no links.
    return !isTaken(to);
  }
}

/** Permission bits of a file or folder (`0o600`); undefined when there is none, or on Windows. */
export function fileMode(path: string): number | undefined {
  try {
    const { mode } = Deno.statSync(path);
    return mode === null ? undefined : mode & 0o7777;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Removes a file or folder with all in it; does nothing when it is not there. */
export function remove(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Removes one file, and never a folder; does nothing when it is not there. */
export function removeFile(path: string): void {
  try {
    if (!Deno.lstatSync(path).isDirectory) Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Makes an empty temporary folder. */
export function temporaryFolder(prefix: string): string {
  return Deno.makeTempDirSync({ prefix });
}

/** Opens a file for appending; makes it, with permission bits `mode`, when it is not there. */
export function openAppend(path: string, options: { readonly mode?: number } = {}): AppendFile {
  const file = Deno.openSync(path, { append: true, create: true, ...options });
  return {
    write(bytes): void {
      let done = file.writeSync(bytes);
      while (done < bytes.length) done += file.writeSync(bytes.subarray(done));
    },
    removed: () => file.statSync().nlink === 0,
    [Symbol.dispose]: () => file.close(),
  };
}

/** Opens a file for reading; undefined when there is none. */
export function openRead(path: string): ReadFile | undefined {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return {
    size: () => file.statSync().size,
    readAt(offset, buffer): number {
      file.seekSync(offset, Deno.SeekMode.Start);
      let done = 0;
      while (done < buffer.length) {
        const read = file.readSync(buffer.subarray(done));
        if (read === null) break;
        done += read;
      }
      return done;
    },
    [Symbol.dispose]: () => file.close(),
  };
}

/** How often a file must be found the same before what stands at its end counts as the end. */
const STEADY_LOOKS = 4;

/**
 * Whether a file ends in the middle of a line, and nobody is writing the rest of it. False for what
 * is no regular file.
 */
export function endsMidLine(path: string): boolean {
  using file = Deno.openSync(path, { read: true });
  const last = new Uint8Array(1);
  let steadySize = -1;
  for (let looks = 0; looks < STEADY_LOOKS; looks++) {
    const { isFile, size } = file.statSync();
    if (!isFile || size === 0) return false;
    file.seekSync(size - 1, Deno.SeekMode.Start);
    if (file.readSync(last) !== 1 || last[0] === 0x0a) return false;
    // The kernel writes page by page: a line across two of them is seen half for an instant.
    if (size !== steadySize) looks = 0;
    steadySize = size;
  }
  return true;
}

/** Takes an exclusive lock on a file, making it when needed; undefined when another holds it. */
export function tryLockFile(path: string): FileLock | undefined {
  for (;;) {
    const file = Deno.openSync(path, { read: true, write: true, create: true });
    if (!file.tryLockSync(true)) {
      file.close();
      return undefined;
    }
    // Whoever held it may have removed it in between: a lock on that file keeps nobody out.
    if (file.statSync().nlink !== 0) return lockOn(file, path);
    file.close();
  }
}

function lockOn(file: Deno.FsFile, path: string): FileLock {
  return {
    path,
    [Symbol.dispose](): void {
      file.unlockSync();
      file.close();
    },
  };
}

/** Whether someone holds the lock on a file. Changes nothing; false when there is no such file. */
export function fileLocked(path: string): boolean {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  try {
    // A shared lock, so that several who look do not see each other.
    if (!file.tryLockSync(false)) return true;
    file.unlockSync();
    return false;
  } finally {
    file.close();
  }
}
