import assert from "node:assert/strict";
import { showPages, wantsPages } from "../../../lib/cli/pager.ts";
import { makeStyle } from "../../../lib/cli/style.ts";
import { FakeTerminal } from "../../support/fake_host.ts";

/** So many lines: `line 1`, `line 2` and so on. */
function text(lines: number): string {
  return Array.from({ length: lines }, (_, at) => `line ${at + 1}`).join("\n");
}

/** Somebody at a terminal of eleven rows: ten of a text and one below it. */
function atTerminal(...pressed: string[]): FakeTerminal {
  const terminal = new FakeTerminal();
  terminal.stdoutIsTerminal = true;
  terminal.stdinIsTerminal = true;
  terminal.height = 11;
  terminal.pressed = pressed;
  return terminal;
}

/** What is on the screen when the reader has pressed some keys; the last line is lore's own. */
async function screenOf(pages: string, ...pressed: string[]): Promise<string[]> {
  const terminal = atTerminal(...pressed);
  await showPages(pages, {
    terminal,
    style: makeStyle(false),
    signal: new AbortController().signal,
  });
  assert.ok(terminal.out.endsWith("\r\x1b[K"), "its own line is taken away at the end");
  return rowsOf(terminal.out.slice(0, -"\r\x1b[K".length), terminal.height);
}

/** Plays what was written on a screen that scrolls. */
function rowsOf(written: string, height: number): string[] {
  const [last = ""] = written.split("\x1b[H\x1b[J").slice(-1);
  const rows = last.split("\n").map((row) => row.split("\r\x1b[K").at(-1) ?? "");
  return rows.slice(-height);
}

function firstAndLast(rows: readonly string[]): string {
  return `${rows[0]} to ${rows.at(-2)}`;
}

Deno.test("showPages() goes where keys say, and never behind the end", async (t) => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["at first", [], "line 1 to line 10"],
    ["a page on", [" "], "line 11 to line 20"],
    ["by the key for a page", ["\x1b[6~"], "line 11 to line 20"],
    ["a line on", ["\r", "j", "\x1b[B"], "line 4 to line 13"],
    ["a line back", [" ", "k"], "line 10 to line 19"],
    ["a page back", [" ", " ", "b"], "line 11 to line 20"],
    ["back at the top", ["b", "k", "\x1b[A"], "line 1 to line 10"],
    ["the end", ["G"], "line 26 to line 35"],
    ["no further than the end", [" ", " ", " ", " ", " "], "line 26 to line 35"],
    ["the beginning", ["G", "g"], "line 1 to line 10"],
    ["half a page", ["d"], "line 7 to line 16"],
    ["keys that mean nothing", ["x", "\x1b", "7"], "line 1 to line 10"],
    ["a word", ["/", ..."LINE 20", "\r"], "line 20 to line 29"],
    ["the next of it", ["/", ..."line 1", "\r", "n", "n"], "line 12 to line 21"],
    ["the one before", ["G", "/", ..."line 9", "\r", "N"], "line 9 to line 18"],
    ["a word taken back", ["/", "x", "\x7f", "\x7f", " "], "line 11 to line 20"],
    ["a word given up", ["/", ..."20", "\x1b", " "], "line 11 to line 20"],
  ];
  for (const [name, pressed, expected] of cases) {
    await t.step(name, async () => {
      assert.equal(firstAndLast(await screenOf(text(35), ...pressed)), expected);
    });
  }
});

Deno.test("showPages() says where one is, and which keys help", async () => {
  assert.match((await screenOf(text(35))).at(-1) ?? "", /^1-10 of 35 {2}Space: on, .* q: quit$/);
  assert.match((await screenOf(text(35), "G")).at(-1) ?? "", /^26-35 of 35, the end {2}b: back, /);
  const unknown = await screenOf(text(35), "/", ..."nowhere", "\r");
  assert.match(unknown.at(-1) ?? "", /^No "nowhere" here/);
  // The last page has several of them: which one it is can only be said.
  const found = await screenOf(text(35), "G", "/", ..."line 3", "\r", "n");
  assert.match(found.at(-1) ?? "", /^"line 3" in line 31 /);
  assert.equal((await screenOf(text(35), "/", ..."ab")).at(-1), "/ab");
});

Deno.test("showPages() ends at q, at Ctrl-C, and where the keyboard is gone", async () => {
  for (const key of ["q", "Q", "\x03"]) {
    assert.equal(firstAndLast(await screenOf(text(35), key, " ", " ")), "line 1 to line 10");
  }
});

Deno.test("showPages() counts the rows of a line that the terminal breaks", async () => {
  const wide = `${"x".repeat(200)}\n`.repeat(8);
  const rows = await screenOf(wide);
  assert.equal(rows.length, 4, "three lines of three rows each, and its own");
  assert.match((await screenOf(wide, " ")).at(-1) ?? "", /^4-6 of 8/);
});

Deno.test("showPages() draws all anew when the screen has another size", async () => {
  const terminal = atTerminal();
  const keys = [" ", "x", "q"];
  terminal.keys = () =>
    Promise.resolve({
      next: () => {
        if (keys.length === 2) terminal.height = 6;
        return Promise.resolve(keys.shift());
      },
      [Symbol.dispose]: () => {},
    });
  await showPages(text(35), {
    terminal,
    style: makeStyle(false),
    signal: new AbortController().signal,
  });
  const [, drawn = ""] = terminal.out.split("\x1b[H\x1b[J");
  assert.match(drawn, /^line 11\nline 12\nline 13\nline 14\nline 15\n11-15 of 35/);
});

Deno.test("wantsPages() only where somebody reads, presses keys, and has less rows", async (t) => {
  const cases:
    readonly (readonly [string, boolean, Partial<FakeTerminal>, Record<string, string>])[] = [
      ["a terminal", true, {}, {}],
      ["a text that just fits", false, { height: 36 }, {}],
      ["one row less", true, { height: 35 }, {}],
      ["a pipe", false, { stdoutIsTerminal: false }, {}],
      ["nobody at the keys", false, { stdinIsTerminal: false }, {}],
      ["no rows", false, { height: 0 }, {}],
      ["a dumb terminal", false, {}, { TERM: "dumb" }],
      ["LORE_PAGER=never", false, {}, { LORE_PAGER: "never", PAGER: "less" }],
      ["PAGER=cat", false, {}, { PAGER: "cat" }],
      ["another PAGER", true, {}, { PAGER: "less" }],
    ];
  for (const [name, expected, change, variables] of cases) {
    await t.step(name, () => {
      const terminal = Object.assign(atTerminal(), change);
      const environment = (variable: string): string | undefined => variables[variable];
      assert.equal(wantsPages(text(35), { terminal, environment }), expected);
    });
  }
});
