import assert from "node:assert/strict";
import type { LogRecord } from "../../../lib/log/logger.ts";
import { formatText } from "../../../lib/log/text_format.ts";
import { currentSpan, span, withRun } from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";

function aRecord(change: Partial<LogRecord> = {}): LogRecord {
  return {
    time: new Date(2026, 1, 4, 9, 5, 7, 123).getTime(),
    level: "INFO",
    target: "lore::sync",
    message: "Stored page",
    fields: undefined,
    span: undefined,
    ...change,
  };
}

Deno.test("formatText() writes local time, level, message and fields", () => {
  const fields = { rows: 42, project: "group/repo", title: "a title", empty: "", list: [1, "x"] };
  assert.equal(
    formatText(aRecord({ level: "WARN", fields })),
    '09:05:07 WARN  Stored page rows=42 project=group/repo title="a title" empty="" list=[1,"x"]',
  );
});

Deno.test("formatText() quotes a value that could be taken for more than one", () => {
  const fields = { a: "x=1", b: 'say "hi"', c: undefined, d: "back\\slash" };
  assert.equal(
    formatText(aRecord({ fields })),
    '09:05:07 INFO  Stored page a="x=1" b="say \\"hi\\"" d="back\\\\slash"',
  );
});

Deno.test("formatText() colours the level and dims what frames the message", () => {
  assert.equal(
    formatText(aRecord({ level: "ERROR", fields: { rows: 1 } }), { color: true }),
    "\x1b[2m09:05:07\x1b[0m \x1b[31mERROR\x1b[0m Stored page \x1b[2mrows=\x1b[0m1",
  );
});

Deno.test("formatText() shows the chain of spans in brackets when asked", () => {
  withRun(
    { command: "sync", runId: "a1b2c3d4", clock: new FakeClock() },
    () =>
      span("ingest_issues", {}, () =>
        span("fetch_pages", { project: "group/repo" }, () => {
          const record = aRecord({ span: currentSpan() });
          assert.equal(formatText(record), "09:05:07 INFO  Stored page");
          assert.equal(
            formatText(record, { showSpans: true }),
            "09:05:07 INFO  [sync{run_id=a1b2c3d4}:ingest_issues:fetch_pages{project=group/repo}] " +
              "Stored page",
          );
        })),
  );
  assert.equal(formatText(aRecord(), { showSpans: true }), "09:05:07 INFO  Stored page");
});

Deno.test("formatText() tells of retries in a sentence", async (t) => {
  const path = "/api/v4/projects/123/issues";
  const cases: [message: string, fields: Record<string, unknown>, sentence: string][] = [
    [
      "Rate limited, retrying",
      { path, attempt: 1, retry_after_secs: 2, status_code: 429 },
      `Retrying ${path} (429, waiting 2s)`,
    ],
    [
      "Request failed, retrying",
      { path, attempt: 2, error: "answered 502", status_code: 502, retry_after_secs: 0.537 },
      `Retrying ${path} (502, waiting 0.5s)`,
    ],
    [
      "Request failed, retrying",
      { path, attempt: 2, error: new Error("connection\x1b reset") },
      `Retrying ${path} (connection\\u001b reset)`,
    ],
  ];
  for (const [message, fields, sentence] of cases) {
    await t.step(sentence, () => {
      assert.equal(formatText(aRecord({ message, fields })), `09:05:07 INFO  ${sentence}`);
    });
  }
});

Deno.test("formatText() lets nothing from outside fake a line or move the cursor", () => {
  const evil = "x\n12:00:00 ERROR fake\r\x1b[2J\x1b]0;t\x07\x9b31m\u202e\u2028\x7f";
  const record = aRecord({
    message: evil,
    fields: { title: evil, [evil]: evil, list: [evil], error: new Error(evil) },
    span: span(evil, { [evil]: evil }, currentSpan),
  });
  for (const showSpans of [false, true]) {
    const line = formatText(record, { showSpans });
    assert.doesNotMatch(line, /[\p{Cc}\u2028-\u202e]/u);
    assert.match(line, /x\\n12:00:00 ERROR fake\\r\\u001b\[2J/);
  }
});

Deno.test("formatText() writes no secret", () => {
  const token = `ghp_${"a1B2".repeat(5)}`;
  const record = aRecord({
    message: `Sent ${token}`,
    fields: { note: token, password: "hunter2", error: new Error(token), list: [{ token: "x9" }] },
    span: span("s", { private_token: "x9", note: token }, currentSpan),
  });
  const line = formatText(record, { showSpans: true });
  assert.doesNotMatch(line, /a1B2|hunter2|x9/);
  assert.match(line, /password=\[redacted\]/);
});
