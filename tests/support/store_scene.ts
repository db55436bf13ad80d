/** A data directory with a small mirror, and what keeps or removes it. @module */

import { join } from "node:path";
import { backup } from "../../commands/backup.ts";
import { reset } from "../../commands/reset.ts";
import { stats } from "../../commands/stats.ts";
import { sync } from "../../commands/sync.ts";
import type { Command } from "../../lib/cli/mod.ts";
import { openStore } from "../../lib/db/mod.ts";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import { dumpStore } from "./dump.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "./fake_host.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** Where commands run in a test. */
export class StoreScene implements Disposable {
  readonly folder = temporaryFolder();
  readonly dataDir = join(this.folder.path, "data");
  readonly store = join(this.dataDir, "lore.db");
  readonly #forge = createDemoForge({ issues: 8, mergeRequests: 4, token: "demo-token" });

  constructor() {
    const source = { name: "demo", forge: "gitlab", url: "https://forge.test", token_env: "TOKEN" };
    const config = { sources: [{ ...source, projects: ["acme/*"] }] };
    this.folder.write("lore.config.json", JSON.stringify(config));
  }

  /** A machine on which lore finds the store; `change` makes it another one. */
  run(argv: readonly string[], change: (host: FakeHost) => void = () => {}): Promise<LoreRun> {
    const host = new FakeHost({
      HOME: this.folder.path,
      LORE_CONFIG: join(this.folder.path, "lore.config.json"),
      LORE_DATA_DIR: this.dataDir,
      TOKEN: "demo-token",
    });
    host.fetch = this.#forge.fetch;
    change(host);
    const commands: readonly Command[] = [sync, stats, backup, reset];
    return runLore(argv, { commands, host });
  }

  /** The answer in robot mode. */
  async robot(...argv: readonly string[]): Promise<Envelope> {
    return envelopeOf(await this.run(["--robot", ...argv])) as unknown as Envelope;
  }

  /** Everything that a store holds. */
  dump(path: string = this.store): unknown {
    using database = openStore(path, { mode: "read" });
    return dumpStore(database);
  }

  path(name: string): string {
    return join(this.folder.path, name);
  }

  /** Names of all that is in a folder. */
  names(folder: string = this.folder.path): string[] {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

/** What is printed. */
export interface Envelope {
  readonly ok: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly actions: readonly string[];
  };
}

/** A scene with what one sync brought. */
export async function syncedScene(): Promise<StoreScene> {
  const scene = new StoreScene();
  const { code, err } = await scene.run(["sync"]);
  if (code !== 0) throw new Error(err);
  return scene;
}
