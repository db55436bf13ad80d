/**
 * The demo forge as a process: prints its address, and answers until it is killed.
 *
 * Answers are kept: what is measured is who asks, and a forge that is slower than its client would
 * hide what the client costs. Server time stands a day after the last change, so that every item is
 * settled.
 *
 * @module
 */

import { createDemoForge } from "../../lib/forge/demo/mod.ts";

/** An answer as it goes over the wire. */
interface Kept {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: Uint8Array<ArrayBuffer>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Bytes of all kept bodies; beyond that answers are made anew. */
const MOST_KEPT = 400_000_000;

const [issues = 0, mergeRequests = 0, latencyMs = 0] = Deno.args.map(Number);
const forge = createDemoForge({ issues, mergeRequests });
forge.advance(DAY_MS);
const answers = new Map<string, Kept>();
let room = MOST_KEPT;

const server = Deno.serve(
  { port: 0, hostname: "127.0.0.1", onListen: () => {} },
  async (request) => {
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const { status, headers, body } = answers.get(request.url) ?? await answer(request);
    return new Response(body, { status, headers });
  },
);
const hello = {
  url: `http://127.0.0.1:${server.addr.port}`,
  projects: forge.world.projects.map(({ path }) => path),
};
Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(hello)}\n`));

async function answer({ url, headers }: Request): Promise<Kept> {
  const response = await forge.fetch(new Request(url, { headers }));
  const body = await response.bytes();
  const kept = { status: response.status, headers: [...response.headers], body };
  if (response.ok && (room -= body.length) > 0) answers.set(url, kept);
  return kept;
}
