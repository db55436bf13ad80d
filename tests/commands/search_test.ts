import assert from "node:assert/strict";
import { saveCoverage } from "../../lib/db/cursors.ts";
import { NOON } from "../support/model.ts";
import { embeddingServer } from "../support/embedding_server.ts";
import { search } from "../../commands/search.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { systemFetch } from "../../lib/platform/fetch.ts";
import { SearchScene } from "../support/search_scene.ts";

interface Hit {
  readonly reference: string;
  readonly type: string;
  readonly explain?: unknown;
}

/** The hits of an answer in JSON. */
function hits(run: LoreRun): Hit[] {
  const envelope = envelopeOf(run);
  assert.equal(envelope.ok, true, run.out);
  return (envelope.data as { hits: Hit[] }).hits;
}

Deno.test("search lists hits with reference, snippet, facts and link", async () => {
  using scene = await new SearchScene().ready();
  const { code, out, err } = await scene.run(["search", "login", "session"]);
  assert.equal(code, 0, err);
  assert.equal(
    out,
    `1. acme/web#12 Login fails after token refresh
   The session[31m expired too early.
   @ada · opened · 3 days ago · bug
   https://forge.test/acme/web/-/issues/12

2. acme/web#12 (discussion) Login fails after token refresh
   bob: Cookies help with the login.
   @bob · opened · just now · bug
   https://forge.test/acme/web/-/issues/12#note_77
`,
  );
});

Deno.test("search marks what was found in colour, and lets no control character through", async () => {
  using scene = await new SearchScene().ready();
  const argv = ["--color", "always", "search", "--mode", "lexical", "session"];
  const { out } = await scene.run(argv, { terminal: true });
  assert.ok(out.includes("The \x1b[33msession\x1b[39m[31m expired"), out);
  const plain = await scene.run(["--color", "never", ...argv.slice(2)], { terminal: true });
  assert.doesNotMatch(plain.out.replaceAll("\n", ""), /\p{Cc}/u);
});

Deno.test("search --robot gives the same as JSON, with ranks on --explain", async () => {
  using scene = await new SearchScene().ready();
  const run = await scene.run(["--robot", "search", "refresh token", "-n", "1", "--explain"]);
  const [hit, ...rest] = hits(run);
  assert.equal(rest.length, 0);
  assert.equal(hit?.reference, "acme/web!34");
  assert.equal(hit?.type, "mr");
  const explain = hit?.explain as Record<string, { rank: number }>;
  assert.ok(Number(explain.lexical?.rank) >= 1 && Number(explain.semantic?.rank) >= 1);
  const { explain: asked } = envelopeOf(run).data as { explain: { model: string } };
  assert.equal(asked.model, "builtin/1");
});

Deno.test("search --explain says how it was searched", async () => {
  using scene = await new SearchScene().ready();
  const { out } = await scene.run(["search", "dark", "--explain"]);
  assert.match(
    out,
    /score 0\.0\d+; words: rank 1, bm25 [\d.]+, all words; vectors: rank 1, cosine/,
  );
  assert.match(out, /How it was searched\n {2}all words: "dark" \(1 found\)\n/);
  assert.match(out, /\n {2}vectors: builtin\/1\n$/);
});

Deno.test("search takes filters", async (t) => {
  using scene = await new SearchScene().ready();
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [["--type", "issue"], ["acme/web#12"]],
    [["--type", "discussion"], ["acme/web#12"]],
    [["--author", "@bob", "--type", "mr"], []],
    [["--label", "bug", "--type", "issue"], ["acme/web#12"]],
    [["--since", "1d"], ["acme/web#12"]],
    [["-p", "acme/web", "--type", "issue"], ["acme/web#12"]],
  ];
  for (const [flags, expected] of cases) {
    await t.step(flags.join(" "), async () => {
      const run = await scene.run([
        ...["--robot", "search", "login", "--mode", "lexical"],
        ...flags,
      ]);
      assert.deepEqual(hits(run).map(({ reference }) => reference), expected);
    });
  }
});

Deno.test("search that finds nothing says what was searched and what to do next", async () => {
  using scene = await new SearchScene().ready();
  const { code, out } = await scene.run(["search", "--mode", "lexical", "unicorns"]);
  assert.equal(code, 0);
  assert.equal(
    out,
    `Nothing found for "unicorns" in 4 documents, by words.
Try fewer or other words, leave out filters, or run lore sync for what is new.
`,
  );
});

Deno.test("search of an empty store, or of none, says to sync", async () => {
  using scene = new SearchScene();
  const none = await scene.run(["--robot", "search", "x"]);
  assert.equal(none.code, 5);
  assert.match(none.out, /lore sync/);
  scene.open()[Symbol.dispose]();
  const empty = await scene.run(["search", "x"]);
  assert.equal(empty.out, "The store holds no documents yet. Run lore sync first.\n");
});

