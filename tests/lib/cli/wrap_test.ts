import assert from "node:assert/strict";
import { glyphsFor } from "../../../lib/cli/glyphs.ts";
import { makeStyle } from "../../../lib/cli/style.ts";
import { table } from "../../../lib/cli/table.ts";
import { displayWidth, fit, splitAt } from "../../../lib/cli/width.ts";
import { wrap } from "../../../lib/cli/wrap.ts";

Deno.test("wrap() breaks at spaces and leaves what fits as it is", () => {
  assert.equal(wrap("one two three four", 10), "one two\nthree four");
  assert.equal(wrap("one  two", 10), "one  two");
  assert.equal(wrap("  one two three\nfour", 10, "    "), "  one two\n    three\nfour");
  assert.equal(wrap("", 10), "");
});

Deno.test("wrap() breaks a long word between characters, and an address nowhere", () => {
  assert.equal(wrap("abcdefghijklmnop", 10, "  "), "abcdefghij\n  klmnop");
  assert.equal(wrap("ひらがなカタカナ", 10), "ひらがなカ\nタカナ");
  const address = "https://forge.test/a/very/long/path";
  assert.equal(wrap(`see ${address} there`, 12), `see\n${address}\nthere`);
});

Deno.test("wrap() keeps every word, whatever the width, and counts no colours", () => {
  const text =
    "\x1b[33mwarm\x1b[39m words of \x1b[2mmany lengths 漢字かな 🎉🎉\x1b[22m to be broken";
  for (let columns = 8; columns < 80; columns++) {
    const lines = wrap(text, columns, "  ").split("\n");
    for (const line of lines) assert.ok(displayWidth(line) <= columns, `${columns}: ${line}`);
    assert.equal(lines.join(" ").replaceAll(/\s/g, ""), text.replaceAll(/\s/g, ""));
  }
});

Deno.test("splitAt() keeps characters and colour codes whole", () => {
  assert.deepEqual(splitAt("漢字", 3), ["漢", "字"]);
  assert.deepEqual(splitAt("a\x1b[31mbc", 2), ["a\x1b[31mb", "c"]);
  assert.deepEqual(splitAt("abc", 3), ["abc", ""]);
});

Deno.test("fit() cuts with the ellipsis that it is given, and never beyond the room", () => {
  assert.equal(fit("abcdefgh", 5), "abcd…");
  assert.equal(fit("abcdefgh", 5, "..."), "ab...");
  assert.equal(fit("漢字漢字", 6, "..."), "漢...");
  for (let room = 0; room < 5; room++) {
    assert.ok(displayWidth(fit("漢字漢字", room, "...")) <= room);
  }
});

Deno.test("glyphsFor() asks the first locale that is set, and takes none for UTF-8", () => {
  const cases: readonly [Record<string, string>, string][] = [
    [{}, "…"],
    [{ LANG: "de_DE.UTF-8" }, "…"],
    [{ LC_ALL: "C.utf8", LANG: "C" }, "…"],
    [{ LC_ALL: "C", LANG: "de_DE.UTF-8" }, "..."],
    [{ LC_ALL: "", LC_CTYPE: "POSIX" }, "..."],
    [{ LANG: "de_DE.ISO-8859-1" }, "..."],
  ];
  for (const [variables, ellipsis] of cases) {
    assert.equal(
      glyphsFor((name) => variables[name]).ellipsis,
      ellipsis,
      JSON.stringify(variables),
    );
  }
});

Deno.test("table() stacks rows cell by cell where columns have no room", () => {
  const columns = [{ title: "Project" }, { title: "Stored" }, { title: "Note", shrinks: true }];
  const rows = [["acme/tools/cli", "17", "nothing of note that fits"], ["acme/web", "", "x"]];
  const look = { isTerminal: true, style: makeStyle(false) };
  assert.equal(
    table(columns, rows, { ...look, columns: 26 }),
    "Project  acme/tools/cli\nStored   17\nNote     nothing of note …\n\nProject  acme/web\nNote     x",
  );
  assert.match(table(columns, rows, { ...look, columns: 40 }), /^Project +Stored +Note\n/);
});
