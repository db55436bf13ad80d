import assert from "node:assert/strict";
import { BUILTIN_DIMENSIONS, BuiltinProvider } from "../../../lib/embedding/builtin.ts";
import type { CorpusStatistics } from "../../../lib/embedding/provider.ts";

const provider = new BuiltinProvider();

/** A corpus in which every word is equally rare, but those that are said to be missing. */
function corpus(missing: readonly string[] = []): CorpusStatistics {
  return { documents: 1000, documentFrequency: (word) => missing.includes(word) ? 0 : 3 };
}

async function ask(text: string, missing?: readonly string[]): Promise<Float32Array> {
  const vector = await provider.embedQuery(text, { statistics: corpus(missing) });
  assert.ok(vector !== undefined);
  return vector;
}

function cosine(a: Float32Array, b: Float32Array): number {
  const product = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  return product / (Math.hypot(...a) * Math.hypot(...b));
}

Deno.test("builtin vectors depend on the text alone", async () => {
  const text = "The pipeline fails with exit code 137 when the cache is cold";
  const [first, , again] = await provider.embedTexts([text, "something else", text]);
  assert.ok(first && again);
  assert.equal(first.length, BUILTIN_DIMENSIONS);
  assert.deepEqual(again, first);
  assert.deepEqual(new BuiltinProvider().embedText(text), first);
});

Deno.test("a text without words has no direction, a question without words no vector", async () => {
  for (const text of ["", "  \n", "?!—…", "()[]{}"]) {
    assert.ok(provider.embedText(text).every((value) => value === 0), text);
    assert.equal(await provider.embedQuery(text, { statistics: corpus() }), undefined);
  }
});

Deno.test("case, accents, punctuation and width of letters do not matter", () => {
  const pairs = [
    ["Café CRÈME", "cafe creme"],
    ["retry-after: header", "Retry After (header)"],
    ["ＦＵＬＬ width", "full width"],
    ["generate_docs", "generate docs"],
  ];
  for (const [a = "", b = ""] of pairs) {
    assert.deepEqual(provider.embedText(a), provider.embedText(b), a);
  }
});

Deno.test("what a question names is nearer than what it does not", async () => {
  const texts = [
    "Tokens expire silently and the refresh never happens",
    "Make the progress bar narrower on small terminals",
    "検索機能が動かない",
    "Слишком медленная загрузка страницы",
    "🦊 release party",
  ];
  const vectors = await provider.embedTexts(texts);
  const questions = [
    ["expired token refresh", 0],
    ["terminal progress", 1],
    ["検索", 2],
    ["загрузка медленно", 3],
    ["🦊", 4],
  ] as const;
  for (const [question, expected] of questions) {
    const asked = await ask(question);
    const scores = vectors.map((vector) => cosine(asked, vector));
    assert.equal(scores.indexOf(Math.max(...scores)), expected, question);
  }
});

Deno.test("a misspelt word finds what it resembles", async () => {
  const right = provider.embedText("Authentication breaks after an upgrade");
  const wrong = provider.embedText("The sidebar flickers while scrolling");
  const asked = await ask("authetnication", ["authetnication"]);
  assert.ok(cosine(asked, right) > provider.leastScore);
  assert.ok(cosine(asked, wrong) < provider.leastScore);
});

Deno.test("a rare word of a question counts for more than a frequent one", async () => {
  const statistics = {
    documents: 1000,
    documentFrequency: (word: string) => word === "pipeline" ? 900 : 2,
  };
  const asked = await provider.embedQuery("pipeline heisenbug", { statistics });
  assert.ok(asked !== undefined);
  const rare = cosine(asked, provider.embedText("heisenbug everywhere today"));
  const frequent = cosine(asked, provider.embedText("pipeline everywhere today"));
  assert.ok(rare > frequent * 3, `${rare} against ${frequent}`);
});

Deno.test("common words hardly change what a text is about", () => {
  const bare = provider.embedText("quota exceeded");
  const wordy = provider.embedText("This is what you get when there is a quota that was exceeded");
  assert.ok(cosine(bare, wordy) > 0.6, String(cosine(bare, wordy)));
});

Deno.test("texts of any length and any code units are embedded", () => {
  const texts = [
    "x".repeat(100_000),
    Array.from({ length: 10_000 }, (_, i) => `w${i}`).join(" "),
    "検".repeat(5000),
    Array.from({ length: 65_536 }, (_, i) => String.fromCharCode(i)).join(""),
    "\ud800 lone \udc00",
  ];
  for (const text of texts) {
    const vector = provider.embedText(text);
    assert.ok(Math.abs(cosine(vector, vector) - 1) < 1e-4, text.slice(0, 20));
  }
  const before = provider.embedText("after all that");
  assert.deepEqual(new BuiltinProvider().embedText("after all that"), before);
});

Deno.test("the words whose frequency is asked are those of the question", async () => {
  const asked: string[] = [];
  const statistics = {
    documents: 10,
    documentFrequency(word: string) {
      asked.push(word);
      return 1;
    },
  };
  await provider.embedQuery("Cache_key Überlauf cache 検索", { statistics });
  assert.deepEqual(asked, ["cache", "key", "u\u0308berlauf", "検", "索", "検索"]);
});
