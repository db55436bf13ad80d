import assert from "node:assert/strict";
import { systemFetch } from "../../lib/platform/fetch.ts";
import { embeddingServer } from "../support/embedding_server.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { SearchScene } from "../support/search_scene.ts";

const online = { prepare: (host: { fetch: typeof systemFetch }) => host.fetch = systemFetch };

Deno.test("embed makes vectors of new documents, as a run of its own", async () => {
  using scene = new SearchScene();
  scene.mirror();
  await scene.run(["-q", "generate-docs"]);
  const { code, out, err } = await scene.run(["embed"]);
  assert.equal(code, 0, err);
  assert.equal(out, "4 chunks of 4 documents embedded by builtin/1\n");
  assert.equal((await scene.run(["embed"])).out, "0 chunks of 0 documents embedded by builtin/1\n");
  const { data, meta } = envelopeOf(await scene.run(["--robot", "embed", "--full"]));
  assert.deepEqual(data, {
    ...{ embedded: 4, documents: 4, removed: 0, restarted: true },
    model: "builtin/1",
  });
  const { stages } = meta as { stages: { name: string; items_processed: number }[] };
  assert.deepEqual(stages.map(({ name, items_processed }) => [name, items_processed]), [
    ["embed", 4],
  ]);
  assert.deepEqual(
    scene.column("select mode || ' ' || phase || ' ' || status from sync_runs order by id"),
    [
      "incremental generate_docs succeeded",
      "incremental embed succeeded",
      "incremental embed succeeded",
      "full embed succeeded",
    ],
  );
});

Deno.test("embed by another provider embeds everything anew", async () => {
  await using server = embeddingServer();
  using scene = await new SearchScene().ready();
  const source = { name: "work", forge: "gitlab", url: "https://forge.test", token_env: "T" };
  scene.configure({
    sources: [{ ...source, projects: ["acme/*"] }],
    embedding: { provider: "openai", url: `${server.url}/v1`, model: "mini", token_env: "KEY" },
  });
  const missing = await scene.run(["--robot", "embed"], online);
  assert.equal(missing.code, 4);
  scene.variables.KEY = "sk-secret-key";
  const { code, out, err } = await scene.run(["embed"], online);
  assert.equal(code, 0, err);
  assert.equal(out, "4 chunks of 4 documents embedded by openai/mini\n");
  assert.ok(!err.includes("sk-secret-key"));
  assert.deepEqual(scene.column("select model from embedding_model"), ["openai/mini"]);
});

Deno.test("embed says which server it cannot reach, and keeps the vectors there are", async () => {
  const server = embeddingServer();
  await server[Symbol.asyncDispose]();
  using scene = await new SearchScene({ provider: "builtin" }).ready();
  const source = { name: "work", forge: "gitlab", url: "https://forge.test", token_env: "T" };
  scene.configure({
    sources: [{ ...source, projects: ["acme/*"] }],
    embedding: { provider: "ollama", url: server.url },
  });
  const run = await scene.run(["--robot", "embed"], online);
  assert.equal(run.code, 6);
  const { error } = envelopeOf(run) as { error: { code: string; message: string; hint: string } };
  assert.equal(error.code, "FORGE_UNAVAILABLE");
  assert.ok(error.message.includes(`${server.url}/api/embed`));
  assert.ok(error.hint.includes(server.url));
  assert.deepEqual(scene.column("select count(*) from chunks"), [4]);
  assert.deepEqual(scene.column("select status from sync_runs order by id desc limit 1"), [
    "failed",
  ]);
});
