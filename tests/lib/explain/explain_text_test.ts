import assert from "node:assert/strict";
import { makeLook } from "../../../lib/cli/look.ts";
import { makeStyle } from "../../../lib/cli/style.ts";
import type { Explanation } from "../../../lib/explain/explain.ts";
import { explainText } from "../../../lib/explain/explain_text.ts";
import type { LogLine } from "../../../lib/explain/log_line.ts";
import type { CoverageView } from "../../../lib/sync/status_view.ts";

const NOW = Date.UTC(2026, 0, 15, 12);
const LONG = "wide 日本 👩‍👧 \u001b[31m".repeat(40);

function look({ columns = 80, color = false } = {}) {
  return makeLook({ style: makeStyle(color), columns, now: NOW, isTerminal: true });
}

function many<T>(make: (at: number) => T): T[] {
  return Array.from({ length: 9 }, (_, at) => make(at));
}

const LINE: LogLine = {
  timestamp: new Date(NOW).toISOString(),
  level: "ERROR",
  target: "lore::sync",
  fields: { message: "Cannot read an item", title: LONG, error_stack: "at somewhere" },
  span: null,
  spans: [],
};

const ROW: CoverageView = {
  ...{ project: LONG, kind: "issue", complete: false, rows_stored: 5 },
  ...{ last_walk: null, last_full_walk: null, state: "incomplete" },
  ...{ unparsed: 1, cut_diffs: 2, never_fetched: 3, queued: 4 },
  gaps: (
    ["never_walked", "list_cut_short", "unreadable_parts", "never_fetched", "queued"] as const
  ).map((kind, items) => ({ kind, items, message: LONG, iids: [], command: LONG })),
};

/** A run of which there is more of everything than fits. */
const WORST: Explanation = {
  run: {
    ...{ run_id: "a1b2c3d4", command: "sync", mode: "full", status: "failed", phase: "embed" },
    ...{ started_at: new Date(NOW - 60_000).toISOString(), finished_at: null, requested: null },
    ...{ heartbeat_at: new Date(NOW).toISOString(), elapsed_ms: 45_000, retries: 3 },
    ...{ total_items_processed: 9, total_errors: 9, rate_limit_hits: 3, error: LONG },
  },
  outcome: "failed",
  remark: LONG,
  later_runs: 2,
  error: {
    code: "FORGE_UNAVAILABLE",
    message: `${LONG}${"\n  and".repeat(9)} ${LONG}`,
    causes: many(() => LONG),
    hint: LONG,
  },
  warnings: many(() => ({ times: 2, last: LINE })),
  logged: { warnings: 5, errors: 20 },
  compared: { runs: 7, median_ms: 1000 },
  slowest_stages: many(() => ({
    ...{ name: "fetch_pages", project: "acme/web", inside: ["ingest_issues"] },
    ...{ elapsed_ms: 9000, median_ms: 1000 },
  })),
  rate_limits: { hits: 3, retries: 3, waited_ms: 12_000 },
  incomplete: many(() => ROW),
  log_files: [],
  next: many((at) => ({ command: `lore sync ${at}`, why: LONG })),
};

Deno.test("explainText() fits one screen, whatever there is to say", () => {
  for (const columns of [40, 80, 200]) {
    const words = look({ columns });
    const lines = explainText(WORST, words).split("\n");
    assert.ok(lines.length <= 24, `${lines.length} lines`);
    const body = lines.slice(1);
    for (const line of body) assert.ok(words.width(line) <= columns, `${columns}: ${line}`);
  }
});

Deno.test("explainText() lets nothing through that steers a terminal", () => {
  const text = explainText(WORST, look({ columns: 1000 }));
  assert.ok(!text.includes("\u001b"), JSON.stringify(text));
});

Deno.test("explainText() says how much more there is", () => {
  const text = explainText(WORST, look({ columns: 2000 }));
  assert.match(text, /\(2 times\) \(and 19 before\)/);
  assert.match(text, /and 7 more: lore sync-status/);
  assert.match(text, /; 2 later runs/);
  assert.doesNotMatch(text, /at somewhere/, "no stacks");
});

Deno.test("explainText() keeps the lines of a message apart, and says how many are left out", () => {
  const errorOf = (count: number): string => {
    const items = Array.from({ length: count }, (_, at) => `\n  issue ${at + 1}: it is gone`);
    const message = `Cannot refresh ${count} of 9 items${items.join("")}`;
    const error = { code: "NOT_FOUND", message, causes: [], hint: null };
    const text = explainText({ ...WORST, error }, look({ columns: 2000 }));
    return /^Error [^]*?(?=\nWarnings)/m.exec(text)?.[0] ?? "";
  };
  assert.equal(
    errorOf(3).trimEnd(),
    `Error     NOT_FOUND: Cannot refresh 3 of 9 items
            issue 1: it is gone
            issue 2: it is gone
            issue 3: it is gone`,
  );
  assert.equal(
    errorOf(9).trimEnd(),
    `Error     NOT_FOUND: Cannot refresh 9 of 9 items
            issue 1: it is gone
            issue 2: it is gone
            and 7 more`,
  );
});

Deno.test("explainText() ends each colour on its line", () => {
  const texts = [40, 80].map((columns) => explainText(WORST, look({ columns, color: true })));
  for (const line of texts.join("\n").split("\n")) {
    const codes = line.split("\u001b[").slice(1).map((part) => parseInt(part));
    if (codes.length > 0) assert.ok([0, 22, 39].includes(codes.at(-1) ?? 0), JSON.stringify(line));
  }
});

Deno.test("explainText() cuts neither outcome nor reason nor commands at a narrow terminal", () => {
  const url = `"https://gitlab.example.com/api/v4/groups/acme/projects?${"x=1&".repeat(30)}"`;
  const explanation: Explanation = {
    ...WORST,
    error: { code: "AUTH_FAILED", message: `${url} answered 401`, causes: [], hint: "Renew it" },
    warnings: [],
    incomplete: [],
    slowest_stages: WORST.slowest_stages.slice(0, 1),
    next: [{ command: "lore logs --run a1b2c3d4 --level warn", why: "all that it warned of" }],
  };
  const text = explainText(explanation, look({ columns: 40 }));
  const flat = text.replaceAll(/\s+/g, " ");
  assert.ok(flat.startsWith("Run a1b2c3d4: sync (full) failed just now after 45.0s; 2 later runs"));
  assert.match(flat, /AUTH_FAILED: .* answered 401 hint: Renew it/);
  assert.match(flat, /Slowest Ingest issues > \w*… +9\.0s, median of 7 runs 1\.0s/);
  assert.match(flat, /Next lore logs --run a1b2c3d4 --level warn$/);
});
