/** How many requests a sync makes. Counts, not times: the same on every machine. @module */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startForge } from "./forge.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import type { Bench, Measurement } from "./harness.ts";
import { ingest, recording } from "./mirror.ts";

const SIZE = { issues: 2_000, mrs: 400 };

/** Requests. */
export const bench: Bench = {
  name: "requests",
  async measure() {
    await using forge = await startForge(SIZE);
    return await inFreshFolder(async (folder) => {
      const path = join(folder, "lore.db");
      const first: string[] = [];
      await ingest(forge, path, { fetch: recording(first) });
      const second: string[] = [];
      await ingest(forge, path, { fetch: recording(second) });
      const kinds = forge.projects.length * 2;
      return [
        perItem(first, "issues", { items: SIZE.issues, reach: 2 }),
        perItem(first, "merge_requests", { items: SIZE.mrs, reach: 4 }),
        untouched(first, path),
        {
          name: "requests of a sync when nothing changed, for each project and kind",
          value: second.length / kinds,
          unit: "",
          reach: 1,
          better: "lower",
          detail: `${second.length} requests, ${dependents(second).length} of them for dependents`,
        },
      ];
    });
  },
};

function perItem(
  urls: readonly string[],
  kind: "issues" | "merge_requests",
  { items, reach }: { readonly items: number; readonly reach: number },
): Measurement {
  const own = urls.filter((url) => url.includes(`/${kind}`));
  const events = own.filter((url) => url.includes("/resource_"));
  return {
    name: `requests of a first sync for each of the ${kind.replace("_", " ")}, beside events`,
    value: (own.length - events.length) / items,
    unit: "",
    reach,
    better: "lower",
    detail: `${own.length - events.length} for ${items}; ${events.length} for events`,
  };
}

/** Requests for events of items that were never touched after creation. */
function untouched(urls: readonly string[], path: string): Measurement {
  using database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare(
    `select p.forge_id || '/issues/' || i.iid as place from issues i join projects p
       on p.id = i.project_id where i.created_at = i.updated_at
     union all
     select p.forge_id || '/merge_requests/' || m.iid from merge_requests m join projects p
       on p.id = m.project_id where m.created_at = m.updated_at`,
  ).all();
  const places = new Set(rows.map(({ place }) => place));
  const asked = urls.filter((url) => {
    const [, place] = /\/projects\/(\d+\/\w+\/\d+)\/resource_/.exec(url) ?? [];
    return place !== undefined && places.has(place);
  });
  return {
    name: "requests for events of items never touched after creation",
    value: asked.length,
    unit: "",
    reach: 0,
    better: "lower",
    detail: `${places.size} such items`,
  };
}

function dependents(urls: readonly string[]): string[] {
  return urls.filter((url) => /\/(issues|merge_requests)\/\d+/.test(url));
}
