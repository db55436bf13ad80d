/** Small disks, where this machine lets us mount. @module */

import { type TemporaryFolder, temporaryFolder } from "./temporary_folder.ts";

function arrange(program: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(program, { args, stderr: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A tmpfs with these options, until disposed. */
export function mounted(options: string): Pick<TemporaryFolder, "path"> & Disposable {
  const folder = temporaryFolder();
  const { path } = folder;
  if (!arrange("mount", "-t", "tmpfs", "-o", options, "tmpfs", path)) {
    folder[Symbol.dispose]();
    throw new Error(`cannot mount a tmpfs with ${options}`);
  }
  return {
    path,
    [Symbol.dispose](): void {
      arrange("umount", path);
      folder[Symbol.dispose]();
    },
  };
}

/** Whether disks can be made. */
export const canMount: boolean = (() => {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  try {
    using _disk = mounted("size=1m");
    return true;
  } catch {
    return false;
  }
})();
