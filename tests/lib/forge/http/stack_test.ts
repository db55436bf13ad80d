import assert from "node:assert/strict";
import { LoreError } from "../../../../lib/errors.ts";
import { forgeHttp, type HttpOptions } from "../../../../lib/forge/http/mod.ts";
import { type Clock, systemClock } from "../../../../lib/platform/clock.ts";
import { systemFetch } from "../../../../lib/platform/fetch.ts";
import { serveHttp } from "../../../../lib/platform/http_server.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { collectLog } from "../../../support/log_lines.ts";
import { serveRaw } from "../../../support/raw_server.ts";

const OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
const WHOLE = { bytes: `${OK}content-length: 7\r\n\r\n[1,2,3]` };

function stack(options: Partial<HttpOptions> = {}) {
  return forgeHttp({
    fetch: systemFetch,
    clock: new FakeClock(),
    token: "glpat-secret",
    target: "lore::gitlab",
    ...options,
  });
}

function get(url: string, signal?: AbortSignal): Request {
  return new Request(url, { redirect: "manual", signal });
}

Deno.test("forgeHttp() sends a request again when its answer is cut short", async (t) => {
  const cases: [name: string, bytes: string][] = [
    ["body shorter than its length", `${OK}content-length: 700\r\n\r\n[1,2,`],
    ["chunks without an end", `${OK}transfer-encoding: chunked\r\n\r\n4\r\n[1,2\r\n`],
    ["JSON cut by a proxy that counts right", `${OK}content-length: 5\r\n\r\n[1,2,`],
    ["HTML where JSON was expected", `${OK}content-length: 21\r\n\r\n<!doctype html><html>`],
    ["connection dropped before the answer", ""],
    ["half a head", "HTTP/1.1 200 OK\r\ncontent-"],
  ];
  for (const [name, bytes] of cases) {
    await t.step(name, async () => {
      await using server = serveRaw([{ bytes }, WHOLE]);
      const response = await stack().fetch(get(server.url));
      assert.deepEqual(await response.json(), [1, 2, 3]);
      assert.equal(server.heads.length, 2);
    });
  }
});

Deno.test("forgeHttp() says what it got when every answer is HTML", async () => {
  const page = "<!doctype html><p>Sign in";
  await using server = serveRaw([{ bytes: `${OK}content-length: ${page.length}\r\n\r\n${page}` }]);
  await assert.rejects(stack({ maxRetries: 1 }).fetch(get(server.url)), (error) => {
    assert(error instanceof LoreError);
    assert.equal(error.code, "FORGE_UNAVAILABLE");
    assert.match(error.message, /answered an HTML page where JSON was expected, 2 times over$/);
    return true;
  });
});

