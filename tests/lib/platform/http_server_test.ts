import assert from "node:assert/strict";
import { systemFetch } from "../../../lib/platform/fetch.ts";
import { serveHttp } from "../../../lib/platform/http_server.ts";

Deno.test("serveHttp() answers at the URL that it gives, on loopback", async () => {
  await using server = serveHttp(
    (request) =>
      Promise.resolve(new Response(`${request.method} ${new URL(request.url).pathname}`)),
    { port: 0 },
  );
  assert.equal(server.url, `http://127.0.0.1:${server.port}`);
  const answer = await systemFetch(new Request(`${server.url}/api/v4`, { method: "POST" }));
  assert.equal(await answer.text(), "POST /api/v4");
});

Deno.test("serveHttp() finishes what is under way when disposed, then listens no more", async () => {
  const arrived = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const server = serveHttp(async () => {
    arrived.resolve();
    await go.promise;
    return new Response("done");
  }, { port: 0 });
  const asking = systemFetch(new Request(server.url));
  await arrived.promise;
  const stopping = server[Symbol.asyncDispose]();
  go.resolve();
  assert.equal(await (await asking).text(), "done");
  await stopping;
  await server.finished;
  await assert.rejects(systemFetch(new Request(server.url)));
});

Deno.test("serveHttp() refuses a port that is taken", async () => {
  const handler = () => Promise.resolve(new Response());
  await using server = serveHttp(handler, { port: 0 });
  assert.throws(() => serveHttp(handler, { port: server.port }), Deno.errors.AddrInUse);
});
