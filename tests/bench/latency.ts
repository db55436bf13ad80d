/** What concurrency wins where each answer takes its time. @module */

import { join } from "node:path";
import { bareLoop } from "./bare_loop.ts";
import { startForge } from "./forge.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, ms, timed } from "./harness.ts";
import { CONCURRENCY, ingest, recording } from "./mirror.ts";

const SIZE = { issues: 250, mrs: 50, latencyMs: 20 };

/** Latency. */
export const bench: Bench = {
  name: "latency",
  async measure() {
    await using forge = await startForge(SIZE);
    const urls: string[] = [];
    await inFreshFolder((folder) =>
      ingest(forge, join(folder, "lore.db"), { fetch: recording(urls) })
    );
    const { token } = forge;
    const inStore = (body: (path: string) => Promise<unknown>): Promise<number> =>
      inFreshFolder((folder) => timed(() => body(join(folder, "lore.db"))));
    const oneByOne = await inStore((path) => bareLoop({ urls, token, path, concurrency: 1 }));
    const times = await interleave(3, { ours: () => inStore((path) => ingest(forge, path)) });
    return [{
      name: `ingest at ${SIZE.latencyMs} ms of latency against one request at a time`,
      value: times.ours / oneByOne,
      unit: "×",
      reach: 1 / 6,
      better: "lower",
      detail: `${ms(times.ours)} against ${ms(oneByOne)} for ${urls.length} requests, ` +
        `${CONCURRENCY} at once; the best there can be is ${(1 / CONCURRENCY).toFixed(3)}`,
    }];
  },
};
