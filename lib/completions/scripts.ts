/** The scripts that tell a shell to ask lore. @module */

import bash from "./lore.bash" with { type: "text" };
import fish from "./lore.fish" with { type: "text" };
import zsh from "./lore.zsh" with { type: "text" };

/** The shells that there are scripts for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of them. */
export type Shell = typeof SHELLS[number];

/** A script to be sourced. */
export interface CompletionsResult {
  readonly shell: Shell;
  readonly script: string;
}

const SCRIPTS: Readonly<Record<Shell, string>> = { bash, zsh, fish };

/** The script for a shell. Its first lines tell how to install it for good. */
export function completionScript(shell: Shell): CompletionsResult {
  return { shell, script: SCRIPTS[shell] };
}
