import assert from "node:assert/strict";
import { Stderr } from "../../../lib/cli/stderr.ts";
import { FakeTerminal } from "../../support/fake_host.ts";
import { screenAfter } from "../../support/screen.ts";

function terminalOf(width: number): FakeTerminal {
  const terminal = new FakeTerminal();
  terminal.width = width;
  return terminal;
}

Deno.test("Stderr keeps lines whole and the live lines below them", async (t) => {
  for (const width of [20, 40, 80]) {
    await t.step(`${width} columns`, () => {
      const terminal = terminalOf(width);
      const stderr = new Stderr(terminal);
      const long = "ingest issues  group/a-rather-long-name  12/345  6.7/s";
      stderr.show([long, "second"]);
      stderr.write("one");
      stderr.show([`${long} and more`, "第二行は幅の広い文字でできています、これは長い"]);
      stderr.write("two\nthree\n");
      const screen = screenAfter(terminal.err, width);
      assert.deepEqual(screen.slice(0, 3), ["one", "two", "three"]);
      assert.equal(screen.length, 5, "each live line takes one row");
      stderr[Symbol.dispose]();
      assert.deepEqual(screenAfter(terminal.err, width), ["one", "two", "three", ""]);
    });
  }
});

Deno.test("Stderr clears live lines that a narrower terminal has wrapped", () => {
  const terminal = terminalOf(40);
  const stderr = new Stderr(terminal);
  stderr.show(["x".repeat(39)]);
  terminal.width = 20;
  const shown = screenAfter(terminal.err, 20);
  assert.equal(shown.length, 2);
  stderr.write("line");
  stderr[Symbol.dispose]();
  assert.deepEqual(screenAfter(terminal.err, 20), ["line", ""]);
});

Deno.test("Stderr sends each change as one write, and none when nothing changed", () => {
  const writes: string[] = [];
  const stderr = new Stderr({ columns: () => 80, writeErr: (text) => void writes.push(text) });
  stderr.show([]);
  stderr.show(["a"]);
  stderr.show(["a"]);
  stderr.write("line");
  stderr.write("");
  assert.deepEqual(writes, ["a", "\r\x1b[Jline\na"]);
});
