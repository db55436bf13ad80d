import assert from "node:assert/strict";
import { hasUnspaced, spaceOut, splitRuns } from "../../../lib/documents/unspaced.ts";

Deno.test("spaceOut() cuts runs of Han, Kana and Hangul into pairs", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["", ""],
    ["plain text, naïve", "plain text, naïve"],
    ["“quotes” and → arrows 🦊", "“quotes” and → arrows 🦊"],
    ["検索機能", " 検索 索機 機能 能 "],
    ["字", " 字 "],
    ["APIの検索", "API の検 検索 索 "],
    ["サーバー", " サー ーバ バー ー "],
    ["검색 기능", " 검색 색   기능 능 "],
    ["𠮷野", " 𠮷野 野 "],
  ];
  for (const [text, expected] of cases) assert.equal(spaceOut(text), expected);
});

Deno.test("hasUnspaced() is true for these scripts alone", () => {
  for (const text of ["検", "a검", "ひ", "カ"]) assert.equal(hasUnspaced(text), true, text);
  for (const text of ["", "abc", "naïve", "привет", "🦊", "“x”"]) {
    assert.equal(hasUnspaced(text), false, text);
  }
});

Deno.test("splitRuns() keeps every part in order", () => {
  assert.deepEqual(splitRuns("APIの検索v2"), [
    { text: "API", unspaced: false },
    { text: "の検索", unspaced: true },
    { text: "v2", unspaced: false },
  ]);
  assert.deepEqual(splitRuns(""), []);
});