Deno.test("search says how old and how whole the mirror is, of the kind that is asked for", async (t) => {
  using scene = await new SearchScene().ready();
  const ask = async (...argv: string[]) => {
    const run = await scene.run(["--robot", "search", "login", ...argv]);
    return envelopeOf(run).data as { synced_at: string | null; notices: string[] };
  };
  const never = "The mirror may lack something: acme/web not walked to the end yet; run lore sync";
  const walk = (kind: "issue" | "merge_request", serverTime: number) =>
    scene.write((tx) =>
      saveCoverage(tx, {
        ...{ runId: "00000001", projectId: 1, kind, mode: "full", finished: true, unparsed: 0 },
        ...{ rowsSeen: 0, forgeTotal: 0, withheld: 0, updatedFrom: null, updatedTo: null },
        ...{ beganAt: serverTime, serverTime, wholeSince: serverTime },
      })
    );
  await t.step("never walked", async () => {
    const { synced_at, notices } = await ask();
    assert.deepEqual([synced_at, notices], [null, [never]]);
    const { err } = await scene.run(["search", "login"]);
    assert.equal(err, `${never}\n`);
  });
  await t.step("issues walked, merge requests not", async () => {
    walk("issue", NOON);
    assert.deepEqual((await ask("--type", "issue")).notices, []);
    assert.deepEqual((await ask("--type", "mr")).notices, [never]);
    assert.deepEqual((await ask("--type", "discussion")).notices, [never]);
  });
  await t.step("both", async () => {
    walk("merge_request", NOON - 1);
    const { synced_at, notices } = await ask("-p", "acme/web");
    assert.deepEqual([synced_at, notices], [new Date(NOON - 1).toISOString(), []]);
  });
});

Deno.test("search refuses what it cannot read, with what is wanted", async (t) => {
  using scene = await new SearchScene().ready();
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[], 2, /query/],
    [["x", "--since", "yesterday"], 2, /7d, 2w/],
    [["x", "--mode", "psychic"], 2, /lexical/],
    [["x", "-n", "0"], 2, /whole number/],
    [["x", "-p", "acme/wep"], 5, /Did you mean \\"acme\/web\\"/],
  ];
  for (const [argv, code, message] of cases) {
    await t.step(argv.join(" "), async () => {
      const run = await scene.run(["--robot", "search", ...argv]);
      assert.equal(run.code, code);
      assert.match(run.out, message);
    });
  }
});

Deno.test("search needs no config where the vectors are builtin", async () => {
  using scene = await new SearchScene().ready();
  Deno.removeSync(scene.variables.LORE_CONFIG ?? "");
  delete scene.variables.LORE_CONFIG;
  const { code, out, err } = await scene.run(["search", "login", "-n", "1"]);
  assert.equal(code, 0, err);
  assert.match(out, /^1\. acme\/web#12/);
});

Deno.test("search goes on by words when the server of embeddings is gone, and says so", async () => {
  const server = embeddingServer();
  using scene = new SearchScene({ provider: "ollama", url: server.url });
  scene.mirror();
  const online = { prepare: (host: { fetch: typeof systemFetch }) => host.fetch = systemFetch };
  await scene.run(["-q", "generate-docs"]);
  assert.equal((await scene.run(["-q", "embed"], online)).code, 0);
  assert.ok(hits(await scene.run(["--robot", "search", "login"], online)).length > 0);
  await server[Symbol.asyncDispose]();
  const words = await scene.run(["search", "login"], online);
  assert.equal(words.code, 0);
  assert.match(words.err, /By words only: .*127\.0\.0\.1/);
  assert.match(words.out, /acme\/web#12/);
  const vectors = await scene.run(["--robot", "search", "--mode", "semantic", "login"], online);
  assert.equal(vectors.code, 6);
});

Deno.test("lore search refuses an empty query as a mistake", async () => {
  const { code } = await runLore(["search", " "], { commands: [search], host: new FakeHost() });
  assert.equal(code, 2);
});

Deno.test("search pages through the hits, which keep their numbers", async () => {
  using scene = await new SearchScene().ready();
  for (const mode of ["lexical", "semantic", "hybrid"]) {
    const ask = ["--robot", "search", "login session", "--mode", mode];
    const all = hits(await scene.run([...ask, "-n", "50"]));
    const paged: Hit[] = [];
    for (let offset = 0;; offset++) {
      const run = await scene.run([...ask, "-n", "1", "--offset", String(offset)]);
      paged.push(...hits(run));
      const { truncated } = envelopeOf(run).data as { truncated: boolean };
      assert.equal(truncated, paged.length < all.length);
      if (!truncated) break;
    }
    assert.deepEqual(paged, all, mode);
  }
  const { out } = await scene.run(["search", "login", "session", "--offset", "1"]);
  assert.match(out, /^2\. /);
});
