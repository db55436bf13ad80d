import assert from "node:assert/strict";
import { answerError, forgeMessage, linkTo } from "../../../../lib/forge/http/mod.ts";

Deno.test("forgeMessage() reads every form of error that forges answer", async (t) => {
  const cases: [body: string, message: string][] = [
    ['{"message":"404 Project Not Found"}', "404 Project Not Found"],
    ['{"message":["is taken","is too short"]}', "is taken, is too short"],
    ['{"message":{"title":["is blank"],"iid":["is invalid"]}}', "title is blank; iid is invalid"],
    ['{"error":"invalid_token","error_description":"Token was revoked."}', "Token was revoked."],
    ['{"error":"Offset pagination has a maximum"}', "Offset pagination has a maximum"],
    ["Retry later\n", "Retry later"],
    ["<html><body>502</body></html>", ""],
    ["", ""],
    ["null", "null"],
  ];
  for (const [body, message] of cases) {
    await t.step(body, () => assert.equal(forgeMessage(body), message));
  }
});

Deno.test("answerError() gives each status its code, and quotes the forge", async (t) => {
  const cases: [status: number, body: string, code: string, end: string][] = [
    [401, '{"message":"401 Unauthorized"}', "AUTH_FAILED", "answered 401 Unauthorized"],
    [403, '{"message":"403 Forbidden"}', "AUTH_FAILED", "answered 403 Forbidden"],
    [404, '{"message":"404 Project Not Found"}', "NOT_FOUND", "answered 404 Project Not Found"],
    [410, "", "NOT_FOUND", "answered 410"],
    [400, '{"error":"id is invalid"}', "FAILED", "answered 400 id is invalid"],
    [500, "<html>", "FORGE_UNAVAILABLE", "answered 500"],
  ];
  for (const [status, body, code, end] of cases) {
    await t.step(`${status}`, async () => {
      const request = new Request("https://forge.test/api/v4/projects/1");
      const error = await answerError(request, new Response(body, { status }));
      assert.equal(error.code, code);
      assert.equal(error.message, `"${request.url}" ${end}`);
      assert.equal(error.details.status, status);
      assert(error.hint !== undefined);
    });
  }
});

Deno.test("linkTo() finds a relation whatever stands around it", async (t) => {
  const next = "https://forge.test/issues?a=1,2&page=2";
  const cases: [header: string | null, found: string | undefined][] = [
    [`<${next}>; rel="next", <https://forge.test/issues?page=9>; rel="last"`, next],
    [`<https://forge.test/issues?page=1>; rel="first", <${next}>; rel="next"`, next],
    [`<${next}>; title="x"; rel=next`, next],
    [`<${next}>;rel="next last"`, next],
    [`<${next}>; rel="nextish"`, undefined],
    ["", undefined],
    [null, undefined],
  ];
  for (const [header, found] of cases) {
    await t.step(`${header}`, () => assert.equal(linkTo("next", header), found));
  }
});
