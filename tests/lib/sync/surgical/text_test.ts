import assert from "node:assert/strict";
import { count } from "../../../../lib/cli/format.ts";
import { makeLook } from "../../../../lib/cli/look.ts";
import { makeStyle } from "../../../../lib/cli/style.ts";
import { syncText } from "../../../../lib/sync/report.ts";
import { surgicalText, type SurgicalWords } from "../../../../lib/sync/surgical/text.ts";
import type {
  DryRunReport,
  PreflightReport,
  SurgicalResult,
} from "../../../../lib/sync/surgical/types.ts";

const WORDS: SurgicalWords = {
  count,
  printable: (text) => text.replaceAll("\x1b", "?"),
  wrap: (text) => text,
  table: (_columns, rows) => rows.map((row) => row.join(" | ").trim()).join("\n"),
};

const FIT = { reason: null, message: null, moved_to: null } as const;

Deno.test("surgicalText() says what came of each item, and what helps", () => {
  const counts = { discussions: 2, events: 0, files: null, documents: 3 };
  const message = "It was moved to acme/api#5";
  const result: SurgicalResult = {
    mode: "surgical",
    run_id: "a1b2c3d4",
    attempts: 1,
    was_done: false,
    project: "acme/web",
    source: "demo",
    renamed_to: "acme/site",
    ...{ issues: 1, merge_requests: 0, discussions: 2, events: 0, files: 0, projects: 1 },
    ...{ documents: 3, chunks: 3 },
    entities: [
      { kind: "issue", iid: 1, status: "refreshed", ...FIT, ...counts },
      {
        ...{ kind: "issue", iid: 3, status: "skipped", reason: "moved", message },
        ...{ moved_to: "acme/api#5", ...counts, documents: 0 },
      },
    ],
    failures: [
      { source: "demo", stage: "preflight", iid: 3, code: "NOT_FOUND", message },
      { source: "embedding", stage: "embed", code: "PARTIAL", message: "Another \x1bmodel" },
    ],
    failed: 2,
    stage_timings_ms: { preflight: 1 },
    recovery_actions: ["lore sync --issue 5 -p acme/api", "lore embed"],
  };
  assert.deepEqual(surgicalText(result, WORDS).split("\n"), [
    "acme/web: 1 of 2 items up to date, 3 documents written, run a1b2c3d4",
    "#1 | refreshed | 2 discussions, 3 documents",
    "#3 | skipped | It was moved to acme/api#5",
    "The project's path is acme/site by now",
    "  PARTIAL: Another ?model",
    "",
    "What helps:",
    "  lore sync --issue 5 -p acme/api",
    "  lore embed",
  ]);
  const [again] = surgicalText({ ...result, was_done: true }, WORDS).split("\n");
  assert.equal(
    again,
    "acme/web: run a1b2c3d4 was done before, with 1 of 2 items up to date; asked nothing",
  );
});

Deno.test("surgicalText() says of a look that nothing was changed", () => {
  const answer = { project: "acme/web", source: "demo", recovery_actions: [] };
  const preflight: PreflightReport = {
    ...{ mode: "preflight", ...answer, renamed_to: null, stage_timings_ms: {} },
    entities: [{
      ...{ kind: "merge_request", iid: 4, status: "ok", title: "Fix it", state: "opened" },
      ...{ updated_at: "2026-01-15T12:00:00.000Z", ...FIT },
    }],
  };
  assert.deepEqual(surgicalText(preflight, WORDS).split("\n"), [
    "acme/web: asked the forge for 1 item, changed nothing",
    "!4 | ok | Fix it",
  ]);
  const dryRun: DryRunReport = {
    ...{ mode: "dry_run", ...answer, project_known: true, phases: ["preflight"] },
    requests_at_least: 5,
    entities: [{ kind: "issue", iid: 9, status: "unknown", title: null }],
  };
  assert.deepEqual(surgicalText(dryRun, WORDS).split("\n"), [
    "acme/web: would ask for 1 item in 5 requests or more; asked nothing, changed nothing",
    "#9 | unknown | not mirrored yet",
  ]);
});

Deno.test("syncText() and surgicalText() fit a narrow terminal", () => {
  const look = makeLook({ style: makeStyle(false), columns: 40, now: 0, isTerminal: true });
  const message = "A message that is much longer than one line of a narrow terminal";
  const failure = { source: "demo", stage: "embed", code: "PARTIAL", message } as const;
  const counts = {
    ...{ projects: 3, issues: 60, merge_requests: 30, discussions: 235, events: 249, files: 117 },
    ...{ documents: 300, chunks: 300, failures: [failure], failed: 2 },
  };
  const surgical: SurgicalResult = {
    ...{ mode: "surgical", run_id: "a1b2c3d4", attempts: 1, was_done: false, ...counts },
    ...{ project: "acme/a-project-with-a-long-name", source: "demo", entities: [] },
    ...{ renamed_to: "acme/a-project-of-another-name", stage_timings_ms: {}, recovery_actions: [] },
  };
  for (const text of [syncText(counts, look), surgicalText(surgical, look)]) {
    for (const line of text.split("\n")) assert.ok(look.width(line) <= 40, line);
    assert.match(text.replaceAll(/\s+/g, " "), new RegExp(`PARTIAL.*: ${message}`));
  }
});
