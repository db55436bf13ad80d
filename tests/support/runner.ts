/** How lore is run on a demo forge: as people do, or many times in one process. @module */

import assert from "node:assert/strict";
import { sync } from "../../commands/sync.ts";
import { runCli } from "../../lib/cli/cli.ts";
import type { DemoForge } from "../../lib/forge/demo/mod.ts";
import { FakeHost } from "./fake_host.ts";
import { atRequest, signalAtRequest } from "./killing.ts";
import { type LoreHome, loreHome, type LoreOutput, runLoreProcess } from "./lore_process.ts";

/** Runs lore. */
export interface Runner extends AsyncDisposable {
  /** A home whose config leads to the forge. */
  home(): LoreHome;
  /** Runs `lore ARGV` to its end. */
  run(home: LoreHome, argv: readonly string[]): Promise<LoreOutput>;
  /** Runs `lore ARGV` and ends it as it makes its `n`-th request. */
  runUntilRequest(n: number, home: LoreHome, argv: readonly string[]): Promise<void>;
}

/** Each run is a process, which finds the forge on loopback and is ended by SIGKILL. */
export function inProcesses(forge: DemoForge): Runner {
  const server = forge.serve({ port: 0 });
  return {
    home: () => loreHome(server),
    run: runLoreProcess,
    async runUntilRequest(n, home, argv): Promise<void> {
      const { signal } = await signalAtRequest(n, argv, { home, forge, signal: "SIGKILL" });
      assert.equal(signal, "SIGKILL");
      forge.setFaults([]);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Each run is `lore sync` in this process, with real files and nothing to wait for; Ctrl-C ends it. */
export function inThisProcess(forge: DemoForge): Runner {
  const hostOf = (home: LoreHome): FakeHost => {
    const host = new FakeHost({ LORE_CONFIG: home.configPath, DEMO_TOKEN: "demo-token" });
    host.fetch = forge.fetch;
    return host;
  };
  const run = async (argv: readonly string[], host: FakeHost): Promise<LoreOutput> => {
    const code = await runCli(argv, { host, listCommands: () => Promise.resolve([sync]) });
    return { code, signal: null, out: host.terminal.out, err: host.terminal.err };
  };
  return {
    home: () => loreHome({ url: "https://forge.test" }),
    run: (home, argv) => run(argv, hostOf(home)),
    async runUntilRequest(n, home, argv): Promise<void> {
      const host = hostOf(home);
      atRequest(forge, n, () => host.interrupt());
      const { code, err } = await run(argv, host);
      assert.equal(code, 130, err);
      forge.setFaults([]);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
