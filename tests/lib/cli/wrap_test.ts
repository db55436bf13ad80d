import assert from "node:assert/strict";
import { glyphsFor } from "../../../lib/cli/glyphs.ts";
import { makeStyle } from "../../../lib/cli/style.ts";
import { table } from "../../../lib/cli/table.ts";
import { displayWidth, fit, splitAt } from "../../../lib/cli/width.ts";
import { wrap, wrapMessage } from "../../../lib/cli/wrap.ts";
import { FakeHost, runLore } from "../../support/fake_host.ts";
import { fixtures } from "./fixture_commands.ts";

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

Deno.test("wrapMessage() breaks no command and no flag from its value", async (t) => {
  const cases = [
    ["hint: Go on by lore sync --resume 5ca1ab1e", [
      "hint: Go on by",
      "  lore sync --resume 5ca1ab1e",
    ]],
    [
      "hint: Did you mean lore sync --issue 4 -p acme/web, or lore sync --mr 4?",
      ["hint: Did you mean", "  lore sync --issue 4 -p acme/web,", "  or lore sync --mr 4?"],
    ],
    [
      "hint: What was stored is kept; lore sync goes on where this run stopped",
      ["hint: What was stored is", "  kept; lore sync goes", "  on where this run", "  stopped"],
    ],
    [
      "hint: lore search 'flaky test of it' --project acme/web",
      ["hint:", "  lore search 'flaky test of it' --project acme/web"],
    ],
    ["hint: Did you mean --project acme/web?", ["hint: Did you mean", "  --project acme/web?"]],
    ["hint: That is done by lore ingest issues", ["hint: That is done by", "  lore ingest issues"]],
    [
      "error: Cannot refresh 1 of 2 items\n  issue 9: The forge's list has none there",
      [
        "error: Cannot refresh 1",
        "  of 2 items",
        "  issue 9: The forge's",
        "    list has none there",
      ],
    ],
  ] as const;
  for (const [message, lines] of cases) {
    await t.step(message, () => assert.equal(wrapMessage(message, 24), lines.join("\n")));
  }
});

Deno.test("errors are broken at spaces for a terminal, and nowhere for a file", async () => {
  const ask = async (stderrIsTerminal: boolean): Promise<string> => {
    const host = new FakeHost({ NO_COLOR: "1" });
    Object.assign(host.terminal, { stderrIsTerminal, width: 40 });
    const argv = ["greet", "Ada", "--tone", "very mild and soft"];
    return (await runLore(argv, { commands: fixtures, host })).err.trimEnd();
  };
  const whole = await ask(false);
  assert.match(whole, /^error: .{40,}\nhint: See lore greet --help$/);
  const lines = (await ask(true)).split("\n");
  assert.ok(lines.every((line) => line.length <= 40), lines.join("\n"));
  assert.equal(lines.map((line) => line.trim()).join(" "), whole.replaceAll("\n", " "));
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
