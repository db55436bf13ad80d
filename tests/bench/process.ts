/** Processes that are measured from start to end. @module */

import { timed } from "./harness.ts";

/** Milliseconds that `deno run -q …` takes. */
export function runProcess(
  args: readonly string[],
  { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<number> {
  return timed(async () => {
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", ...args],
      env,
      stdout: "null",
      stderr: "piped",
    });
    const { code, stderr } = await command.output();
    if (code === 0) return;
    throw new Error(
      `deno run ${args.join(" ")}: exit ${code}: ${new TextDecoder().decode(stderr)}`,
    );
  });
}
