import assert from "node:assert/strict";
import { LoreError } from "../../../lib/errors.ts";
import { formatJson } from "../../../lib/log/json_format.ts";
import type { LogRecord } from "../../../lib/log/logger.ts";
import { registerSecret } from "../../../lib/log/redact.ts";
import { currentSpan, span, withRun } from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";

const TIME = Date.UTC(2026, 1, 4, 14, 32, 1, 123);

function aRecord(change: Partial<LogRecord> = {}): LogRecord {
  return {
    time: TIME,
    level: "INFO",
    target: "lore::sync",
    message: "Discussion sync complete",
    fields: undefined,
    span: undefined,
    ...change,
  };
}

/** Fields of a line as a reader gets them. Fails when the record does not make one whole line. */
function fieldsOf(fields: Record<string, unknown>): Record<string, unknown> {
  const line = formatJson(aRecord({ fields }));
  assert.match(
    line,
    /^[^\p{Cc}\u2028\u2029]*\n$/u,
    "one line, nothing a terminal obeys",
  );
  const { message, ...rest } = JSON.parse(line).fields;
  assert.equal(message, "Discussion sync complete");
  return rest;
}

Deno.test("formatJson() writes the line of the contract", () => {
  const fields = { project: "group/repo", items_processed: 42, elapsed_ms: 1234 };
  const line = withRun(
    { command: "sync", runId: "a1b2c3d4", clock: new FakeClock() },
    () =>
      span(
        "ingest_issues",
        {},
        () =>
          span("sync_discussions", { project: "group/repo" }, () =>
            formatJson(aRecord({ fields, span: currentSpan() }))),
      ),
  );
  assert.equal(
    line,
    '{"timestamp":"2026-02-04T14:32:01.123Z","level":"INFO","target":"lore::sync",' +
      '"fields":{"message":"Discussion sync complete","project":"group/repo",' +
      '"items_processed":42,"elapsed_ms":1234},' +
      '"span":{"name":"sync_discussions","project":"group/repo","run_id":"a1b2c3d4"},' +
      '"spans":[{"name":"sync","run_id":"a1b2c3d4"},{"name":"ingest_issues"},' +
      '{"name":"sync_discussions","project":"group/repo"}]}\n',
  );
});

Deno.test("formatJson() can be asked for spans outside of runs, as the documented queries do", () => {
  const line = JSON.parse(formatJson(aRecord()));
  assert.deepEqual(Object.keys(line), ["timestamp", "level", "target", "fields", "span", "spans"]);
  assert.equal(line.span, null);
  assert.deepEqual(line.spans, []);
});

Deno.test("formatJson() leaves the run id away in spans that are in no run", () => {
  const line = span("alone", { page: 2 }, () => formatJson(aRecord({ span: currentSpan() })));
  assert.deepEqual(JSON.parse(line).span, { name: "alone", page: 2 });
  assert.deepEqual(JSON.parse(line).spans, [{ name: "alone", page: 2 }]);
});

Deno.test("formatJson() keeps span fields from posing as name or run id", () => {
  const fields = { name: "x", run_id: "fake" };
  const line = withRun(
    { command: "sync", runId: "a1b2c3d4", clock: new FakeClock() },
    () => span("fetch", fields, () => formatJson(aRecord({ span: currentSpan() }))),
  );
  assert.deepEqual(JSON.parse(line).span, {
    name: "fetch",
    name_: "x",
    run_id_: "fake",
    run_id: "a1b2c3d4",
  });
});

Deno.test("formatJson() writes UTC to the millisecond for any time", () => {
  const times = [TIME, TIME + 1, TIME + 876, TIME + 877, TIME - 3e9, 0, -1, -1001, 1.9, 8.64e15];
  for (const time of [...times, ...times.toReversed()]) {
    const { timestamp } = JSON.parse(formatJson(aRecord({ time })));
    assert.equal(timestamp, new Date(Math.floor(time)).toISOString());
  }
});

