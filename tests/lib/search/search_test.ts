import assert from "node:assert/strict";
import { LoreError } from "../../../lib/errors.ts";
import { BuiltinProvider } from "../../../lib/embedding/builtin.ts";
import { type EmbeddingProvider, embedDocuments } from "../../../lib/embedding/mod.ts";
import { search, type SearchRequest, type SearchResult } from "../../../lib/search/mod.ts";
import { saveProject } from "../../../lib/db/projects.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { markDirty } from "../../../lib/db/dirty_documents.ts";
import { aLibrary, type Library, RUN } from "../../support/documents.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { aFile, anIssue, aNote, aProject, aUser, NOON } from "../../support/model.ts";

const clock = new FakeClock();
const builtin = new BuiltinProvider();

/** Asks a library. */
function ask(
  library: Library,
  query: string,
  change: Partial<SearchRequest> = {},
  provider: EmbeddingProvider = builtin,
): Promise<SearchResult> {
  const request: SearchRequest = { query, mode: "lexical", limit: 10, ...change };
  return search(library.database, request, () => provider);
}

/** The references of what is found, best first; discussions with their place. */
async function found(
  library: Library,
  query: string,
  change: Partial<SearchRequest> = {},
): Promise<string[]> {
  const { hits } = await ask(library, query, change);
  return hits.map(({ reference, type, web_url }) =>
    `${reference.replace("acme/web", "")}${
      type === "discussion" ? web_url.replace(/.*#/, "#") : ""
    }`
  );
}

async function ready(library: Library): Promise<Library> {
  await library.generate();
  await embedDocuments(library.database, { provider: builtin, clock });
  return library;
}

const label = (name: string) => ({ id: null, name, color: null, description: null });

/** Two projects with a little of everything. */
async function smallWorld(): Promise<Library> {
  const library = aLibrary();
  const login = library.issue(1, {
    title: "Login fails after token refresh",
    description: "Since the upgrade, authentication breaks when the session expired.",
    labels: [label("bug"), label("auth")],
    updatedAt: NOON - 10 * 86_400_000,
  });
  library.issue(2, {
    title: "Dark mode for the dashboard",
    description: "The settings page needs a switch for a dark theme. No login needed.",
    author: aUser("bob"),
    labels: [label("feature")],
    updatedAt: NOON,
  });
  library.mergeRequest(
    3,
    {
      title: "Speed up generateDocuments",
      description: "Batches of 500 rows.",
      author: aUser("Zoe"),
    },
    [aFile("src/documents/generate_all.ts")],
  );
  library.discussion({ kind: "issue", id: login }, "d1", [
    aNote(11, { body: "Clearing cookies helps.", author: aUser("bob") }),
    aNote(12, { body: "Not for me, the walrus stays.", author: aUser("eve") }),
  ]);
  library.write((tx) => {
    const scope = {
      ...library.scope,
      projectId: saveProject(tx, library.scope.sourceId, aProject({ id: 8, path: "acme/api" })),
    };
    const issue = anIssue(1, {
      id: 5001,
      title: "検索機能が動かない",
      description: "ログイン画面",
    });
    const { id } = saveIssue(tx, scope, issue);
    markDirty(tx, "issue", { entityId: id, runId: RUN });
  });
  return await ready(library);
}

Deno.test("search() finds by words, whatever their form, in titles before bodies", async () => {
  using library = await smallWorld();
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["login", ["#1", "#2", "#1#note_11"]],
    ["tokens refreshing", ["#1", "#1#note_11"]],
    ["LOGIN token", ["#1", "#1#note_11", "#2"]],
    ["walrus", ["#1#note_11"]],
    ["acme/web!3", ["!3"]],
    ["#2", ["#2"]],
    ['"dark theme"', ["#2"]],
    ['"theme dark"', []],
    ["generate_all.ts", ["!3"]],
    ["src/documents", ["!3"]],
    ["zoe", ["!3"]],
    ["検索", ["acme/api#1"]],
    ["索機", ["acme/api#1"]],
    ["検索機能", ["acme/api#1"]],
    ["能", ["acme/api#1"]],
    ["い", ["acme/api#1"]],
    ["機検", []],
    ["動", ["acme/api#1"]],
    ["ログイン", ["acme/api#1"]],
    ["🦊", []],
    ["nowhere", []],
  ];
  for (const [query, expected] of cases) {
    assert.deepEqual(await found(library, query), expected, query);
  }
});

Deno.test("few hits are followed by parts of words, then by some of the words", async () => {
  using library = await smallWorld();
  assert.deepEqual(await found(library, "Documents"), ["!3"]);
  assert.deepEqual(await found(library, "eneratedoc"), ["!3"]);
  assert.deepEqual(await found(library, "authent"), ["#1"]);
  assert.deepEqual(await found(library, "walrus unicorn"), ["#1#note_11"]);
  const { hits, explain } = await ask(library, "rows walrus", { explain: true });
  assert.deepEqual(hits.map(({ explain }) => explain?.lexical?.matched_by), [
    "some words",
    "some words",
  ]);
  assert.deepEqual(explain?.asked.map(({ matched_by, found }) => [matched_by, found]), [
    ["all words", 0],
    ["parts of words", 0],
    ["some words", 2],
  ]);
});

