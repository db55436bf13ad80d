/** The demo forge in a process of its own, so that it does not share a core's time. @module */

/** A running forge. */
export interface ForgeProcess extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly projects: readonly string[];
}

/** How large and how far away the forge is. */
export interface ForgeSize {
  readonly issues: number;
  readonly mrs: number;
  /** Milliseconds before each answer; none by default. */
  readonly latencyMs?: number;
}

/** Starts a forge and waits until it listens. */
export async function startForge({ issues, mrs, latencyMs = 0 }: ForgeSize): Promise<ForgeProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-P=bench", "--frozen", "tests/bench/forge_process.ts"],
      ...[issues, mrs, latencyMs].map(String),
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await lines.read();
  const hello: { url: string; projects: string[] } = JSON.parse(value ?? "null");
  return {
    ...hello,
    token: "demo-token",
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill("SIGKILL");
      await lines.cancel();
      await child.status;
    },
  };
}
