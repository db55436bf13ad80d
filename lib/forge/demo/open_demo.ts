/**
 * The demo forge ready to be tried: on loopback, with a config that leads to it.
 *
 * @module
 */

import { join } from "node:path";
import type { Clock } from "../../platform/clock.ts";
import { writeText } from "../../platform/files.ts";
import { createDemoForge, type DemoForge } from "./forge.ts";
import { demoFaults } from "./faults.ts";

/** How a demo is set up. */
export interface DemoOptions {
  readonly clock: Clock;
  /** 0 for any free port. */
  readonly port: number;
  readonly issues: number;
  readonly mergeRequests: number;
  readonly latencyMs: number;
  /** Whether a 429 and a 502 are on the way. */
  readonly faults: boolean;
  /** An empty folder for the config, the store and the logs. */
  readonly folder: string;
}

/** A demo forge that listens until disposed. */
export interface Demo extends AsyncDisposable {
  readonly forge: DemoForge;
  readonly url: string;
  /** Opens it; no secret. */
  readonly token: string;
  readonly configPath: string;
}

const TOKEN = "demo-token";
/** The tour moves server time on when it lets the forge change: it must not end in the future. */
const HISTORY_BEHIND_MS = 60 * 60_000;
const TOKEN_VARIABLE = "LORE_DEMO_TOKEN";

/**
 * Starts the forge and writes a config and an env file that lead to it.
 *
 * @throws Deno.errors.AddrInUse when the port is taken
 */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const { clock, port, folder, faults, ...size } = options;
  const forge = createDemoForge({
    ...size,
    clock,
    token: TOKEN,
    endsAt: clock.now() - (faults ? HISTORY_BEHIND_MS : 0),
    ticking: true,
    ...(faults ? { faults: demoFaults() } : {}),
  });
  await using stack = new AsyncDisposableStack();
  const server = stack.use(forge.serve({ port }));
  const configPath = join(folder, "lore.config.json");
  writeText(configPath, configText(server.url, folder));
  writeText(join(folder, "lore.env"), `${TOKEN_VARIABLE}=${TOKEN}\n`, { mode: 0o600 });
  // What could not be written leaves no forge behind that would keep the process alive.
  const held = stack.move();
  return {
    forge,
    url: server.url,
    token: TOKEN,
    configPath,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function configText(url: string, folder: string): string {
  const source = {
    name: "demo",
    forge: "gitlab",
    url,
    token_env: TOKEN_VARIABLE,
    projects: ["acme/*"],
  };
  const config = { sources: [source], storage: { data_dir: folder } };
  return `// The demo forge: a small GitLab on this machine.\n${JSON.stringify(config, null, 2)}\n`;
}