Deno.test("enough hits with all words are not followed by others", async () => {
  using library = aLibrary();
  for (let iid = 1; iid <= 5; iid++) library.issue(iid, { title: "red fox" });
  library.issue(6, { title: "red hen" });
  await library.generate();
  const result = await ask(library, "red fox", { explain: true });
  assert.equal(result.hits.length, 5);
  assert.equal(result.explain?.asked.length, 1);
});

Deno.test("filters hold before the limit", async (t) => {
  using library = await smallWorld();
  for (let iid = 100; iid < 160; iid++) {
    library.issue(iid, { title: `Login login login ${iid}`, updatedAt: NOON - 99 * 86_400_000 });
  }
  await ready(library);
  const cases: readonly (readonly [Partial<SearchRequest>, readonly string[]])[] = [
    [{ author: "bob" }, ["#2", "#1#note_11"]],
    [{ author: "@BOB", type: "issue" }, ["#2"]],
    [{ author: "eve" }, ["#1#note_11"]],
    [{ labels: ["Bug"], type: "issue" }, ["#1"]],
    [{ labels: ["bug", "auth"], type: "discussion" }, ["#1#note_11"]],
    [{ labels: ["bug", "feature"] }, []],
    [{ since: NOON - 86_400_000 }, ["#2", "#1#note_11"]],
    [{ type: "discussion" }, ["#1#note_11"]],
    [{ type: "mr" }, []],
    [{ project: "acme/api" }, []],
    [{ author: "nobody" }, []],
  ];
  for (const mode of ["lexical", "hybrid", "semantic"] as const) {
    for (const [filter, expected] of cases) {
      await t.step(`${mode} ${JSON.stringify(filter)}`, async () => {
        const hits = await found(library, "login", { ...filter, mode, limit: 2 });
        if (mode === "lexical") assert.deepEqual(hits, expected);
        else assert.ok(expected.length > 0 ? hits.length > 0 : true);
        assert.ok(hits.every((hit) => !/#1[0-9][0-9]/.test(hit)), hits.join());
      });
    }
  }
});

Deno.test("a project is found by its present and its former path, in any case", async () => {
  using library = await smallWorld();
  library.write((tx) => {
    saveProject(tx, library.scope.sourceId, aProject({ id: 8, path: "acme/backend" }));
  });
  for (const project of ["acme/api", "acme/backend", "ACME/Backend"]) {
    const { hits } = await ask(library, "検索", { project });
    assert.deepEqual(hits.map(({ reference }) => reference), ["acme/backend#1"]);
  }
  await assert.rejects(ask(library, "検索", { project: "acme/bakend" }), {
    code: "NOT_FOUND",
    hint: 'Did you mean "acme/backend"?',
  });
});

Deno.test("semantic search finds what is misspelt, and nothing where nothing is near", async () => {
  using library = await smallWorld();
  assert.equal((await found(library, "autentication sesion", { mode: "semantic" }))[0], "#1");
  assert.deepEqual(await found(library, "authentication sesions", { mode: "lexical" }), ["#1"]);
  assert.deepEqual(await found(library, "zzzz qqqq", { mode: "semantic" }), []);
  assert.deepEqual(await found(library, "?!", { mode: "semantic" }), []);
});

Deno.test("hybrid search fuses both lists and tells the ranks", async () => {
  using library = await smallWorld();
  const { hits, explain, notices } = await ask(library, "login token", {
    mode: "hybrid",
    explain: true,
  });
  const [first] = hits;
  assert.equal(first?.reference, "acme/web#1");
  assert.equal(first?.explain?.lexical?.rank, 1);
  assert.ok(first?.explain?.semantic !== undefined);
  const { lexical, semantic } = first.explain;
  const sum = 1 / (60 + lexical.rank) + 1 / (60 + semantic.rank);
  assert.ok(Math.abs(first.score - sum) < 1e-12);
  assert.equal(explain?.model, builtin.model);
  assert.deepEqual(notices, []);
});

Deno.test("a hit says what a reader wants to know", async () => {
  using library = await smallWorld();
  const { hits: [hit] } = await ask(library, "session login");
  assert.deepEqual(hit, {
    type: "issue",
    project: "acme/web",
    iid: 1,
    reference: "acme/web#1",
    title: "Login fails after token refresh",
    title_highlights: [[0, 5]],
    snippet: "Since the upgrade, authentication breaks when the session expired.",
    snippet_highlights: [[50, 57]],
    web_url: "https://forge.test/acme/web/-/issues/1",
    author: "ada",
    state: "opened",
    labels: ["auth", "bug"],
    created_at: new Date(NOON - 1e6).toISOString(),
    updated_at: new Date(NOON - 10 * 86_400_000).toISOString(),
    score: hit?.score,
  });
});

Deno.test("hybrid search goes on by words alone, and says why", async (t) => {
  const down: EmbeddingProvider = {
    model: builtin.model,
    ...{ dimensions: 512, batchSize: 1, leastScore: 0 },
    embedTexts: () => Promise.reject(new Error("not asked")),
    embedQuery: () => Promise.reject(new LoreError("FORGE_UNAVAILABLE", "Server is down")),
  };
  const other = Object.assign(new BuiltinProvider(), { model: "other/1" });
  const bare = aLibrary();
  bare.issue(1, { title: "login" });
  await bare.generate();
  using world = await smallWorld();
  using unembedded = bare;
  const cases: readonly (readonly [string, Library, EmbeddingProvider, RegExp, string])[] = [
    ["no vectors", unembedded, builtin, /no vectors yet.*lore embed/, "NOT_FOUND"],
    ["server down", world, down, /Server is down/, "FORGE_UNAVAILABLE"],
    ["another model", world, other, /are of "builtin\/1".*"other\/1"/, "FAILED"],
  ];
  for (const [name, library, provider, notice, code] of cases) {
    await t.step(name, async () => {
      const result = await ask(library, "login", { mode: "hybrid" }, provider);
      assert.ok(result.hits.length > 0);
      assert.match(result.notices.join(), notice);
      await assert.rejects(ask(library, "login", { mode: "semantic" }, provider), { code });
    });
  }
});

Deno.test("documents without vectors are told", async () => {
  using library = await smallWorld();
  library.issue(50, { title: "Fresh" });
  await library.generate();
  const { notices } = await ask(library, "login", { mode: "hybrid" });
  assert.match(notices.join(), /1 new or changed document.*lore embed/);
});

Deno.test("a removed document is not found, in no mode", async () => {
  using library = await smallWorld();
  library.write((tx) => tx.run("delete from merge_requests"));
  library.dirty("merge_request", 1);
  await library.generate();
  for (const mode of ["lexical", "semantic", "hybrid"] as const) {
    const hits = await found(library, "speed up generateDocuments batches", { mode });
    assert.ok(!hits.includes("!3"), mode);
  }
});

Deno.test("an empty store answers with nothing, and an empty question too", async () => {
  using empty = aLibrary();
  for (const mode of ["lexical", "semantic", "hybrid"] as const) {
    const result = await ask(empty, "login", { mode, project: "no/such" });
    assert.deepEqual([result.documents, result.hits, result.notices], [0, [], []]);
  }
  using library = await smallWorld();
  for (const query of ["", "   ", '"', '""', "***", "\0"]) {
    assert.deepEqual(await found(library, query, { mode: "hybrid" }), [], query);
  }
});

Deno.test("the exact pass over the best chunks ranks as comparing all of them would", async () => {
  const { syntheticTexts, unit } = await import("../../support/vectors.ts");
  const { texts, questions } = syntheticTexts(1500, 15);
  using library = aLibrary();
  library.write((tx) => {
    for (const [at, description] of texts.entries()) {
      const { id } = saveIssue(tx, library.scope, anIssue(at + 1, { title: "x", description }));
      markDirty(tx, "issue", { entityId: id, runId: RUN });
    }
  });
  await ready(library);
  const statistics = await statisticsOf(library);
  let recalled = 0;
  let wanted = 0;
  for (const question of questions) {
    const asked = await builtin.embedQuery(question, { statistics });
    assert.ok(asked !== undefined);
    const vector = unit(asked);
    const exact = texts.map((text, at) => {
      const other = unit(builtin.embedText(`x\n${text}`));
      return { iid: at + 1, score: vector.reduce((sum, v, i) => sum + v * (other[i] ?? 0), 0) };
    }).filter(({ score }) => score >= builtin.leastScore)
      .sort((a, b) => b.score - a.score).slice(0, 10);
    const { hits } = await ask(library, question, { mode: "semantic" });
    const got = new Set(hits.map(({ iid }) => iid));
    recalled += exact.filter(({ iid }) => got.has(iid)).length;
    wanted += exact.length;
  }
  assert.ok(wanted >= 100, `${wanted} near texts`);
  assert.ok(recalled / wanted >= 0.95, `recall@10 is ${recalled / wanted}`);
});

/** Frequencies as the index of words has them. */
async function statisticsOf(library: Library) {
  const { countMatches } = await import("../../../lib/db/search.ts");
  const documents = Number(library.column("select count(*) from documents")[0]);
  return {
    documents,
    documentFrequency: (word: string) =>
      countMatches(library.database, `"${word}"`, Math.ceil(documents / 4)),
  };
}
