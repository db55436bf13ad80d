import assert from "node:assert/strict";
import { parseConfig } from "../../../lib/config/parse.ts";
import { openStore } from "../../../lib/db/mod.ts";
import { lastRuns } from "../../../lib/db/runs.ts";
import { runSync } from "../../../lib/sync/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("runSync() without a token fails before any request, and leaves a run in the ledger", async () => {
  using folder = temporaryFolder();
  const text = `{"sources": [{"name": "work", "forge": "gitlab", "url": "https://forge.test",
    "token_env": "WORK_TOKEN", "projects": ["acme/web"]}]}`;
  const path = `${folder.path}/lore.config.json`;
  const parsed = parseConfig(text, { path, home: folder.path });
  const open = (mode: "read" | "write") => openStore(`${folder.path}/lore.db`, { mode });
  const host = {
    config: { ...parsed, path, place: "--config", environment: () => undefined } as const,
    dataDir: folder.path,
    clock: new FakeClock(),
    fetch: () => assert.fail("something was asked"),
    signal: new AbortController().signal,
    openStore: () => Promise.resolve(open("write")),
  };
  const request = { command: "sync", kinds: ["issue"], full: false } as const;
  await assert.rejects(runSync(host, request), { code: "TOKEN_MISSING" });
  using store = open("read");
  const [run] = lastRuns(store, 1);
  assert.deepEqual([run?.status, run?.command], ["failed", "sync"]);
  assert.match(run?.error ?? "", /WORK_TOKEN/);
});
