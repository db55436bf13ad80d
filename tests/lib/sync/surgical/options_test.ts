import assert from "node:assert/strict";
import { LoreError } from "../../../../lib/errors.ts";
import { type SyncFlags, syncTask } from "../../../../lib/sync/surgical/options.ts";

const NOTHING: SyncFlags = {
  issue: [],
  mr: [],
  full: false,
  reconcile: false,
  preflightOnly: false,
  dryRun: false,
  skipMissing: false,
};

const ITEM = { issue: [7], project: "acme/web" } as const;

Deno.test("syncTask() takes each item once, issues first, by number", () => {
  const flags = { ...NOTHING, issue: [9, 7, 9], mr: [3, 1], project: "acme/web", source: "work" };
  const issue = (iid: number) => ({ kind: "issue", iid });
  const mergeRequest = (iid: number) => ({ kind: "merge_request", iid });
  assert.deepEqual(syncTask(flags), {
    does: "items",
    request: {
      project: "acme/web",
      source: "work",
      skipMissing: false,
      items: [issue(7), issue(9), mergeRequest(1), mergeRequest(3)],
    },
  });
});

Deno.test("syncTask() tells what flags ask for", () => {
  const cases = [
    [{}, "all"],
    [{ full: true, project: "acme/web" }, "all"],
    [ITEM, "items"],
    [{ ...ITEM, skipMissing: true }, "items"],
    [{ ...ITEM, preflightOnly: true }, "preflight"],
    [{ ...ITEM, dryRun: true }, "dry run"],
    [{ resume: "a1b2" }, "resume"],
  ] as const;
  for (const [flags, does] of cases) assert.equal(syncTask({ ...NOTHING, ...flags }).does, does);
});

Deno.test("syncTask() refuses flags that do not go together, and says what to type", async (t) => {
  const cases = [
    ["no project", { issue: [7] }, /-p/, "lore sync --issue 7 -p group/repo"],
    ["full", { ...ITEM, full: true }, /--full/, "lore sync --issue 7 -p acme/web"],
    ["reconcile", { ...ITEM, reconcile: true }, /--reconcile/, "lore sync --issue 7 -p acme/web"],
    [
      "both looks",
      { ...ITEM, preflightOnly: true, dryRun: true },
      /--preflight-only.*--dry-run/,
      "lore sync --issue 7 -p acme/web",
    ],
    ["nothing to look at", { preflightOnly: true }, /--preflight-only/, /--issue/],
    ["nothing to plan", { dryRun: true, project: "acme/web" }, /--dry-run/, /--issue/],
    ["nothing to skip", { skipMissing: true }, /--skip-missing/, /--issue/],
    ["a source alone", { source: "work" }, /--source/, /--issue/],
    ["resume with items", { ...ITEM, resume: "a1b2" }, /--resume/, "lore sync --resume a1b2"],
    ["resume with a project", { project: "a/b", resume: "x" }, /--resume/, "lore sync --resume x"],
    ["resume with full", { full: true, resume: "x" }, /--resume/, "lore sync --resume x"],
  ] as const;
  for (const [name, flags, message, hint] of cases) {
    await t.step(name, () => {
      assert.throws(() => syncTask({ ...NOTHING, ...flags }), (error) => {
        assert.ok(error instanceof LoreError && error.code === "USAGE");
        assert.match(error.message, message);
        if (typeof hint === "string") assert.equal(error.hint, hint);
        else assert.match(error.hint ?? "", hint);
        return true;
      });
    });
  }
});
