import assert from "node:assert/strict";
import type { CoverageFacts, WalkFacts } from "../../../lib/db/coverage.ts";
import { coverageReport, statesOf, verdictOn } from "../../../lib/sync/coverage.ts";
import { coverageText, type CoverageWords } from "../../../lib/sync/coverage_text.ts";
import { aMirror } from "../../support/mirror.ts";

const T = Date.UTC(2026, 0, 15, 12);
const NONE = { items: 0, iids: [] };

const WALK: WalkFacts = {
  ...{ runId: "a1b2c3d4", from: null, to: T, withheld: 0, serverTime: T, finished: 1 },
  ...{ wholeSince: T - 5000, hidden: 0, tokenUsername: "ada", tokenScopes: "api read_api" },
  identityNo: 1,
};

function facts(change: Partial<CoverageFacts> = {}): CoverageFacts {
  return {
    ...{ projectId: 1, project: "acme/web", source: "work", kind: "issue", goneAt: null },
    ...{ stored: 5, partsSince: T, goneItems: 0, goneNotes: 0, walks: [WALK] },
    unparsed: { ...NONE, why: null, nameless: 0 },
    ...{ unparsedParts: { ...NONE, why: null }, queued: { ...NONE, why: null } },
    ...{ neverFetched: NONE, unsettled: NONE, notesMissing: NONE, notesHidden: NONE },
    cutFiles: NONE,
    ...change,
  };
}

const later = (change: Partial<WalkFacts> = {}): WalkFacts => ({
  ...WALK,
  ...{ runId: "b2c3d4e5", from: T - 1000, to: T + 60_000, serverTime: T + 61_000 },
  wholeSince: null,
  ...change,
});

const iso = (time: number): string => new Date(time).toISOString();

Deno.test("a mirror is complete as of when its whole list was covered, and current once it was walked since", () => {
  const complete = verdictOn(facts());
  assert.deepEqual(
    [complete.state, complete.complete, complete.proved_at, complete.reason, complete.command],
    ["complete", true, iso(T - 5000), null, null],
  );
  const current = verdictOn(facts({ walks: [WALK, later()] }));
  assert.deepEqual(
    [current.state, current.complete, current.proved_at, current.synced_at, current.gaps],
    ["current", false, iso(T - 5000), iso(T + 61_000), []],
  );
  assert.equal(current.command, "lore sync --reconcile -p acme/web");
  assert.match(current.reason ?? "", /deleted or edited in silence/);
});

Deno.test("what hangs on items is proved as of when that of one item was read longest ago", () => {
  const provedAt = (change: Partial<CoverageFacts>) => verdictOn(facts(change)).parts_proved_at;
  assert.equal(provedAt({ partsSince: T - 9000 }), iso(T - 9000));
  assert.equal(
    provedAt({ partsSince: null, stored: 0 }),
    iso(T - 5000),
    "nothing hangs on nothing",
  );
  assert.equal(provedAt({ partsSince: null, walks: [] }), null);
});

Deno.test("lore coverage says of comments that were read before the list was compared since when", () => {
  const style = Object.fromEntries(
    ["bold", "dim", "yellow", "green"].map((name) => [name, (text: string) => text]),
  ) as unknown as CoverageWords["style"];
  const words: CoverageWords = {
    ...{ now: T, style },
    ago: (then) => `${(T - then) / 1000} s ago`,
    count: (number, one) => `${number} ${one}`,
    printable: (text) => text,
    wrap: (text) => text,
  };
  const told = (change: Partial<CoverageFacts>): string => {
    const coverage = [verdictOn(facts(change))];
    return coverageText(
      { coverage, complete: true, states: statesOf(coverage), truncated: false },
      words,
    );
  };
  const plain = "acme/web issues: complete as of 5 s ago; 5 stored";
  assert.equal(told({ partsSince: T }), plain);
  assert.equal(told({ partsSince: T - 5000 }), plain);
  assert.equal(
    told({ partsSince: T - 9000 }),
    "acme/web issues: complete as of 5 s ago, all comments read since 9 s ago; 5 stored",
  );
  assert.match(
    told({ partsSince: T - 9000, kind: "merge_request" }),
    /all comments and files read/,
  );
});

Deno.test("walked intervals are merged, and what lies between them is a gap", () => {
  const whole = verdictOn(facts({ walks: [WALK, later(), later({ from: T + 50_000, to: null })] }));
  assert.deepEqual(whole.covered, [{ from: null, to: iso(T + 61_000) }]);
  const torn = verdictOn(facts({ walks: [WALK, later({ from: T + 30_000 })] }));
  assert.deepEqual(torn.covered, [
    { from: null, to: iso(T) },
    { from: iso(T + 30_000), to: iso(T + 61_000) },
  ]);
  assert.deepEqual(torn.gaps.map(({ kind, command }) => [kind, command]), [
    ["not_walked", "lore sync --reconcile -p acme/web"],
  ]);
  assert.ok(torn.gaps[0]?.message.includes(iso(T + 30_000)));
});

