/** A host of commands in whose home there is a config that leads to a demo forge. @module */

import { FakeHost } from "./fake_host.ts";
import type { TemporaryFolder } from "./temporary_folder.ts";

/** What of the config differs from scene to scene. */
export interface DemoHostOptions {
  readonly dataDir: string;
  readonly projects: readonly string[];
  readonly sync: Readonly<Record<string, number>>;
}

/** The host; whoever makes it gives it the forge's `fetch`. */
export function demoHost(
  folder: TemporaryFolder,
  { dataDir, projects, sync }: DemoHostOptions,
): FakeHost {
  const source = { name: "demo", forge: "gitlab", url: "https://forge.test", token_env: "TOKEN" };
  return new FakeHost({
    HOME: folder.path,
    LORE_DATA_DIR: dataDir,
    TOKEN: "demo-token",
    LORE_CONFIG: folder.write(
      "lore.config.json",
      JSON.stringify({ sources: [{ ...source, projects }], sync }),
    ),
  });
}
