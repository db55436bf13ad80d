import assert from "node:assert/strict";
import type { ErrorCode } from "../../../lib/errors.ts";
import { adviceFor, type Findings } from "../../../lib/explain/advice.ts";
import type { GapKind } from "../../../lib/sync/coverage_gaps.ts";
import type { CoverageView, WalkView } from "../../../lib/sync/status_view.ts";

const RUN = {
  run_id: "a1b2c3d4",
  command: "sync",
  mode: "incremental",
  phase: "ingest_issues",
  requested: { kinds: 2 },
} as const;

/** A surgical run that failed before it wrote anything. */
const REFUSED = {
  ...RUN,
  mode: "surgical",
  phase: "failed",
  failed_phase: "preflight",
  requested: { project: "a/b" },
} as const;

const ERROR = { code: "X", message: "x", causes: [], hint: null, actions: [] } as const;

const BASE: Findings = {
  run: RUN,
  outcome: "failed",
  error: null,
  codes: [],
  incomplete: [],
  hasLog: false,
};

const WALK: WalkView = {
  run_id: "a1b2c3d4",
  updated_from: null,
  updated_to: null,
  rows_seen: 5,
  forge_total: 5,
  unparsed: 0,
  server_time: "2026-01-15T12:00:00.000Z",
};

const ROW: CoverageView = {
  project: "acme/web",
  kind: "issue",
  complete: false,
  state: "incomplete",
  gaps: [],
  rows_stored: 5,
  last_walk: WALK,
  last_full_walk: WALK,
  unparsed: 0,
  cut_diffs: 0,
  never_fetched: 0,
  queued: 0,
};

function lacking(kind: GapKind, command: string | null): CoverageView {
  return { ...ROW, gaps: [{ kind, message: "1 that is missing", items: 1, iids: [7], command }] };
}

/** What is known beside the base, and the commands that help. */
const CASES: readonly (readonly [string, Partial<Findings>, readonly string[]])[] = [
  ["a failed sync goes on", {}, ["lore sync"]],
  ["a run that ended well needs nothing", { outcome: "well", hasLog: true }, []],
  ["a run under way is watched", { outcome: "running" }, ["lore sync-status"]],
  ["what lasts is looked at first", { codes: ["AUTH_FAILED"] }, ["lore doctor", "lore sync"]],
  ["what passes is tried again", { codes: ["RATE_LIMITED"] }, ["lore sync"]],
  ["a full run is full again", { run: { ...RUN, mode: "full" } }, ["lore sync --full"]],
  [
    "a comparison compares again",
    { run: { ...RUN, mode: "reconcile" } },
    ["lore sync --reconcile"],
  ],
  [
    "one kind of one project",
    { run: { ...RUN, command: "ingest", phase: "ingest_mrs", requested: { project: "a/b" } } },
    ["lore ingest mrs --project a/b"],
  ],
  [
    "a surgical run that died is resumed",
    { run: { ...RUN, mode: "surgical", phase: "dependents" }, outcome: "died" },
    ["lore sync --resume a1b2c3d4"],
  ],
  [
    "a surgical run that was interrupted is resumed, whatever its error advises",
    {
      run: { ...RUN, mode: "surgical", phase: "preflight" },
      outcome: "interrupted",
      error: { ...ERROR, code: "INTERRUPTED", actions: ["lore sync-status"] },
    },
    ["lore sync-status", "lore sync --resume a1b2c3d4"],
  ],
  [
    "a surgical run that the ledger does not have cannot be resumed",
    { run: { ...RUN, mode: "surgical", phase: null, requested: null } },
    [],
  ],
  [
    "without a log a preflight that failed is asked anew for what may be there",
    {
      run: { ...REFUSED, requested: { project: "a/b", source: "work" } },
      asked: [{ kind: "issue", iid: 7, failed: true }, { kind: "issue", iid: 8, failed: false }],
    },
    ["lore sync --issue 8 -p a/b --source work"],
  ],
  [
    "without a log a later failure is resumed",
    { run: { ...REFUSED, failed_phase: "dependents" } },
    ["lore sync --resume a1b2c3d4"],
  ],
  [
    "a surgical run that finished in part names what it could not fetch",
    {
      run: { ...RUN, mode: "surgical", phase: "done", requested: { project: "a/b" } },
      outcome: "in part",
      asked: [
        { kind: "issue", iid: 7, failed: true },
        { kind: "issue", iid: 9, failed: false },
        { kind: "merge_request", iid: 8, failed: true },
      ],
    },
    ["lore sync --issue 7 --mr 8 -p a/b"],
  ],
  [
    "what was not there is not asked for again",
    { error: { ...ERROR, code: "NOT_FOUND", actions: ["lore sync-status"] } },
    ["lore sync-status"],
  ],
  [
    "a project that a shell would obey is left out",
    { run: { ...RUN, requested: { project: "$(reboot)" } } },
    ["lore sync"],
  ],
  ["the log", { hasLog: true }, ["lore sync", "lore logs --run a1b2c3d4 --level warn"]],
  [
    "the error's own actions, each once",
    {
      error: { ...ERROR, actions: ["lore sync", "lore embed"] },
    },
    ["lore sync", "lore embed"],
  ],
  [
    "what is missing",
    { outcome: "well", incomplete: [lacking("queued", "lore sync -p acme/web")] },
    ["lore sync"],
  ],
  [
    "what was never seen",
    {
      outcome: "well",
      incomplete: [lacking("list_cut_short", "lore sync --reconcile -p acme/web")],
    },
    ["lore sync --reconcile"],
  ],
  [
    "a list that the forge cut",
    { outcome: "well", incomplete: [lacking("files_cut_short", null)] },
    [],
  ],
];

