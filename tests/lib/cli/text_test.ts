import assert from "node:assert/strict";
import { byteSize, count, duration, relativeTime, stageLabel } from "../../../lib/cli/format.ts";
import { nearest } from "../../../lib/nearest.ts";
import { makeStyle, wantsColor } from "../../../lib/cli/style.ts";
import { table } from "../../../lib/cli/table.ts";
import { timingSummary } from "../../../lib/cli/timing_summary.ts";
import { displayWidth, fit, pad, printable } from "../../../lib/cli/width.ts";

const plain = makeStyle(false);

/** Applies a function of one argument to each case. */
async function each<I, O>(
  t: Deno.TestContext,
  apply: (input: I) => O,
  cases: readonly (readonly [I, O])[],
): Promise<void> {
  for (const [input, output] of cases) {
    await t.step(JSON.stringify(input), () => assert.deepEqual(apply(input), output));
  }
}

Deno.test("duration() has one decimal of a second, then minutes and hours", (t) =>
  each(t, duration, [
    [0, "0ms"],
    [999.4, "999ms"],
    [999.6, "1.0s"],
    [45_230, "45.2s"],
    [59_949, "59.9s"],
    [59_950, "1m 00s"],
    [125_000, "2m 05s"],
    [3_599_400, "59m 59s"],
    [3_599_600, "1h 00m"],
    [3_725_000, "1h 02m"],
  ]));

Deno.test("byteSize() goes up by thousands", (t) =>
  each(t, byteSize, [
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1.0 MB"],
    [34_000_000, "34.0 MB"],
    [5e15, "5000.0 TB"],
  ]));

Deno.test("relativeTime() tells the largest whole unit", (t) =>
  each(t, (seconds: number) => relativeTime(1e12 + seconds * 1000, 1e12), [
    [0, "just now"],
    [-59, "just now"],
    [-60, "1 minute ago"],
    [-7_300, "2 hours ago"],
    [-86_400 * 3, "3 days ago"],
    [-86_400 * 70, "2 months ago"],
    [-86_400 * 800, "2 years ago"],
    [300, "in 5 minutes"],
  ]));

Deno.test("count() and stageLabel() read as English", () => {
  assert.equal(count(1, "entry", "entries"), "1 entry");
  assert.equal(count(0, "entry", "entries"), "0 entries");
  assert.deepEqual(["ingest_mrs", "embed", "fetch_mr_diffs"].map(stageLabel), [
    "Ingest MRs",
    "Embed",
    "Fetch MR diffs",
  ]);
});

Deno.test("displayWidth() counts the columns of a terminal", (t) =>
  each(t, displayWidth, [
    ["", 0],
    ["plain", 5],
    ["\x1b[31mred\x1b[39m", 3],
    ["café", 4],
    ["cafe\u0301", 4],
    ["日本語", 6],
    ["한국어", 6],
    ["ｗｉｄｅ", 8],
    ["✅ ok", 5],
    ["👩‍👩‍👧", 2],
    ["🇩🇪", 2],
    ["❤️", 2],
    ["a\u200bb", 2],
    ["→…", 2],
  ]));

Deno.test("fit() cuts whole characters and ends the colour", (t) =>
  each(t, ([text, columns]: readonly [string, number]) => fit(text, columns), [
    [["short", 5], "short"],
    [["longer", 5], "long…"],
    [["日本語", 5], "日本…"],
    [["日本語", 4], "日…"],
    [["\x1b[31mlonger\x1b[39m", 5], "\x1b[31mlong…\x1b[0m"],
  ]));

Deno.test("pad() fills up by columns, not by characters", () => {
  assert.equal(pad("日", 4), "日  ");
  assert.equal(pad("5", 3, "right"), "  5");
});

Deno.test("printable() leaves nothing that steers a terminal", (t) =>
  each(t, printable, [
    ["a\nb\t c", "a b c"],
    ["\x1b[31mx\x07\x9b2J", "[31mx2J"],
    ["safe\u202Egnp.exe", "safegnp.exe"],
    ["👩‍👧", "👩‍👧"],
  ]));

Deno.test("nearest() counts a swap of neighbours as one mistake", (t) =>
  each(t, (word: string) => nearest(word, ["sync", "search", "embed", "sync-status"]), [
    ["snyc", ["sync"]],
    ["syn", ["sync"]],
    ["serach", ["search"]],
    ["sync-sttus", ["sync-status"]],
    ["xx", []],
    ["dance", []],
  ]));

Deno.test("wantsColor() weighs flag, environment and terminal", async (t) => {
  type Case = ["auto" | "always" | "never", boolean, Record<string, string>, boolean];
  const cases: Case[] = [
    ["auto", true, {}, true],
    ["auto", false, {}, false],
    ["auto", true, { NO_COLOR: "1" }, false],
    ["auto", true, { NO_COLOR: "" }, true],
    ["auto", true, { TERM: "dumb" }, false],
    ["auto", false, { FORCE_COLOR: "1" }, true],
    ["auto", true, { FORCE_COLOR: "0" }, false],
    ["auto", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ["always", false, { NO_COLOR: "1" }, true],
    ["never", true, { FORCE_COLOR: "1" }, false],
  ];
  for (const [mode, isTerminal, variables, wanted] of cases) {
    await t.step(`${mode} ${isTerminal} ${JSON.stringify(variables)}`, () => {
      const environment = (name: string) => variables[name];
      assert.equal(wantsColor(mode, { isTerminal, environment }), wanted);
    });
  }
});

Deno.test("table() aligns columns and takes no more than the terminal has", () => {
  const columns = [
    { title: "iid", align: "right" },
    { title: "title", shrinks: true },
    { title: "age" },
  ] as const;
  const rows = [
    ["7", "A title that is much too long for this terminal", "2 days"],
    ["123", "日本語のタイトル", "1 hour"],
  ];
  assert.equal(
    table(columns, rows, { columns: 36, isTerminal: true, style: plain }),
    [
      "iid  title                    age",
      "  7  A title that is much t…  2 days",
      "123  日本語のタイトル         1 hour",
    ].join("\n"),
  );
  const piped = table(columns, rows, { columns: 36, isTerminal: false, style: plain });
  assert.match(piped, /much too long for this terminal {2}2 days/);
  assert.equal(table(columns, [], { columns: 36, isTerminal: true, style: plain }), "");
});

Deno.test("timingSummary() reads as the contract shows it", () => {
  const stages = [
    {
      name: "ingest_issues",
      elapsed_ms: 12_340,
      items_processed: 150,
      sub_stages: [
        { name: "fetch_pages", project: "a/b", elapsed_ms: 1, items_processed: 150 },
        { name: "sync_discussions", project: "a/b", elapsed_ms: 1, items_processed: 40 },
        { name: "sync_discussions", project: "c/d", elapsed_ms: 1, items_processed: 2 },
      ],
    },
    { name: "ingest_mrs", elapsed_ms: 18_900, items_processed: 85, errors: 1 },
    { name: "generate_docs", elapsed_ms: 8_500, items_processed: 235 },
    { name: "embed", elapsed_ms: 5_490, items_processed: 1024 },
  ];
  assert.equal(
    timingSummary({ title: "Sync complete", elapsedMs: 45_230, stages, style: plain }),
    `Sync complete in 45.2s
  Ingest issues .... 12.3s (150 items, 42 discussions)
  Ingest MRs ....... 18.9s (85 items, 1 error)
  Generate docs .... 8.5s  (235 documents)
  Embed ............ 5.5s  (1024 chunks)`,
  );
});