Deno.test("forgeHttp() says that nobody is there, after its retries", async () => {
  const gone = serveRaw([]);
  await gone[Symbol.asyncDispose]();
  await assert.rejects(stack({ maxRetries: 1 }).fetch(get(gone.url)), (error) => {
    assert(error instanceof LoreError);
    assert.equal(error.code, "FORGE_UNAVAILABLE");
    assert.match(error.message, /^"http:\S+" cannot be reached \(.*refused/i);
    assert(!error.message.includes("for url"));
    return true;
  });
});

/** The machine's clock, but patience runs out at once and waits are skipped. */
function impatient(): Clock {
  return {
    ...systemClock,
    every: (_ms, tick) => systemClock.every(30, tick),
    sleep: () => Promise.resolve(),
  };
}

Deno.test("forgeHttp() gives up an answer that stalls and asks again", async (t) => {
  const cases: [name: string, bytes: string][] = [
    ["before the head", ""],
    ["within the body", `${OK}content-length: 700\r\n\r\n[1,2,`],
  ];
  for (const [name, bytes] of cases) {
    await t.step(name, async () => {
      using lines = collectLog("INFO");
      await using server = serveRaw([{ bytes, hang: true }, WHOLE]);
      const http = stack({ clock: impatient(), requestTimeoutMs: 30_000 });
      assert.deepEqual(await (await http.fetch(get(server.url))).json(), [1, 2, 3]);
      const [fields] = lines.fieldsOf("Request failed, retrying");
      assert.equal(Object(fields).error, "did not answer within 30 s");
    });
  }
});

Deno.test("forgeHttp() passes the reason of an abort on, in the middle of a body", async () => {
  await using server = serveRaw([{ bytes: `${OK}content-length: 700\r\n\r\n[1,`, hang: true }]);
  const stop = new AbortController();
  const reason = new Error("Ctrl-C");
  using lines = collectLog("INFO");
  const http = stack({ clock: systemClock, requestTimeoutMs: 500 });
  const answer = http.fetch(get(server.url, stop.signal));
  await server.answered;
  stop.abort(reason);
  await assert.rejects(answer, (error) => error === reason);
  assert.deepEqual(lines.fieldsOf("Request failed, retrying"), [], "nothing timed out");
});

Deno.test("forgeHttp() follows a redirect within the forge, with the token", async () => {
  const asked: string[] = [];
  await using server = serveHttp((request) => {
    const { pathname } = new URL(request.url);
    asked.push(`${pathname} ${request.headers.get("authorization")}`);
    const moved = pathname === "/projects/old%2Fname";
    return Promise.resolve(
      moved
        ? new Response(null, { status: 301, headers: { location: "/projects/7" } })
        : Response.json({ id: 7 }),
    );
  }, { port: 0 });
  const response = await stack().fetch(get(`${server.url}/projects/old%2Fname`));
  assert.deepEqual(await response.json(), { id: 7 });
  assert.deepEqual(asked, [
    "/projects/old%2Fname Bearer glpat-secret",
    "/projects/7 Bearer glpat-secret",
  ]);
});

Deno.test("forgeHttp() refuses a redirect to another host and sends it nothing", async () => {
  await using other = serveRaw([WHOLE]);
  await using server = serveRaw([{
    bytes:
      `HTTP/1.1 302 Found\r\nlocation: ${other.url}/login\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
  }]);
  await assert.rejects(stack().fetch(get(server.url)), (error) => {
    assert(error instanceof LoreError);
    assert.equal(error.code, "FORGE_UNAVAILABLE");
    assert.match(error.message, /redirects to another host: "http:\/\/127.0.0.1:\d+\/login"$/);
    return true;
  });
  assert.equal(server.heads.length, 1);
  assert.deepEqual(other.heads, []);
});

Deno.test("forgeHttp() does not follow redirects in a circle", async () => {
  await using server = serveHttp(
    () => Promise.resolve(new Response(null, { status: 302, headers: { location: "/again" } })),
    { port: 0 },
  );
  await assert.rejects(stack().fetch(get(server.url)), /redirects more than 5 times/);
});

Deno.test("forgeHttp() has no more requests under way than its concurrency", async () => {
  let now = 0;
  let most = 0;
  const http = stack({
    concurrency: 3,
    fetch: async () => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      return Response.json(null);
    },
  });
  await Promise.all(Array.from({ length: 20 }, () => http.fetch(get("http://forge.test/"))));
  assert.equal(most, 3);
});

Deno.test("forgeHttp() frees the slot of a request that waits for its next attempt", async () => {
  const order: string[] = [];
  const waits: (() => void)[] = [];
  const clock = new FakeClock();
  clock.sleep = () => new Promise((wake) => waits.push(wake));
  const http = stack({
    concurrency: 1,
    clock,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      const failing = pathname === "/broken" && !order.includes("/broken");
      order.push(pathname);
      return Promise.resolve(failing ? new Response("", { status: 502 }) : Response.json(null));
    },
  });
  const broken = http.fetch(get("http://forge.test/broken"));
  await http.fetch(get("http://forge.test/other"));
  for (const wake of waits) wake();
  await broken;
  assert.deepEqual(order, ["/broken", "/other", "/broken"]);
});

Deno.test("forgeHttp() lets no request of the source pass while one was told to wait", async () => {
  const clock = new FakeClock();
  const sentAt: [string, number][] = [];
  const waits: { at: number; wake: () => void }[] = [];
  clock.sleep = (ms) => new Promise((wake) => waits.push({ at: clock.monotonic() + ms, wake }));
  const http = stack({
    clock,
    concurrency: 2,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      sentAt.push([pathname, clock.monotonic()]);
      const first = sentAt.length === 1;
      return Promise.resolve(
        first
          ? new Response("Retry later", { status: 429, headers: { "retry-after": "7" } })
          : Response.json(null),
      );
    },
  });
  const limited = http.fetch(get("http://forge.test/limited"));
  while (waits.length < 1) await Promise.resolve();
  const other = http.fetch(get("http://forge.test/other"));
  while (waits.length < 2) await Promise.resolve();
  assert.deepEqual(waits.map(({ at }) => at), [7000, 7000]);
  clock.advance(7000);
  for (const { wake } of waits) wake();
  await Promise.all([limited, other]);
  assert.deepEqual(sentAt.map(([, at]) => at), [0, 7000, 7000]);
});

Deno.test("forgeHttp() writes one line a request on target http, and bodies at TRACE", async () => {
  using lines = collectLog("TRACE");
  await using server = serveRaw([{ bytes: "HTTP/1.1 502 Bad Gateway\r\n\r\n" }, WHOLE]);
  await stack().fetch(get(`${server.url}/api/v4/version?x=1`));
  const requests = lines.records.filter(({ target }) => target === "http");
  const shared = { method: "GET", path: "/api/v4/version", elapsed_ms: 0 };
  assert.deepEqual(requests.map(({ level, fields }) => ({ level, ...fields })), [
    { level: "INFO", ...shared, status: 502, bytes: 0, attempt: 1 },
    { level: "INFO", ...shared, status: 200, bytes: 7, attempt: 2 },
  ]);
  assert.deepEqual(lines.fieldsOf("Answer body")[1], {
    path: "/api/v4/version",
    status: 200,
    body: "[1,2,3]",
  });
  assert(!JSON.stringify(lines.records).includes("glpat-secret"));
});

Deno.test("forgeHttp() fails at once where Deno refuses the network", async () => {
  const refused = Object.assign(new Error('Requires net access to "forge.test:443"'), {
    name: "NotCapable",
  });
  const clock = new FakeClock();
  const http = stack({ clock, fetch: () => Promise.reject(refused) });
  await assert.rejects(http.fetch(get("https://forge.test/")), (error) => error === refused);
  assert.deepEqual(clock.slept, []);
});

Deno.test("forgeHttp() fails at once at a certificate that it cannot trust, and says what to set", async () => {
  const cause = new Error(
    "error sending request for url (https://forge.test/): client error (Connect): " +
      "invalid peer certificate: UnknownIssuer",
  );
  const clock = new FakeClock();
  const http = stack({
    clock,
    fetch: () => Promise.reject(new TypeError("fetch failed", { cause })),
  });
  await assert.rejects(http.fetch(get("https://forge.test/")), (error) => {
    assert(error instanceof LoreError);
    assert.match(error.message, /^"https:\/\/forge.test\/" is not trusted: client error/);
    assert.match(error.hint ?? "", /DENO_CERT/);
    return true;
  });
  assert.deepEqual(clock.slept, []);
});