Deno.test("adviceFor() names the commands that help, the best first", async (t) => {
  for (const [name, findings, expected] of CASES) {
    await t.step(name, () => {
      const commands = adviceFor({ ...BASE, ...findings }).map(({ command }) => command);
      assert.deepEqual(commands, expected);
    });
  }
});

/** Every failure of a preflight, with what its error advises, and what helps. */
const PREFLIGHTS: readonly (readonly [ErrorCode, readonly string[], readonly string[]])[] = [
  ["NOT_FOUND", ["lore doctor"], ["lore doctor"]],
  ["NOT_FOUND", ["lore sync --issue 1 -p a/b"], ["lore sync --issue 1 -p a/b"]],
  ["AUTH_FAILED", ["lore doctor"], ["lore doctor"]],
  ["FORGE_UNAVAILABLE", ["lore sync --issue 1 -p a/b"], [
    "lore sync --issue 1 -p a/b",
    "lore doctor",
  ]],
  ["FAILED", ["lore sync --issue 1 -p a/b"], ["lore sync --issue 1 -p a/b"]],
  // Not of an item: asked the same another time, the forge may answer.
  ...([
    "AUTH_FAILED",
    "TOKEN_MISSING",
    "FORGE_UNAVAILABLE",
    "RATE_LIMITED",
    "LOCK_HELD",
  ] as const).map((code) => {
    const lasting = ["AUTH_FAILED", "TOKEN_MISSING", "FORGE_UNAVAILABLE"].includes(code);
    const resume = "lore sync --resume a1b2c3d4";
    return [code, [resume], lasting ? [resume, "lore doctor"] : [resume]] as const;
  }),
];

Deno.test("adviceFor() resumes no preflight whose error knows that it is of no use", async (t) => {
  for (const [code, actions, expected] of PREFLIGHTS) {
    await t.step(`${code}: ${actions.join(", ")}`, () => {
      const error = { ...ERROR, code, actions };
      const advice = adviceFor({ ...BASE, run: REFUSED, error, codes: [code] });
      assert.deepEqual(advice.map(({ command }) => command), expected);
    });
  }
});
