/**
 * What comparing a whole list with the store takes against asking for its pages.
 *
 * The floor is lore's own client listing the same pages, without a store: every answer is parsed and
 * checked, nothing is kept. Beside it, in the details, bare requests for the very same addresses, one
 * after the other with one on its way, with their JSON parsed.
 *
 * @module
 */

import { join } from "node:path";
import { openStore } from "../../lib/db/mod.ts";
import { gitlab } from "../../lib/forge/gitlab/mod.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { systemFetch } from "../../lib/platform/fetch.ts";
import { type ForgeProcess, startForge } from "./forge.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, ms, timed } from "./harness.ts";
import { ingest, recording } from "./mirror.ts";

const SIZE = { issues: 8_000, mrs: 2_000 };
const ROUNDS = 15;

/** Comparing. */
export const bench: Bench = {
  name: "reconcile",
  async measure() {
    await using forge = await startForge(SIZE);
    return await inFreshFolder(async (folder) => {
      const path = join(folder, "lore.db");
      await ingest(forge, path);
      const urls: string[] = [];
      await ingest(forge, path, { fetch: recording(urls), reconcile: true });
      const pages = urls.filter((url) => /\/(issues|merge_requests)\?/.test(url));
      assertUnchanged(path);
      const times = await interleave(ROUNDS, {
        floor: () => timed(() => askFor(pages, forge)),
        client: () => timed(() => list(forge)),
        ours: () => timed(() => ingest(forge, path, { reconcile: true })),
      });
      const items = SIZE.issues + SIZE.mrs;
      return [{
        name: `reconcile of ${items} unchanged items against listing their pages`,
        value: times.ours / times.client,
        unit: "×",
        reach: 1.2,
        better: "lower",
        detail: `${ms(times.ours)} against ${ms(times.client)} by lore's client and ` +
          `${ms(times.floor)} by bare requests with their JSON; ${pages.length} pages of ` +
          `${urls.length} requests`,
      }];
    });
  },
};

/** The last run must have found nothing, or something else is measured. */
function assertUnchanged(path: string): void {
  using database = openStore(path, { mode: "read" });
  const rows = database.all<{ mode: string; found: number }>(
    `select mode, found_gone + found_changed + found_left_out + found_hidden as found from coverage
     where run_id = (select run_id from coverage order by id desc limit 1)`,
  );
  if (rows.every(({ mode, found }) => mode === "reconcile" && found === 0)) return;
  throw new Error(`not a reconcile of what is unchanged: ${JSON.stringify(rows)}`);
}

async function askFor(urls: readonly string[], { token }: ForgeProcess): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (url: string | undefined): Promise<string | undefined> =>
    url === undefined ? undefined : await (await fetch(url, { headers })).text();
  let ahead = ask(urls[0]);
  for (let at = 0; at < urls.length; at++) {
    const text = await ahead;
    ahead = ask(urls[at + 1]);
    if (text === undefined || !Array.isArray(JSON.parse(text))) throw new Error("no list");
  }
}

async function list({ url, token, projects }: ForgeProcess): Promise<void> {
  const client = gitlab({ url, token, fetch: systemFetch, clock: systemClock });
  for (const path of projects) {
    const { id } = await client.project(path);
    for await (const _ of client.issues(id));
    for await (const _ of client.mergeRequests(id));
  }
}
