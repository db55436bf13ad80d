import assert from "node:assert/strict";

import {
  createDemoForge,
  demoFaults,
  failAlwaysFrom,
  failAt,
  FAULTS,
  MALFORMED,
} from "../../../../lib/forge/demo/mod.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { ask, request, rows } from "./ask.ts";

const ISSUES = "/projects/1001/issues?per_page=5";

Deno.test("failAt() strikes once, failAlwaysFrom() from then on", async () => {
  const forge = createDemoForge({ faults: [failAt(2)] });
  const outcomes = async () => {
    const found = [];
    for (let n = 1; n <= 4; n++) {
      found.push(await ask(forge, "/version").then(({ status }) => status, ({ name }) => name));
    }
    return found;
  };
  assert.deepEqual(await outcomes(), [200, "TypeError", 200, 200]);
  assert.equal(forge.faultsStruck, 1);
  forge.setFaults([failAlwaysFrom(3, FAULTS.refused(503, "Service Unavailable"))]);
  assert.deepEqual(await outcomes(), [200, 200, 503, 503]);
  assert.deepEqual(forge.requests.map(({ status }) => status), [
    200,
    0,
    200,
    200,
    200,
    200,
    503,
    503,
  ]);
});

Deno.test("FAULTS answers as GitLab and what stands before it do", async (t) => {
  const cases = [
    { name: "429", fault: FAULTS.rateLimited(7), status: 429, body: "Retry later\n" },
    { name: "502", fault: FAULTS.badGateway(), status: 502, body: /^<html>.*502/ },
    { name: "403", fault: FAULTS.refused(403, "Forbidden"), status: 403, body: /"403 Forbidden"/ },
    { name: "login page", fault: FAULTS.loginPage(), status: 200, body: /^<!DOCTYPE html>/ },
    { name: "redirect", fault: FAULTS.redirect("https://else.test/"), status: 302, body: "" },
  ];
  for (const { name, fault, status, body } of cases) {
    await t.step(name, async () => {
      const answer = await ask(createDemoForge({ faults: [{ match: /./, fault }] }), ISSUES);
      assert.equal(answer.status, status);
      const text = await answer.text();
      if (typeof body === "string") assert.equal(text, body);
      else assert.match(text, body);
    });
  }
  const limited = createDemoForge({ faults: [failAt(1, FAULTS.rateLimited(7))] });
  assert.equal((await ask(limited, ISSUES)).headers.get("retry-after"), "7");
});

Deno.test("a truncated answer fails while it is read, in process and over HTTP", async () => {
  const forge = createDemoForge({ faults: [{ match: /issues/, fault: FAULTS.truncated }] });
  const inProcess = await ask(forge, ISSUES);
  assert.equal(inProcess.status, 200);
  await assert.rejects(inProcess.text(), TypeError);
  await using server = forge.serve({ port: 0 });
  const url = `${server.url}/api/v4${ISSUES}`;
  const overHttp = await fetch(url, { headers: { authorization: "Bearer demo-token" } });
  assert.ok(Number(overHttp.headers.get("content-length")) > 1000);
  await assert.rejects(overHttp.text(), TypeError);
});

Deno.test("a dropped connection gives no usable answer, in process and over HTTP", async () => {
  const forge = createDemoForge({ faults: [{ match: /./, fault: FAULTS.dropped }] });
  await assert.rejects(ask(forge, ISSUES), TypeError);
  await using server = forge.serve({ port: 0 });
  await assert.rejects(fetch(`${server.url}/api/v4${ISSUES}`).then((one) => one.text()), TypeError);
});

Deno.test("a hanging request ends when the client gives up or the server stops", async () => {
  const forge = createDemoForge({ faults: [{ match: /./, fault: FAULTS.hanging }] });
  const controller = new AbortController();
  const hanging = forge.fetch(request(ISSUES, { signal: controller.signal }));
  controller.abort(new Error("enough"));
  await assert.rejects(hanging, /enough/);
  const arrived = Promise.withResolvers<boolean>();
  const match = (): boolean => {
    arrived.resolve(true);
    return true;
  };
  forge.setFaults([{ match, fault: FAULTS.hanging }]);
  const server = forge.serve({ port: 0 });
  const overHttp = fetch(`${server.url}/api/v4${ISSUES}`).then((one) => one.text());
  const refused = assert.rejects(overHttp, TypeError);
  await arrived.promise;
  await server[Symbol.asyncDispose]();
  await refused;
});

Deno.test("a repeated page is the one before, with its link to what was asked for", async () => {
  const forge = createDemoForge({
    faults: [{ match: /page=2/, times: 1, fault: FAULTS.repeatedPage }],
  });
  const first = await rows(forge, ISSUES);
  const repeated = await ask(forge, `${ISSUES}&page=2`);
  assert.equal(repeated.headers.get("x-next-page"), "2");
  assert.deepEqual(await repeated.json(), first);
  assert.notDeepEqual(await rows(forge, `${ISSUES}&page=2`), first);
});

Deno.test("MALFORMED spoils the rows that are meant and no others", async () => {
  const right = await rows(createDemoForge(), ISSUES);
  const spoilt = right[1]?.iid;
  const where = (row: { readonly iid?: unknown }) => row.iid === spoilt;
  const fault = { kind: "malformed", change: MALFORMED.title, where } as const;
  const found = await rows(createDemoForge({ faults: [{ match: /issues/, fault }] }), ISSUES);
  assert.deepEqual(found.map(({ title }) => title === 42), [false, true, false, false, false]);
  assert.deepEqual(found[0], right[0]);
});

Deno.test("latency and delays pass on the forge's clock", async () => {
  const clock = new FakeClock();
  const faults = [{ match: /version/, fault: { kind: "delay", ms: 300 } as const }];
  const forge = createDemoForge({ clock, latencyMs: 20, ticking: true, faults });
  const before = forge.now();
  await ask(forge, "/version");
  assert.deepEqual(clock.slept, [20, 300]);
  assert.equal(forge.now() - before, 320);
});

Deno.test("demoFaults() puts one 429 and one 502 in the way", async () => {
  const forge = createDemoForge({ faults: demoFaults() });
  const paths = [ISSUES, ISSUES, "/projects/1001/merge_requests/1/discussions"];
  const statuses = [];
  for (const path of [...paths, ...paths]) statuses.push((await ask(forge, path)).status);
  assert.deepEqual(statuses, [429, 200, 502, 200, 200, 200]);
});

Deno.test("rate-limit headers count down, and an enforced limit refuses until the minute ends", async () => {
  const forge = createDemoForge({ rateLimit: { limit: 2, enforce: true } });
  const first = await ask(forge, "/version");
  assert.equal(first.headers.get("ratelimit-remaining"), "1");
  assert.equal(first.headers.get("ratelimit-reset"), String((forge.now() + 60_000) / 1000));
  await ask(forge, "/version");
  const refused = await ask(forge, "/version");
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "60"]);
  forge.advance(60_000);
  assert.equal((await ask(forge, "/version")).status, 200);
});