Deno.test("formatJson() survives every kind of value", async (t) => {
  const circular: Record<string, unknown> = { a: 1 };
  circular.self = circular;
  const twice = { x: 1 };
  const cases: [what: string, value: unknown, read: unknown][] = [
    ["null", null, null],
    ["true", true, true],
    ["a negative zero", -0, 0],
    ["NaN", NaN, "NaN"],
    ["Infinity", -Infinity, "-Infinity"],
    ["a large number", 1e300, 1e300],
    ["a small BigInt", 42n, 42],
    ["a large BigInt", 2n ** 70n, String(2n ** 70n)],
    ["a Date", new Date(TIME), "2026-02-04T14:32:01.123Z"],
    ["an invalid Date", new Date(NaN), "Invalid Date"],
    ["a URL", new URL("https://forge.test/x"), "https://forge.test/x"],
    ["a function", function named() {}, "[function named]"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["bytes", new Uint8Array(3), "[Uint8Array of 3 bytes]"],
    ["a Map", new Map([["a", 1]]), { a: 1 }],
    ["a Set", new Set(["a", undefined]), ["a", null]],
    ["Headers", new Headers({ "Private-Token": "x", accept: "y" }), {
      accept: "y",
      "private-token": "[redacted]",
    }],
    ["a circular object", circular, { a: 1, self: "[circular]" }],
    ["one object twice", [twice, twice], [twice, twice]],
    ["undefined inside", { a: undefined, b: [undefined] }, { b: [null] }],
    ["a getter that throws", {
      get a() {
        throw new Error("no");
      },
      b: 1,
    }, {
      a: "[unreadable: no]",
      b: 1,
    }],
    ["a toJSON that throws", {
      toJSON() {
        throw new Error("no");
      },
    }, "[unreadable: no]"],
    [
      "a proxy that throws",
      new Proxy({}, {
        ownKeys() {
          throw new Error("no");
        },
      }),
      "[unreadable: no]",
    ],
    ["no prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ["an error inside", { e: new Error("outer", { cause: new Error("inner") }) }, {
      e: "outer: inner",
    }],
    ["a deep object", { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }, {
      a: { b: { c: { d: { e: { f: "[too deep]" } } } } },
    }],
  ];
  for (const [what, value, read] of cases) {
    await t.step(what, () => assert.deepEqual(fieldsOf({ value }), { value: read }));
  }
  await t.step("undefined is left out", () => {
    assert.deepEqual(fieldsOf({ value: undefined, b: 1 }), { b: 1 });
  });
  await t.step("fields that throw when read", () => {
    const fields = {
      a: 1,
      get b() {
        throw new Error("no");
      },
      c: 3,
    };
    assert.deepEqual(fieldsOf(fields), { a: 1, b: "[unreadable: no]", c: 3 });
  });
  await t.step("a field named like the message", () => {
    assert.deepEqual(fieldsOf({ message: "mine" }), { message_: "mine" });
  });
});

Deno.test("formatJson() keeps awkward text whole and on one line", () => {
  const awkward = [
    '"quoted" and \\back\\slashed',
    "line\nfeed\r\ntab\t\0nul\x7fdel\x85next",
    "\u2028line\u2029paragraph\u202eoverride\u2066isolate",
    "\x1b[31mred\x1b]0;title\x07",
    "Zürich 東京 🎉 👩‍👩‍👧",
    '{"timestamp":"fake"}\n{"level":"ERROR"}',
    "",
  ];
  for (const text of awkward) {
    assert.deepEqual(fieldsOf({ text, [`key ${text}`]: 1, list: [text] }), {
      text,
      [`key ${text}`]: 1,
      list: [text],
    });
    const line = JSON.parse(formatJson(aRecord({ message: text, target: text })));
    assert.equal(line.fields.message, text);
    assert.equal(line.target, text);
  }
  assert.deepEqual(fieldsOf({ half: "a\ud800b\udc00" }), { half: "a\ufffdb\ufffd" });
});

