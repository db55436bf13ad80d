/** Runs Deno itself, the one that runs this. @module */

import { fileURLToPath } from "node:url";

/** What a run of Deno left behind. */
export interface DenoResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run Deno. */
export interface DenoOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is ended. */
  readonly timeoutMs?: number;
}

/** Runs `deno ARGS` in the repository and keeps what it prints. */
export async function runDeno(
  args: readonly string[],
  options: DenoOptions = {},
): Promise<DenoResult> {
  return await runProgram(Deno.execPath(), args, options);
}

/** Runs a program in the repository and keeps what it prints. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env = {}, timeoutMs }: DenoOptions = {},
): Promise<DenoResult> {
  const output = await new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    signal: timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs),
  }).output();
  const decoder = new TextDecoder();
  return {
    ok: output.success,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}

/** The repository's folder as an address and as a path, both with a slash at the end. */
export const ROOT_URL: string = new URL("../../", import.meta.url).href;
export const ROOT: string = fileURLToPath(ROOT_URL);

/** Every file below a folder of the repository, as paths from the root, sorted. */
export function filesBelow(folder: string): string[] {
  const found: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(`${ROOT}${folder}`)) {
    if (isDirectory) found.push(...filesBelow(`${folder}/${name}`));
    else found.push(`${folder}/${name}`);
  }
  return found.sort();
}
