import assert from "node:assert/strict";
import { matchDocuments } from "../../../lib/db/search.ts";
import {
  allParts,
  allTerms,
  anyTerm,
  oneWord,
  parseQuery,
} from "../../../lib/search/match_query.ts";
import { aLibrary } from "../../support/documents.ts";
import { generator } from "../../support/vectors.ts";

Deno.test("parseQuery() reads words and phrases, each once", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["", []],
    ["  login   fails ", ["login", "fails"]],
    ['"exit code" 137', ['"exit code"', "137"]],
    ['say "hello', ["say", "hello"]],
    ["a AND b OR NOT c", ["a", "AND", "b", "OR", "NOT", "c"]],
    ["Login login LOGIN", ["Login"]],
    ["?! … -- 🦊", []],
    ['"" "!!" x', ["x"]],
    ["APIの検索", ["API", "~の検索"]],
  ];
  for (const [query, expected] of cases) {
    const shown = parseQuery(query).map(({ text, phrase, unspaced }) =>
      phrase ? `"${text}"` : unspaced ? `~${text}` : text
    );
    assert.deepEqual(shown, expected, query);
  }
});

Deno.test("a pasted page asks for no more than 32 words", () => {
  const page = Array.from({ length: 500 }, (_, i) => `word${i}`).join(" ");
  assert.equal(parseQuery(page).length, 32);
});

Deno.test("words become quoted strings of FTS5", () => {
  const terms = parseQuery('login "exit code" a:b 検索機能 字');
  assert.equal(
    allTerms(terms),
    '"login" AND "exit code" AND "a:b" AND "検索 索機 機能" AND "字" *',
  );
  assert.equal(
    anyTerm(terms),
    '"login" * OR "exit code" OR "a:b" * OR "検索 索機 機能" OR "字" *',
  );
  assert.equal(allParts(parseQuery("login fails")), '"login" AND "fails"');
  assert.equal(allParts(parseQuery("login ui")), undefined);
  assert.equal(oneWord("?"), undefined);
});

Deno.test("no question is an error of SQL, whatever is in it", () => {
  using library = aLibrary();
  const pieces = [
    ...['"', "'", "*", "(", ")", "{", "}", ":", "^", "+", "-", ".", ",", ";", "\\", "/", "%", "_"],
    ...["AND", "OR", "NOT", "NEAR", "NEAR(", "title:", "rowid", "--", "/*", "\0", "\n", "\t"],
    ...["word", "a", "検", "検索", "한국", "é", "🦊", "\ud800", "\udc00", "\u0301", "\ufeff", " "],
  ];
  const random = generator(5);
  for (let round = 0; round < 3000; round++) {
    let query = "";
    for (let n = random() * 8; n > 0; n--) {
      query += pieces[Math.floor(random() * pieces.length)];
      if (random() < 0.4) query += " ";
    }
    const terms = parseQuery(query);
    if (terms.length === 0) continue;
    for (const expression of [allTerms(terms), anyTerm(terms)]) {
      matchDocuments(library.database, "words", { expression, filter: {}, limit: 1 });
    }
    const expression = allParts(terms);
    if (expression === undefined) continue;
    matchDocuments(library.database, "parts", { expression, filter: {}, limit: 1 });
  }
});
