import assert from "node:assert/strict";
import { logger } from "../../../lib/log/logger.ts";
import {
  currentRunId,
  currentSpan,
  newRunId,
  record,
  type Run,
  span,
  type SpanNode,
  withRun,
} from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { collectLog } from "../../support/log_lines.ts";

/** Names from the root to the innermost span around the caller. */
function chain(): string[] {
  const names: string[] = [];
  for (let node = currentSpan(); node !== undefined; node = node.parent) names.unshift(node.name);
  return names;
}

Deno.test("newRunId() is 8 hexadecimal digits, and new each time", () => {
  const ids = Array.from({ length: 1_000 }, newRunId);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}$/);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("withRun() gives everything inside its id, across awaits", async () => {
  const id = await withRun({ command: "sync", runId: "a1b2c3d4" }, async (run) => {
    assert.equal(currentRunId(), "a1b2c3d4");
    await Promise.resolve();
    return await span("ingest_issues", {}, async () => {
      await Promise.resolve();
      assert.deepEqual(chain(), ["sync", "ingest_issues"]);
      assert.equal(currentRunId(), run.id);
      return run.id;
    });
  });
  assert.equal(id, "a1b2c3d4");
  assert.equal(currentRunId(), undefined);
  assert.equal(currentSpan(), undefined);
});

Deno.test("withRun() keeps runs at the same time apart", async () => {
  const ids = await Promise.all(
    ["aaaaaaaa", "bbbbbbbb"].map((runId) =>
      withRun({ command: runId, runId }, async () => {
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        return [currentRunId(), ...chain()];
      })
    ),
  );
  assert.deepEqual(ids, [["aaaaaaaa", "aaaaaaaa"], ["bbbbbbbb", "bbbbbbbb"]]);
});

Deno.test("span() returns what its body returns, and lets pass what it throws", async () => {
  const value = { a: 1 };
  assert.equal(span("s", {}, () => value), value);
  assert.equal(await span("s", {}, () => Promise.resolve(value)), value);
  assert.equal(span("s", {}, () => null), null);
  const error = new Error("no");
  assert.throws(() =>
    span("s", {}, () => {
      throw error;
    }), error);
  await assert.rejects(span("s", {}, () => Promise.reject(error)), error);
  await assert.rejects(async () =>
    await span("s", {}, async () => {
      await Promise.resolve();
      throw undefined;
    }), (thrown) => thrown === undefined);
});

Deno.test("span() writes a line when it closes, with its time and counts", () => {
  const clock = new FakeClock();
  using lines = collectLog("DEBUG");
  withRun({ command: "sync", clock }, () =>
    span("fetch_pages", { project: "group/repo" }, () => {
      record({ items_processed: 3, retries: 1 });
      record({ items_processed: 2, errors: 0 });
      clock.advance(12.4);
    }));
  const [line] = lines.records;
  assert.equal(line?.level, "DEBUG");
  assert.equal(line?.message, "close");
  assert.deepEqual(line?.fields, { elapsed_ms: 12, items_processed: 5, retries: 1 });
  assert.equal(line?.span?.name, "fetch_pages");
  assert.deepEqual(lines.records.map((each) => each.span?.name), ["fetch_pages", "sync"]);
});

Deno.test("span() writes what it failed of when it closes", async (t) => {
  const cases: [how: string, body: () => unknown, error: unknown][] = [
    ["throws", () => {
      throw new Error("no");
    }, new Error("no")],
    ["rejects", () => Promise.reject("text"), "text"],
    ["throws undefined", () => {
      throw undefined;
    }, "no reason given"],
    ["rejects with undefined", () => Promise.reject(), "no reason given"],
  ];
  for (const [how, body, error] of cases) {
    await t.step(how, async () => {
      using lines = collectLog("DEBUG");
      let node: SpanNode | undefined;
      await assert.rejects(async () => {
        await span("s", {}, () => {
          node = currentSpan();
          return body();
        });
      }, () => true);
      assert.equal(node?.failed, true);
      assert.deepEqual(lines.fieldsOf("close"), [{ elapsed_ms: 0, error }]);
    });
  }
});

Deno.test("a log line inside of nested spans carries all of them", () => {
  using lines = collectLog("INFO");
  withRun(
    { command: "sync" },
    () =>
      span(
        "ingest_issues",
        {},
        () => span("fetch_pages", {}, () => logger("lore::test").info("Stored page")),
      ),
  );
  const names: string[] = [];
  for (let at = lines.records[0]?.span; at !== undefined; at = at.parent) names.unshift(at.name);
  assert.deepEqual(names, ["sync", "ingest_issues", "fetch_pages"]);
});

Deno.test("span() closes when a thenable settles, which works inside of it", async () => {
  const clock = new FakeClock();
  let seen: string[] = [];
  const lazily: PromiseLike<number> = {
    then(done) {
      seen = chain();
      clock.advance(5);
      return Promise.resolve(7).then(done);
    },
  };
  let run: Run | undefined;
  const value = await withRun({ command: "sync", clock }, (present) => {
    run = present;
    return span("query", {}, () => lazily);
  });
  assert.equal(value, 7);
  assert.deepEqual(seen, ["sync", "query"]);
  assert.deepEqual(run?.stages(), [{ name: "query", elapsed_ms: 5, items_processed: 0 }]);
});

