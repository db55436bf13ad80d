/** A store of the demo forge's work, made without a network in between. @module */

import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import { ingest } from "./mirror.ts";

/** Mirrors a demo forge of that size into the store at `path`; no documents yet. */
export async function makeDemoStore(
  path: string,
  { issues, mrs }: { readonly issues: number; readonly mrs: number },
): Promise<void> {
  const forge = createDemoForge({ issues, mergeRequests: mrs });
  const projects = forge.world.projects.map((project) => project.path);
  const { fetch } = forge;
  const source = { url: "http://forge.test", token: "demo-token", projects };
  await ingest(source, path, { fetch, resourceEvents: false });
}