Deno.test("a first walk in two pieces is a proof as of when the first began", () => {
  const pieces = [
    later({ from: null, to: T + 9, finished: 0 }),
    later({ from: T, to: T + 60_000, wholeSince: T - 7000 }),
  ];
  const { state, proved_at, covered } = verdictOn(facts({ walks: pieces }));
  assert.deepEqual([state, proved_at], ["complete", iso(T - 7000)]);
  assert.deepEqual(covered, [{ from: null, to: iso(T + 61_000) }]);
});

/** What is known of walks, and the gaps that it is. */
const WALKS: Readonly<Record<string, readonly [readonly WalkFacts[], readonly string[]]>> = {
  "nothing was walked": [[], ["never_walked"]],
  "the first walk broke off": [[later({ from: null, finished: 0 })], ["never_walked"]],
  "only changes were walked": [[later()], ["never_walked"]],
  "a later walk broke off": [[WALK, later({ finished: 0 })], ["interrupted"]],
  "one that broke off was followed by another": [[WALK, later({ finished: 0 }), later()], []],
  "a comparison broke off": [[WALK, later({ from: null, finished: 0 })], ["interrupted"]],
  "the first list had too few rows": [[{ ...WALK, withheld: 2 }], ["list_cut_short"]],
  "a later list had too few rows": [[WALK, later({ withheld: 1 }), later()], ["list_cut_short"]],
  "a list that broke off had too few rows": [
    [WALK, later({ withheld: 1, finished: 0 }), later()],
    ["list_cut_short"],
  ],
  "a comparison that broke off had too few rows": [
    [WALK, later({ from: null, withheld: 1, finished: 0 }), later()],
    [],
  ],
  "somebody else walked since": [[WALK, later({ identityNo: 2 })], ["other_rights"]],
  "somebody else began to walk": [[WALK, later({ identityNo: 2, finished: 0 })], ["interrupted"]],
  "another token saw more": [[{ ...WALK, hidden: 3 }], ["hidden"]],
};

Deno.test("what walks leave open is a gap each", async (t) => {
  for (const [name, [walks, kinds]] of Object.entries(WALKS)) {
    await t.step(name, () => {
      const { gaps, state } = verdictOn(facts({ walks }));
      assert.deepEqual(gaps.map(({ kind }) => kind), kinds);
      assert.equal(state === "incomplete", kinds.length > 0);
    });
  }
});

Deno.test("few items that cannot be read are asked for by number, many by a sync", () => {
  const many = Array.from({ length: 20 }, (_, at) => at + 1);
  const commandOf = (change: Partial<CoverageFacts>) => verdictOn(facts(change)).gaps[0]?.command;
  const unparsed = { items: 2, iids: [3, 9], why: "title: expected string", nameless: 0 };
  assert.equal(commandOf({ unparsed }), "lore sync --issue 3 --issue 9 -p acme/web");
  assert.equal(
    commandOf({ unparsed, kind: "merge_request" }),
    "lore sync --mr 3 --mr 9 -p acme/web",
  );
  assert.equal(
    commandOf({ unparsed: { ...unparsed, items: 21, iids: many } }),
    "lore sync -p acme/web",
  );
  const [gap] = verdictOn(facts({ unparsed })).gaps;
  assert.equal(gap?.message, "2 that cannot be read (title: expected string)");
});

Deno.test("a command for a project that a shell would obey is quoted", () => {
  const { command } = verdictOn(facts({ project: "a b/$(x)", walks: [WALK, later()] }));
  assert.equal(command, "lore sync --reconcile -p 'a b/$(x)'");
});

Deno.test("the token of the last walk is told with its scopes, or not at all", () => {
  const tokenOf = (change: Partial<WalkFacts>) =>
    verdictOn(facts({ walks: [{ ...WALK, ...change }] })).token;
  assert.deepEqual(tokenOf({}), { username: "ada", scopes: ["api", "read_api"] });
  assert.deepEqual(tokenOf({ tokenScopes: null }), { username: "ada", scopes: null });
  assert.equal(tokenOf({ tokenUsername: null }), null);
});

Deno.test("coverageReport() knows projects by any of their paths, and names a near one", () => {
  using mirror = aMirror();
  const page = { limit: 1, offset: 0 };
  const report = coverageReport(mirror.database, { ...page, project: "acme/web" });
  assert.deepEqual([report.coverage.length, report.truncated, report.complete], [1, true, false]);
  assert.deepEqual(report.states, { complete: 0, current: 0, incomplete: 2 });
  assert.throws(() => coverageReport(mirror.database, { ...page, project: "acme/wed" }), {
    code: "NOT_FOUND",
    hint: 'Did you mean "acme/web"?',
  });
});
