import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { commonWords } from "../../../lib/embedding/common_words.ts";
import { stem } from "../../../lib/search/stem.ts";
import { generator } from "../../support/vectors.ts";

/** Words of every shape that the algorithm has a rule for, and many that it has none for. */
function words(): string[] {
  const random = generator(9);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? "";
  const roots =
    "sync run hop hope fall file tree cr sky happy agree rel oper adopt control roll fizz hiss"
      .split(" ");
  const made = ["pl", "st", "tr", "b", "c", "gl", "y", "", "ex"];
  const vowels = ["a", "e", "i", "o", "u", "y", "ea", "oo"];
  const ends = ["t", "ll", "ss", "zz", "w", "x", "y", "n", "m", "p", "rt", "tt", ""];
  const endings = [
    ..."s es ies ss ed eed ing y e al ational tional enci anci izer logi bli alli entli eli ousli"
      .split(" "),
    ..."ization ation ator alism iveness fulness ousness aliti iviti biliti icate ative alize"
      .split(" "),
    ..."iciti ical ful ness ance ence er ic able ible ant ement ment ent ion sion tion ou ism ate"
      .split(" "),
    ..."iti ous ive ize at bl iz ated bled ized sses".split(" "),
    "",
  ];
  const all = new Set(commonWords().filter((word) => /^[a-z]+$/.test(word)));
  for (let i = 0; i < 20_000; i++) {
    const root = random() < 0.3
      ? pick(roots)
      : pick(made) + pick(vowels) + pick(ends) + (random() < 0.5 ? pick(vowels) + pick(ends) : "");
    const word = root + pick(endings) + (random() < 0.3 ? pick(endings) : "");
    // No language has it, and it would take a rule of its own.
    if (!word.includes("yy")) all.add(word);
  }
  all.delete("");
  return [...all];
}

Deno.test("stem() makes of every word what SQLite's porter tokenizer makes of it", () => {
  using sqlite = new DatabaseSync(":memory:");
  sqlite.exec(`
    create virtual table t using fts5 (w, tokenize = 'porter unicode61');
    create virtual table v using fts5vocab (t, 'instance')`);
  const insert = sqlite.prepare("insert into t (rowid, w) values (?, ?)");
  const list = words();
  sqlite.exec("begin");
  list.forEach((word, at) => insert.run(at + 1, word));
  sqlite.exec("commit");
  const wrong: string[] = [];
  for (const row of sqlite.prepare("select doc, term from v").all()) {
    const word = list[Number(row.doc) - 1] ?? "";
    if (stem(word) !== row.term) wrong.push(`${word}: ${stem(word)}, not ${row.term}`);
  }
  assert.ok(list.length > 5000);
  assert.deepEqual(wrong, []);
});

Deno.test("words that are not plain ASCII, short or very long are their own stems", () => {
  for (const word of ["is", "naïves", "検索", "x".repeat(65) + "ing"]) {
    assert.equal(stem(word), word);
  }
});