Deno.test("formatJson() makes one line of any mixture of characters", () => {
  const alphabet = [
    "a",
    '"',
    "\\",
    "\n",
    "\0",
    "\ud83c",
    "\udf89",
    "\u2028",
    "é",
    "\x9b",
    "/",
    "🎉",
  ];
  let seed = 11;
  const pick = (count: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % count;
  for (let round = 0; round < 2_000; round++) {
    let text = "";
    for (let length = pick(10); length > 0; length--) text += alphabet[pick(alphabet.length)];
    assert.deepEqual(fieldsOf({ text, [`k${text}`]: [text] }), {
      text: text.toWellFormed(),
      [`k${text.toWellFormed()}`]: [text.toWellFormed()],
    });
  }
});

Deno.test("formatJson() writes an error as its messages, with code and, for a bug, its stack", () => {
  const refused = Object.assign(new Error("Connection refused"), { code: "ECONNREFUSED" });
  const error = new LoreError("FORGE_UNAVAILABLE", 'Cannot reach "forge.test"', { cause: refused });
  assert.deepEqual(fieldsOf({ error }), {
    error: 'Cannot reach "forge.test": Connection refused',
    error_code: "FORGE_UNAVAILABLE",
  });
  const bug = fieldsOf({ error: new TypeError("x is not a function", { cause: "odd" }) });
  assert.equal(bug.error, "TypeError: x is not a function: odd");
  assert.match(String(bug.error_stack), /^at .*json_format_test\.ts/);
});

Deno.test("formatJson() ends a chain of causes that bites its tail", () => {
  const error = new Error("a");
  error.cause = new Error("b", { cause: error });
  assert.equal(fieldsOf({ error }).error, "a: b");
});

Deno.test("formatJson() cuts what is too long, and says so", () => {
  const { text, list, nested } = fieldsOf({
    text: "x".repeat(1_000_000),
    list: Array.from({ length: 10_000 }, (_, index) => index),
    nested: Object.fromEntries(Array.from({ length: 90 }, (_, at) => [at, "y".repeat(16_000)])),
  });
  assert.match(String(text), /^x{16384}… \[cut: 1000000 characters in all\]$/);
  assert.ok(Array.isArray(list) && list.length === 101);
  assert.equal(list[100], "… [cut: 10000 in all]");
  assert.deepEqual(Object.keys(nested ?? {}), ["0", "1", "…"]);
});

Deno.test("formatJson() lets no piece of a secret survive a cut", () => {
  const secret = `glpat-${"s3cr3t".repeat(20)}`;
  using _value = registerSecret("v".repeat(3_000));
  for (let lead = 16_384 - 3_001; lead < 16_384 + 3_000; lead += 61) {
    for (const hidden of [secret, "v".repeat(3_000)]) {
      const text = `${"x".repeat(lead)} ${hidden} ${"y".repeat(9_000)}`;
      const { value } = fieldsOf({ value: text });
      assert.ok(!/s3cr|vv/.test(String(value)), `${lead}`);
    }
  }
});

Deno.test("formatJson() lets no piece of a secret slip in where others were taken out", () => {
  const secret = "v".repeat(3_000);
  using _value = registerSecret(secret);
  const { value } = fieldsOf({ value: `${secret} `.repeat(10) });
  assert.match(String(value), /^(\[redacted\] ?)*… \[cut: 30010 characters in all\]$/);
});

Deno.test("formatJson() writes no secret, wherever it hides", async (t) => {
  const secret = "correct horse battery";
  using _secret = registerSecret(secret);
  const token = `glpat-${"a1B2".repeat(5)}`;
  const cases: [where: string, fields: Record<string, unknown>][] = [
    ["a field", { note: `a ${secret}`, other: token }],
    ["a name", { [secret]: 1, [token]: 2 }],
    ["an error", { error: new Error(secret, { cause: new Error(token) }) }],
    ["an error's code", { error: Object.assign(new Error("y"), { code: token }) }],
    ["inside", { a: { b: [{ c: secret }, new Map([[token, token]])] } }],
    ["a function's name", { f: { [token]: () => {} }[token] }],
    ["under a telling name", { authorization: "Basic x", Password: "x", "private-token": 12345 }],
    ["under a telling name inside", { headers: { Authorization: "x", client_secret: ["x"] } }],
    ["a URL", { url: new URL(`https://u:${encodeURIComponent(secret)}@forge.test`) }],
  ];
  for (const [where, fields] of cases) {
    await t.step(where, () => {
      const line = formatJson(aRecord({ fields }));
      assert.match(line, /\[redacted\]/);
      assert.ok(!/horse|a1B2|Basic x|12345|:"x"|\["x"\]/.test(line), line);
    });
  }
  await t.step("the message and the spans", () => {
    const line = span(
      token,
      { where: secret, token: "x" },
      () => formatJson(aRecord({ message: `${secret} ${token}`, span: currentSpan() })),
    );
    assert.ok(!/horse|a1B2|:"x"/.test(line), line);
  });
  await t.step("a message written before the secret was known", () => {
    const record = aRecord({ message: "staple staple" });
    assert.match(formatJson(record), /staple/);
    using _late = registerSecret("staple staple");
    assert.doesNotMatch(formatJson(record), /staple/);
  });
  await t.step("but says that there is one, or none", () => {
    assert.deepEqual(fieldsOf({ has_token: true, token: null }), { has_token: true, token: null });
  });
});

Deno.test("formatJson() says once what an error quotes of its cause", () => {
  const cause = new TypeError("connection refused");
  const error = new Error("The forge cannot be reached (connection refused)", { cause });
  assert.equal(fieldsOf({ error }).error, "The forge cannot be reached (connection refused)");
});
