/** Other programs. @module */

/** What a program left behind. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program by argv, never by a shell string. */
export type CommandRunner = (
  argv: readonly [string, ...string[]],
  options?: { readonly signal?: AbortSignal; readonly env?: Readonly<Record<string, string>> },
) => Promise<CommandResult>;

/** Runs real programs. Needs `--allow-run=PROGRAM`. */
export const systemCommands: CommandRunner = async ([program, ...args], { signal, env } = {}) => {
  const output = await new Deno.Command(program, { args, signal, env, stdin: "null" }).output();
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
};
