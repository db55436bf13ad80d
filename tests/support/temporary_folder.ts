/** A folder that is gone when its scope ends. @module */

import { join } from "node:path";
import { makeFolder, remove, temporaryFolder as make } from "../../lib/platform/files.ts";

/** An empty folder of a test's own. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
  /** Writes a file below it, with the folders on its way; returns its absolute path. */
  write(name: string, text: string, options?: { readonly mode?: number }): string;
}

/** Makes an empty folder; `using` removes it. */
export function temporaryFolder(): TemporaryFolder {
  const path = make("lore-test-");
  return {
    path,
    write(name, text, options = {}): string {
      const file = join(path, name);
      makeFolder(join(file, ".."));
      Deno.writeTextFileSync(file, text, options);
      return file;
    },
    [Symbol.dispose]: () => remove(path),
  };
}
