/** Syncs that meet something wrong, and how what they say of it is held against what it should be. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { ingest } from "../../commands/ingest.ts";
import { sync } from "../../commands/sync.ts";
import { createDemoForge, type DemoForge, type FaultRule } from "../../lib/forge/demo/mod.ts";
import { systemFetch } from "../../lib/platform/fetch.ts";
import { makeFolder } from "../../lib/platform/files.ts";
import { smallPages } from "./demo_sync.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "./fake_host.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary_folder.ts";

const COMMANDS = [sync, ingest];

/** A source that leads to both projects of the forge. */
export const SOURCE = {
  name: "work",
  forge: "gitlab",
  url: "https://gitlab.acme.example",
  token_env: "WORK_TOKEN",
  projects: ["acme/web", "acme/api"],
};

/** A config whose source differs from {@link SOURCE}. */
export function configOf(change: Readonly<Record<string, unknown>> = {}): unknown {
  return { sources: [{ ...SOURCE, ...change }], sync: { max_retries: 0 } };
}

/** One thing that is wrong, and what lore makes of it. */
export interface Case {
  readonly name: string;
  /** The config as text or as JSON. */
  readonly config?: unknown;
  readonly variables?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  readonly faults?: readonly FaultRule[];
  /** Done to a forge of the case's own. */
  readonly change?: (forge: DemoForge) => void;
  /** Puts something into the data directory, which is empty. */
  readonly prepare?: (dataDir: string) => void | Promise<void>;
  /** Rows on a page of the forge. */
  readonly pageRows?: number;
  /** Real network instead of the forge. */
  readonly network?: boolean;
  readonly exit: number;
  readonly code: string;
  readonly message: RegExp;
  readonly hint: RegExp;
  /** How many requests the forge gets. */
  readonly requests?: number;
}

/** Tests each case as a robot and as a person meets it. */
export function testCases(name: string, cases: readonly Case[]): void {
  Deno.test(name, async (t) => {
    for (const one of cases) {
      await t.step(one.name, async () => {
        assertEnvelope(one, await run(one, "robot"));
        assertText(one, await run(one, "text"));
      });
    }
  });
}

type CaseRun = LoreRun & { readonly requests: number };

async function run(one: Case, way: "robot" | "text"): Promise<CaseRun> {
  using folder = temporaryFolder();
  const { config = configOf(), variables = {}, argv = ["sync"] } = one;
  const forge = createDemoForge({ projects: 2, issues: 4, mergeRequests: 3 });
  one.change?.(forge);
  forge.setFaults(one.faults ?? []);
  const host = new FakeHost({ WORK_TOKEN: "demo-token", ...variables, HOME: folder.path });
  host.fetch = one.network ? systemFetch : smallPages(forge.fetch, one.pageRows ?? 100);
  const configPath = writeConfig(folder, config);
  const dataDir = join(folder.path, ".local/share/lore");
  if (one.prepare !== undefined) {
    makeFolder(dataDir);
    await one.prepare(dataDir);
  }
  const named = argv.includes("--config") ? [] : ["--config", configPath];
  const args = [...named, ...(way === "robot" ? ["--robot"] : []), ...argv];
  const done = await runLore(args, { commands: COMMANDS, host });
  return { ...done, requests: forge.requests.length };
}

function writeConfig(folder: TemporaryFolder, config: unknown): string {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  return folder.write("lore.config.json", text);
}

function assertEnvelope(one: Case, { code, out, requests }: CaseRun): void {
  const { ok, error, data } = envelopeOf({ code, out, err: "" });
  const { code: name, message, hint } = Object(error);
  assert.deepEqual([ok, name, code], [false, one.code, one.exit], message);
  assert.match(message, one.message);
  assert.match(hint ?? "", one.hint);
  assert.doesNotMatch(out, /demo-token/);
  // What finished in part has its data beside the error: the other project is there as a whole.
  assert.equal(data === undefined, one.code !== "PARTIAL");
  if (one.code === "PARTIAL") {
    assert.deepEqual([Object(data).issues, Object(data).merge_requests], [1, 1]);
  }
  if (one.requests !== undefined) assert.equal(requests, one.requests);
}

function assertText(one: Case, { code, out, err }: CaseRun): void {
  assert.equal(code, one.exit, err);
  const [, message = ""] = /^error: ([^]*?)^hint: /m.exec(err) ?? [];
  assert.match(message, one.message);
  assert.match(/^hint: (.*)$/m.exec(err)?.[1] ?? "", one.hint);
  if (one.code !== "PARTIAL") assert.equal(out, "");
}
