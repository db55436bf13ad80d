/** `lore` as a program on the PATH, from source. @module */

import { join } from "node:path";
import { ROOT } from "../gate/deno_command.ts";
import { loreVariables } from "./lore_process.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** A folder with the program in it. */
export interface LoreProgram extends Disposable {
  /** The program's own path. */
  readonly path: string;
  /** The folder, which is the home as well. */
  readonly home: string;
  /** An environment in which `lore` is found, and no config or store but those given. */
  environment(variables?: Readonly<Record<string, string>>): Record<string, string>;
}

/** Makes a program `lore` that runs `main.ts` as `deno task lore` does. */
export function loreProgram(): LoreProgram {
  const folder = temporaryFolder();
  const deno = `'${Deno.execPath()}' run -q --no-prompt --unstable-lazy-dynamic-imports`;
  const path = folder.write(
    "bin/lore",
    `#!/bin/sh\nexec ${deno} -P=lore --frozen '${join(ROOT, "main.ts")}' "$@"\n`,
    { mode: 0o755 },
  );
  return {
    path,
    home: folder.path,
    environment: (variables = {}) => ({
      ...loreVariables(),
      PATH: `${join(folder.path, "bin")}:${Deno.env.get("PATH") ?? ""}`,
      HOME: folder.path,
      XDG_CONFIG_HOME: "",
      XDG_DATA_HOME: "",
      ...variables,
    }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