Deno.test("span() around an async generator runs each step inside, up to the last", async () => {
  const clock = new FakeClock();
  const seen: string[][] = [];
  await withRun({ command: "sync", clock }, async (run) => {
    const pages = span("fetch_pages", {}, async function* () {
      for (let page = 1; page <= 3; page++) {
        seen.push(chain());
        clock.advance(10);
        record({ items_processed: 1 });
        await Promise.resolve();
        seen.push(chain());
        yield page;
      }
    });
    const read: number[] = [];
    for await (const page of pages) {
      seen.push(chain());
      read.push(page);
    }
    assert.deepEqual(read, [1, 2, 3]);
    clock.advance(100);
    assert.deepEqual(run.stages(), [{ name: "fetch_pages", elapsed_ms: 30, items_processed: 3 }]);
  });
  const inside = ["sync", "fetch_pages"];
  assert.deepEqual(seen, Array.from({ length: 3 }, () => [inside, inside, ["sync"]]).flat());
});

Deno.test("span() around an async generator closes when its reader leaves or it throws", async (t) => {
  for (const leaves of [true, false]) {
    await t.step(leaves ? "leaves" : "throws", async () => {
      let tidied = false;
      let node: SpanNode | undefined;
      const pages = span("fetch_pages", {}, async function* () {
        node = currentSpan();
        try {
          yield 1;
          throw new Error("no");
        } finally {
          tidied = true;
        }
      });
      const reading = (async () => {
        for await (const _page of pages) if (leaves) break;
      })();
      if (leaves) await reading;
      else await assert.rejects(reading, /no/);
      assert.equal(tidied, true);
      assert.notEqual(node?.endedAt, undefined);
      assert.equal(node?.failed, !leaves);
    });
  }
});

Deno.test("spans opened inside of an async generator belong to whoever reads it", async () => {
  async function* pages(): AsyncGenerator<string[]> {
    for (let page = 0; page < 2; page++) {
      await span("request", { page }, () => Promise.resolve());
      yield chain();
    }
  }
  const run = await withRun({ command: "sync" }, async (run) => {
    await span("fetch_pages", {}, async () => {
      for await (const names of pages()) assert.deepEqual(names, ["sync", "fetch_pages"]);
    });
    return run;
  });
  const [stage] = run.stages();
  assert.deepEqual(stage?.sub_stages?.map(({ name }) => name), ["request", "request"]);
});

Deno.test("record() counts in the innermost span alone, and nowhere outside of spans", () => {
  record({ items_processed: 1 });
  const [outer, inner] = span("outer", {}, () => {
    record({ items_processed: 1, total: 9 });
    const inner = span("inner", {}, () => {
      record({ items_processed: 5, items_skipped: 2, errors: 1, rate_limit_hits: 3, retries: 4 });
      return currentSpan();
    });
    return [currentSpan(), inner];
  });
  assert.equal(outer?.counts.items_processed, 1);
  assert.equal(outer?.total, 9);
  assert.deepEqual(inner?.counts, {
    items_processed: 5,
    items_skipped: 2,
    errors: 1,
    rate_limit_hits: 3,
    retries: 4,
  });
});

Deno.test("an observer is told of every span, count and end", () => {
  const told: string[] = [];
  const observer = {
    opened: (node: SpanNode) => void told.push(`+${node.name}`),
    recorded: (node: SpanNode) => void told.push(`${node.name}=${node.counts.items_processed}`),
    closed: (node: SpanNode) => void told.push(`-${node.name}`),
  };
  withRun({ command: "sync", observer }, () => span("a", {}, () => record({ items_processed: 2 })));
  assert.deepEqual(told, ["+sync", "+a", "a=2", "-a", "-sync"]);
});

Deno.test("an observer that throws is told no more, and the run goes on", () => {
  using lines = collectLog("WARN");
  let told = 0;
  const observer = {
    opened: () => {
      told++;
      if (told === 2) throw new Error("no screen");
    },
  };
  const value = withRun(
    { command: "sync", observer },
    () => span("a", {}, () => span("b", {}, () => 1)),
  );
  assert.equal(value, 1);
  assert.equal(told, 2);
  assert.deepEqual(lines.fieldsOf("Progress is no longer shown"), [{
    error: new Error("no screen"),
  }]);
});

Deno.test("work that outlives its run is cut off there, and draws nothing any more", async () => {
  const clock = new FakeClock();
  const told: string[] = [];
  const observer = { closed: (node: SpanNode) => void told.push(node.name) };
  const { promise, resolve } = Promise.withResolvers<void>();
  let late = Promise.resolve();
  const run = withRun({ command: "sync", clock, observer }, (run) => {
    late = span("late", {}, () => promise);
    clock.advance(10);
    return run;
  });
  clock.advance(90);
  const expected = [{ name: "late", elapsed_ms: 10, items_processed: 0 }];
  assert.deepEqual(run.stages(), expected);
  assert.equal(run.elapsedMs(), 10);
  resolve();
  await late;
  assert.deepEqual(run.stages(), expected);
  assert.deepEqual(told, ["sync"]);
});
