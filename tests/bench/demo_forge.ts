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
  readonly latencyMs?: number;
}

/** Starts `lore demo --serve` and waits until it answers. */
export async function startForge({ issues, mrs, latencyMs = 0 }: ForgeSize): Promise<ForgeProcess> {
  const port = freePort();
  const folder = await Deno.makeTempDir();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-P=demo", "--frozen", "commands/demo.ts", "--serve", `--port=${port}`],
      ...[`--issues=${issues}`, `--mrs=${mrs}`, `--latency=${latencyMs}`],
    ],
    env: { LORE_DATA_DIR: folder },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  const token = "demo-token";
  const projects = await projectPaths(url, token);
  return {
    url,
    token,
    projects,
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

async function projectPaths(url: string, token: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}` };
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      const answer = await fetch(`${url}/api/v4/projects?per_page=100`, { headers });
      const projects: { path_with_namespace: string }[] = await answer.json();
      return projects.map((project) => project.path_with_namespace);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`the demo forge did not answer at ${url}`);
}
