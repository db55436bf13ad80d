/** lore at a terminal: a pseudo-terminal made by `script` of util-linux. @module */

import { ROOT } from "../gate/deno_command.ts";
import { denoArguments, type LoreHome, loreVariables } from "./lore_process.ts";

/** Whether there is what makes a terminal. */
export const hasScript: boolean = await new Deno.Command("sh", {
  args: ["-c", "command -v script stty"],
  stdout: "null",
  stderr: "null",
}).output().then(({ success }) => success);

/** lore at work at a terminal. */
export interface TerminalRun {
  /** All that the terminal was sent, once lore has ended. */
  readonly sent: Promise<string>;
  /** The exit code, which `script` passes on. */
  readonly code: Promise<number>;
  /** Types something. */
  press(keys: string): Promise<void>;
}

/** Starts `lore ARGV` at a terminal so many columns wide, which does not echo what is typed. */
export function atTerminal(
  home: LoreHome,
  argv: readonly string[],
  { columns }: { readonly columns: number },
): TerminalRun {
  const deno = [Deno.execPath(), ...denoArguments(home, argv)].map((word) => `'${word}'`).join(" ");
  const child = new Deno.Command("script", {
    args: ["-qec", `stty cols ${columns} rows 24 -echo; ${deno}`, "/dev/null"],
    cwd: ROOT,
    env: loreVariables({ TERM: "xterm" }),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  const ended = child.status.then(async ({ code }) => {
    await keyboard.close().catch(() => {});
    return code;
  });
  const sent = new Response(child.stdout).text();
  return {
    sent: ended.then(() => sent),
    code: ended,
    press: (keys) => keyboard.write(new TextEncoder().encode(keys)),
  };
}
