import assert from "node:assert/strict";
import { parseQuery } from "../../../lib/search/match_query.ts";
import { Highlighter, type Snippet } from "../../../lib/search/snippet.ts";

/** A snippet with its highlights in brackets. */
function shown({ text, highlights }: Snippet): string {
  let out = "";
  let at = 0;
  for (const [start, end] of highlights) {
    out += `${text.slice(at, start)}[${text.slice(start, end)}]`;
    at = end;
  }
  return out + text.slice(at);
}

function snippet(query: string, text: string, maxChars = 60): string {
  return shown(new Highlighter(parseQuery(query)).snippet(text, { maxChars }));
}

Deno.test("a snippet marks words as the index finds them", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["sync", "Syncing syncs; async is not", "[Syncing] [syncs]; async is not"],
    ["connections", "The connected socket", "The [connected] socket"],
    ["cafe", "Ein Café, CAFÉ", "Ein [Café], [CAFÉ]"],
    ["gener", "generated documents", "[generated] documents"],
    ['"exit code"', "exit with code 1", "[exit] with [code] 1"],
    ["検索", "この検索機能と検索", "この[検索]機能と[検索]"],
    ["字", "漢字です", "漢[字]です"],
    ["generate_docs", "stage generate_docs failed", "stage [generate]_[docs] failed"],
    ["nothing", "to be seen", "to be seen"],
    ["🦊", "a 🦊 here", "a 🦊 here"],
  ];
  for (const [query, text, expected] of cases) assert.equal(snippet(query, text), expected, query);
});

Deno.test("a snippet is on one line", () => {
  assert.equal(snippet("two", "\n one\n\n two\t three \n"), "one [two] three");
});

Deno.test("a snippet of a long text shows where the most terms are", () => {
  const filler = "and so on and on ".repeat(30);
  const text = `token here ${filler} the token has expired ${filler} token`;
  const cut = snippet("expired token", text);
  assert.match(cut, /^….*the \[token\] has \[expired\].*…$/);
  assert.ok(cut.length <= 60 + 6);
});

Deno.test("without a term, a snippet begins where it is told", () => {
  const text = `${"first ".repeat(50)}second part ${"third ".repeat(50)}`;
  const made = new Highlighter([]).snippet(text, { maxChars: 40, fallback: 300 });
  assert.match(made.text, /^…second part third/);
  assert.ok(new Highlighter([]).snippet(text, { maxChars: 40 }).text.startsWith("first first"));
});

Deno.test("a snippet never cuts a character in two and highlights are within it", () => {
  for (let lead = 0; lead < 40; lead++) {
    const text = "x".repeat(lead) + "🦊".repeat(200) + " needle " + "🦊".repeat(200);
    const made = new Highlighter(parseQuery("needle")).snippet(text, { maxChars: 50 });
    assert.ok(made.text.isWellFormed());
    for (const [start, end] of made.highlights) {
      assert.equal(made.text.slice(start, end), "needle");
    }
  }
});

Deno.test("a snippet of an empty text is empty", () => {
  assert.deepEqual(new Highlighter([]).snippet("", { maxChars: 50 }), { text: "", highlights: [] });
});
