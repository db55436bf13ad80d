/** Items that cannot be read: counted by place, remembered, and stored once they can be. @module */

import assert from "node:assert/strict";
import { createDemoForge, type Fault, MALFORMED, type Row } from "../../lib/forge/demo/mod.ts";
import { DemoSync, smallPages } from "../support/demo_sync.ts";

const WEB = 1001;

/** One way to spoil one thing of `acme/web`. */
interface Case {
  readonly name: string;
  /** Requests whose answers hold it. */
  readonly match: RegExp;
  readonly where: (row: Row) => boolean;
  readonly change: (row: Row) => unknown;
  /** What the failure names. */
  readonly iid: number | undefined;
  readonly message: RegExp;
  /** What is missing while it is spoilt, by table. */
  readonly missing: string;
}

const issue3 = (row: Row): boolean =>
  row.project_id === WEB && row.iid === 3 && !("source_branch" in row);
const mr2 = (row: Row): boolean =>
  row.project_id === WEB && row.iid === 2 && "source_branch" in row;
const any = (): boolean => true;
const ITEMS = /\/(issues|merge_requests)(\/\d+)?\?/;

const CASES: readonly Case[] = [
  ...(["title", "updatedAt", "author"] as const).flatMap((kind): Case[] => {
    const place = { title: "title", updatedAt: "updated_at", author: "author" }[kind];
    return [
      {
        name: `an issue's ${place}`,
        match: ITEMS,
        where: issue3,
        change: MALFORMED[kind],
        iid: 3,
        message: new RegExp(`Cannot read issue 3: ${place}: .`),
        missing: "issues",
      },
      {
        name: `a merge request's ${place}`,
        match: ITEMS,
        where: mr2,
        change: MALFORMED[kind],
        iid: 2,
        message: new RegExp(`Cannot read merge_request 2: ${place}: .`),
        missing: "merge_requests",
      },
    ];
  }),
  {
    name: "an issue without a number",
    match: ITEMS,
    where: issue3,
    change: MALFORMED.iid,
    iid: undefined,
    message: /Cannot read issue without a number: iid: ./,
    missing: "issues",
  },
  {
    name: "a row that is no object",
    match: ITEMS,
    where: issue3,
    change: MALFORMED.row,
    iid: undefined,
    message: /Cannot read issue without a number: ./,
    missing: "issues",
  },
  {
    name: "a discussion",
    match: /1001\/issues\/1\/discussions/,
    where: any,
    change: (row) => ({ ...row, notes: "none" }),
    iid: 1,
    message: /Cannot read discussions of issue 1: discussions\.[0-9a-f]{40}\.notes: ./,
    missing: "discussions",
  },
  {
    name: "a label event",
    match: /1001\/issues\/1\/resource_label_events/,
    where: any,
    change: (row) => ({ ...row, created_at: 7 }),
    iid: 1,
    message: /Cannot read events of issue 1: resource_label_events\.\d+\.created_at: ./,
    missing: "resource_events",
  },
  {
    name: "a changed file",
    match: /1001\/merge_requests\/1\/diffs/,
    where: any,
    change: (row) => ({ ...row, new_path: null }),
    iid: 1,
    message: /Cannot read files of merge_request 1: diffs\.\?\.new_path: ./,
    missing: "merge_request_files",
  },
];

Deno.test("What cannot be read is told by its place, the rest is stored, and it comes once it can be read", async (t) => {
  const forge = createDemoForge({ projects: 2, issues: 9, mergeRequests: 5 });
  using undisturbed = new DemoSync(forge);
  await undisturbed.sync({ fetch: smallPages(forge.fetch, 3) });
  const clean = undisturbed.dump();
  for (const one of CASES) {
    await t.step(one.name, async () => {
      using sync = new DemoSync(forge);
      const { change, where } = one;
      const fault: Fault = { kind: "malformed", change, where };
      // The second time it has not become better, and is told again.
      for (const _time of ["first", "second"]) {
        forge.setFaults([{ match: one.match, fault }]);
        const { failures } = await sync.sync({ fetch: smallPages(forge.fetch, 3) });
        const [first] = failures;
        assert.deepEqual([first?.project, first?.iid, first?.code], [
          "acme/web",
          one.iid,
          "PARTIAL",
        ]);
        assert.match(first?.message ?? "", one.message);
        const run = sync.runs().at(-1);
        assert.deepEqual([run?.status, run?.total_errors], ["succeeded", failures.length]);
      }
      const spoilt = sync.dump();
      assert.ok(spoilt.unparsed_items?.length, "nothing is remembered");
      assert.ok(rowsIn(spoilt, one.missing) < rowsIn(clean, one.missing), "nothing is missing");
      for (const table of ["issues", "merge_requests"]) {
        const spared = rowsIn(clean, table) - (table === one.missing ? 1 : 0);
        assert.equal(rowsIn(spoilt, table), spared, table);
      }
      forge.setFaults([]);
      const { failed } = await sync.sync({ fetch: smallPages(forge.fetch, 3) });
      assert.equal(failed, 0);
      assert.deepEqual(sync.dump(), clean);
    });
  }
});

function rowsIn(dump: Record<string, unknown[]>, table: string): number {
  return dump[table]?.length ?? 0;
}
