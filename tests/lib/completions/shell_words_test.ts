import assert from "node:assert/strict";
import {
  BASH,
  bashQuoted,
  FISH,
  type Quote,
  shellWords,
  unquote,
} from "../../../lib/completions/shell_words.ts";
import { hasProgram } from "../../support/shell_at_terminal.ts";

Deno.test("shellWords() splits a line as bash does, also where it stops in a quote", async (t) => {
  const cases: [string, string[], Quote][] = [
    ["lore sy", ["lore", "sy"], ""],
    ["lore  \tsync ", ["lore", "sync", ""], ""],
    ["", [""], ""],
    ["lore 'a b", ["lore", "a b"], "'"],
    ["lore --label='a b' x", ["lore", "--label=a b", "x"], ""],
    ['lore "it\'s \\"so\\" \\x', ["lore", 'it\'s "so" \\x'], '"'],
    ["lore good\\ first\\ is", ["lore", "good first is"], ""],
    ["lore 'a\\' b", ["lore", "a\\", "b"], ""],
    ["lore a\\", ["lore", "a"], ""],
    ["lore 🍀\u00a0x 課", ["lore", "🍀\u00a0x", "課"], ""],
  ];
  for (const [line, texts, open] of cases) {
    await t.step(line, () => {
      const words = shellWords(line, BASH);
      assert.deepEqual(words.map(({ text }) => text), texts);
      assert.equal(words.at(-1)?.open, open);
    });
  }
});

Deno.test("unquote() reads a word that fish has not finished", async (t) => {
  const cases: [string, string][] = [
    ["'it\\'s a", "it's a"],
    ['"a \\"b', 'a "b'],
    ["'a\\nb", "a\\nb"],
    ["good\\ f", "good f"],
    ["--label='good f", "--label=good f"],
  ];
  for (const [raw, text] of cases) {
    await t.step(raw, () => assert.equal(unquote(raw, FISH).text, text));
  }
});

const ignore = !await hasProgram("bash");

Deno.test(
  "bashQuoted() gives what bash reads as the text, in each quote",
  { ignore },
  async (t) => {
    const texts = [
      "plain/path-1_2.x:y@z,=%+",
      "to do",
      "it's",
      'a "b" $HOME `id` \\ c',
      "!#&()*;<>?[x]^{y}|~",
      "🍀 easy 課題",
    ];
    for (const text of texts) {
      for (const open of ["", "'", '"'] as const) {
        await t.step(`${open} ${text}`, async () => {
          const word = `${open}${bashQuoted(text, open)}${open}`;
          const { stdout } = await new Deno.Command("bash", {
            args: ["-c", `printf %s ${word}`],
            env: { LC_ALL: "C.UTF-8" },
          }).output();
          assert.equal(new TextDecoder().decode(stdout), text);
          assert.equal(unquote(word, BASH).text, text);
        });
      }
    }
  },
);
