import assert from "node:assert/strict";
import type { EmbeddingConfig } from "../../../lib/config/types.ts";
import { createProvider, embedDocuments } from "../../../lib/embedding/mod.ts";
import { systemFetch } from "../../../lib/platform/fetch.ts";
import { aLibrary } from "../../support/documents.ts";
import {
  embeddingServer,
  SERVER_DIMENSIONS,
  serverVector,
} from "../../support/embedding_server.ts";
import { FakeClock } from "../../support/fake_clock.ts";

const KEY = "sk-very-secret";

/** A provider as a config asks for it. */
function provider(
  config: Partial<EmbeddingConfig>,
  clock = new FakeClock(),
): ReturnType<typeof createProvider> {
  return createProvider(
    { provider: "ollama", model: null, url: null, token_env: null, ...config },
    { fetch: systemFetch, clock, environment: (name) => name === "KEY" ? KEY : undefined },
  );
}

const statistics = { documents: 0, documentFrequency: () => 0 };

Deno.test("ollama is asked by its own protocol", async () => {
  await using server = embeddingServer();
  const ollama = provider({ url: server.url, model: "all-minilm" });
  assert.equal(ollama.model, "ollama/all-minilm");
  const vectors = await ollama.embedTexts(["one", "two"]);
  assert.deepEqual(vectors, ["one", "two"].map((text) => Float32Array.from(serverVector(text))));
  assert.deepEqual(server.asked, [{
    path: "/api/embed",
    model: "all-minilm",
    input: ["one", "two"],
    authorization: null,
    contentType: "application/json",
  }]);
});

Deno.test("openai is asked by its own protocol, with the key, and its answer put in order", async () => {
  await using server = embeddingServer();
  const openai = provider({ provider: "openai", url: `${server.url}/v1/`, token_env: "KEY" });
  const vectors = await openai.embedTexts(["one", "two", "three"]);
  assert.deepEqual(
    vectors,
    ["one", "two", "three"].map((text) => Float32Array.from(serverVector(text))),
  );
  assert.deepEqual(server.asked, [{
    path: "/v1/embeddings",
    model: "text-embedding-3-small",
    input: ["one", "two", "three"],
    authorization: `Bearer ${KEY}`,
    contentType: "application/json",
  }]);
});

Deno.test("a model that wants to know what a text is for is told", async () => {
  await using server = embeddingServer();
  const ollama = provider({ url: server.url });
  await ollama.embedTexts(["text"]);
  await ollama.embedQuery("question", { statistics });
  assert.deepEqual(server.asked.map(({ model, input }) => [model, ...input]), [
    ["nomic-embed-text", "search_document: text"],
    ["nomic-embed-text", "search_query: question"],
  ]);
});

Deno.test("many texts go in several requests, not too many at once, and come back in order", async () => {
  await using server = embeddingServer();
  const texts = Array.from({ length: 300 }, (_, i) => `${i} text`);
  const vectors = await provider({ url: server.url, model: "m" }).embedTexts(texts);
  assert.deepEqual(vectors, texts.map((text) => Float32Array.from(serverVector(text))));
  assert.equal(server.asked.length, 10);
  assert.ok(server.crowd <= 4, `${server.crowd} at once`);
});

Deno.test("documents are embedded by a server, whatever the length of its vectors", async () => {
  await using server = embeddingServer();
  using library = aLibrary();
  for (let iid = 1; iid <= 3; iid++) library.issue(iid);
  await library.generate();
  const done = await embedDocuments(library.database, {
    provider: provider({ url: server.url }),
    clock: new FakeClock(),
  });
  assert.equal(done.embedded, 3);
  assert.deepEqual(library.rows("select model, dimensions from embedding_model"), [
    { model: "ollama/nomic-embed-text", dimensions: SERVER_DIMENSIONS },
  ]);
});

Deno.test("a server that is not there is named, after a few tries", async () => {
  const server = embeddingServer();
  const { url } = server;
  await server[Symbol.asyncDispose]();
  const clock = new FakeClock();
  await assert.rejects(provider({ url }, clock).embedTexts(["x"]), (error: unknown) => {
    assert.ok(error instanceof Error && "code" in error && "hint" in error);
    assert.equal(error.code, "FORGE_UNAVAILABLE");
    assert.ok(error.message.includes(`${url}/api/embed`), error.message);
    assert.ok(String(error.hint).includes(url));
    return true;
  });
  assert.equal(clock.slept.length, 2);
});

Deno.test("a server that is busy for a moment is asked again", async () => {
  await using server = embeddingServer();
  let refusals = 2;
  server.override = () => {
    if (refusals-- > 0) return new Response("loading model", { status: 503 });
    server.override = undefined;
    return Response.json({ embeddings: [[1, 2]] });
  };
  const [vector] = await provider({ url: server.url }).embedTexts(["x"]);
  assert.deepEqual(vector, Float32Array.of(1, 2));
});

Deno.test("answers that are no vectors are refused with what is wrong", async (t) => {
  const cases: readonly (readonly [string, () => Response, string, RegExp])[] = [
    [
      "HTML",
      () => new Response("<html>hello</html>"),
      "FORGE_UNAVAILABLE",
      /an HTML page where JSON was expected/,
    ],
    ["another JSON", () => Response.json({ hello: 1 }), "FAILED", /answered no embeddings/],
    ["JSON null", () => Response.json(null), "FAILED", /answered no embeddings/],
    ["words", () => Response.json({ embeddings: [["a"]] }), "FAILED", /answered no embeddings/],
    ["empty", () => Response.json({ embeddings: [[]] }), "FAILED", /answered no embeddings/],
    [
      "too many",
      () => Response.json({ embeddings: [[1], [2]] }),
      "FAILED",
      /2 vectors for 1 texts/,
    ],
    [
      "no such model",
      () => Response.json({ error: 'model "x" not found' }, { status: 404 }),
      "FAILED",
      /answered 404 model "x" not found/,
    ],
    [
      "no such key",
      () => Response.json({ error: { message: "Incorrect API key" } }, { status: 401 }),
      "AUTH_FAILED",
      /answered 401 .*Incorrect API key/,
    ],
  ];
  await using server = embeddingServer();
  for (const [name, override, code, message] of cases) {
    await t.step(name, async () => {
      server.override = override;
      await assert.rejects(provider({ url: server.url, model: "x" }).embedTexts(["x"]), {
        code,
        message,
      });
    });
  }
});

Deno.test("a key that is not set is missed before anything is asked", () => {
  assert.throws(() => provider({ provider: "openai", token_env: "NO_KEY" }), {
    code: "TOKEN_MISSING",
    message: /NO_KEY is not set/,
  });
});

Deno.test("an abort ends a request that is under way", async () => {
  await using server = embeddingServer();
  const stop = new AbortController();
  server.override = () => {
    stop.abort();
    return Response.json({ embeddings: [[1]] });
  };
  await assert.rejects(
    provider({ url: server.url }).embedTexts(["x"], { signal: stop.signal }),
    { name: "AbortError" },
  );
});
