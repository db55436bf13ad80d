import assert from "node:assert/strict";
import { fileFilter, parseFilter, stderrFilter } from "../../../lib/log/filter.ts";
import { LEVELS, type Threshold } from "../../../lib/log/level.ts";

type Table = readonly [flags: string, lore: Threshold, rest: Threshold][];

Deno.test("stderrFilter() follows the table of -q and -v", async (t) => {
  const table: Table = [
    ["", "INFO", "WARN"],
    ["q", "WARN", "ERROR"],
    ["v", "DEBUG", "WARN"],
    ["vv", "DEBUG", "INFO"],
    ["vvv", "TRACE", "DEBUG"],
    ["vvvv", "TRACE", "DEBUG"],
    ["qv", "WARN", "ERROR"],
    ["qvvv", "WARN", "ERROR"],
  ];
  for (const [flags, lore, rest] of table) {
    await t.step(flags === "" ? "no flags" : `-${flags}`, () => {
      const filter = stderrFilter({
        quiet: flags.includes("q"),
        verbose: flags.replace("q", "").length,
      });
      for (const target of ["lore", "lore::sync", "lore::gitlab::pages"]) {
        assert.equal(filter.threshold(target), lore, target);
      }
      for (const target of ["http", "sqlite", "lorenz", "lore_x", "x::lore"]) {
        assert.equal(filter.threshold(target), rest, target);
      }
    });
  }
});

Deno.test("fileFilter() takes DEBUG of lore and WARN of dependencies", () => {
  const filter = fileFilter();
  assert.equal(filter.threshold("lore::sync"), "DEBUG");
  assert.equal(filter.threshold("http"), "WARN");
});

Deno.test("an override replaces the table of both handlers, whatever the flags", () => {
  for (
    const filter of [
      stderrFilter({ verbose: 1, override: "lore=trace" }),
      stderrFilter({ quiet: true, override: "lore=trace" }),
      fileFilter({ override: "lore=trace" }),
    ]
  ) {
    assert.equal(filter.threshold("lore::gitlab"), "TRACE");
    assert.equal(filter.threshold("http"), "OFF");
  }
});

Deno.test("an override of which nothing can be read leaves the table as it is", () => {
  for (const override of ["", " , ,", "loud", "lore=loud"]) {
    const filter = stderrFilter({ verbose: 1, override });
    assert.equal(filter.threshold("lore"), "DEBUG", override);
    assert.equal(filter.threshold("http"), "WARN", override);
  }
});

Deno.test("parseFilter() lets the longest prefix win, on :: boundaries", async (t) => {
  const filter = parseFilter("warn, lore=info,lore::gitlab=trace,lore::git=error,http=off");
  const cases: [target: string, threshold: Threshold][] = [
    ["lore", "INFO"],
    ["lore::sync", "INFO"],
    ["lore::gitlab", "TRACE"],
    ["lore::gitlab::pages", "TRACE"],
    ["lore::gitlabs", "INFO"],
    ["lore::git", "ERROR"],
    ["lore::git::x", "ERROR"],
    ["lorenz", "WARN"],
    ["http", "OFF"],
    ["sqlite", "WARN"],
    ["", "WARN"],
  ];
  for (const [target, threshold] of cases) {
    await t.step(target, () => assert.equal(filter.threshold(target), threshold));
  }
});

Deno.test("parseFilter() does not care for the order of directives", () => {
  const pieces = ["warn", "lore=info", "lore::gitlab=trace", "http=debug"];
  const targets = ["lore", "lore::gitlab::x", "lore::sync", "http", "sqlite", "other"];
  const asGiven = targets.map(parseFilter(pieces.join(",")).threshold);
  for (let turn = 1; turn < pieces.length; turn++) {
    const turned = [...pieces.slice(turn), ...pieces.slice(0, turn)];
    assert.deepEqual(targets.map(parseFilter(turned.join(",")).threshold), asGiven);
  }
});

Deno.test("parseFilter() reads levels in any case, and off", () => {
  for (const level of [...LEVELS, "OFF"] as const) {
    const mixed = level.slice(0, 1) + level.slice(1).toLowerCase();
    for (const text of [level, level.toLowerCase(), mixed]) {
      assert.equal(parseFilter(text).threshold("x"), level);
      assert.equal(parseFilter(`x=${text}`).threshold("x"), level);
    }
  }
});

Deno.test("parseFilter() takes the last of two directives for one target", () => {
  assert.equal(parseFilter("lore=info,lore=trace").threshold("lore"), "TRACE");
  assert.equal(parseFilter("error,debug").threshold("http"), "DEBUG");
});

Deno.test("parseFilter() names what it cannot read and keeps the rest", async (t) => {
  const bad = [
    "loud",
    "lore=loud",
    "lore=",
    "=debug",
    "lore::=debug",
    "lore:sync=debug",
    "lore[span]=trace",
    "a b=info",
    "lore=info=debug",
    "lore",
    "\u001b[31m=info",
    "💥=💥",
  ];
  for (const piece of bad) {
    await t.step(JSON.stringify(piece), () => {
      const filter = parseFilter(`http=debug,${piece},warn`);
      assert.equal(filter.problems.length, 1);
      assert.ok(filter.problems[0]?.startsWith(`"${piece}": `), filter.problems[0]);
      assert.equal(filter.threshold("http"), "DEBUG");
      assert.equal(filter.threshold("lore"), "WARN");
    });
  }
});

Deno.test("parseFilter() never throws, whatever it is given", () => {
  const alphabet = ["lore", "::", "=", ",", "trace", " ", "off", "\n", "[", "é", "\ud800"];
  let seed = 7;
  const pick = (count: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % count;
  for (let round = 0; round < 2_000; round++) {
    let text = "";
    for (let length = pick(12); length > 0; length--) text += alphabet[pick(alphabet.length)];
    const { directives, problems, threshold } = parseFilter(text);
    const pieces = text.split(",").filter((piece) => piece.trim() !== "");
    assert.equal(directives.length + problems.length, pieces.length, JSON.stringify(text));
    assert.ok([...LEVELS, "OFF"].includes(threshold("lore::sync")));
  }
});
