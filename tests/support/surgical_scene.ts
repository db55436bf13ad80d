/** A demo forge that is at rest, and mirrors of it. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../lib/db/mod.ts";
import { LoreError } from "../../lib/errors.ts";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { DemoSync } from "./demo_sync.ts";

/** Long enough for everything to have settled. */
export const HOUR_MS: number = 60 * 60 * 1000;

/** A forge whose last change is long ago. */
export function settledForge(): DemoForge {
  const forge = createDemoForge({ projects: 2, issues: 14, mergeRequests: 8 });
  forge.advance(HOUR_MS);
  return forge;
}

/** A mirrored forge. */
export async function mirrored(): Promise<{ readonly forge: DemoForge; readonly sync: DemoSync }> {
  const forge = settledForge();
  const sync = new DemoSync(forge);
  await sync.sync();
  forge.clearRequests();
  return { forge, sync };
}

/** Changes the store of a mirror by hand. */
export function change(sync: DemoSync, sql: string): void {
  using database = openStore(join(sync.dataDir, "lore.db"), { mode: "write" });
  database.transaction((tx) => tx.exec(sql));
}

/** What something fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<LoreError> {
  const error = await promise.then(() => undefined, (thrown) => thrown);
  assert.ok(error instanceof LoreError, String(error));
  return error;
}
