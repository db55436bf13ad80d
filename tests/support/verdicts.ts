/** What coverage says of a mirror of a demo forge, in short, and what is so. @module */

import type { DemoForge } from "../../lib/forge/demo/mod.ts";
import type { ItemKind } from "../../lib/model.ts";
import { coverageReport, type CoverageVerdict } from "../../lib/sync/coverage.ts";
import type { DemoSync } from "./demo_sync.ts";
import { differing, storedTruth, truthOf } from "./truth.ts";

/** The verdict on one kind of items of acme/web; issues unless told otherwise. */
export function verdictOf(mirror: DemoSync, kind: ItemKind = "issue"): CoverageVerdict {
  const { coverage } = mirror.ask((reader) => coverageReport(reader, { limit: 99, offset: 0 }));
  const found = coverage.find((each) => each.project === "acme/web" && each.kind === kind);
  if (found === undefined) throw new Error(`nothing is known of ${kind}s of acme/web`);
  return found;
}

/** `complete`, `current` or `incomplete`. */
export function stateOf(mirror: DemoSync, kind?: ItemKind): CoverageVerdict["state"] {
  return verdictOf(mirror, kind).state;
}

/** Gaps in short, as in `2 queued`. */
export function gapsOf(mirror: DemoSync, kind?: ItemKind): string[] {
  return verdictOf(mirror, kind).gaps.map(({ kind, items }) => `${items ?? ""} ${kind}`.trim());
}

/** References of items that are mirrored otherwise than the forge has them. */
export function wrongItems(forge: DemoForge, mirror: DemoSync): string[] {
  return differing(mirror.ask(storedTruth), truthOf(forge));
}
