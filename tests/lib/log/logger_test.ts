import assert from "node:assert/strict";
import { parseFilter } from "../../../lib/log/filter.ts";
import {
  configureLogging,
  logger,
  type LogHandler,
  type LogRecord,
} from "../../../lib/log/logger.ts";
import { currentSpan, span } from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";

/** A handler that keeps what it gets. */
function keeping(filter: string): LogHandler & { readonly kept: LogRecord[] } {
  const kept: LogRecord[] = [];
  return {
    kept,
    threshold: parseFilter(filter).threshold,
    handle: (record) => void kept.push(record),
  };
}

Deno.test("logger() gives one logger per target, silent until logging is set up", () => {
  const log = logger("lore::test::one");
  assert.equal(logger("lore::test::one"), log);
  assert.equal(log.target, "lore::test::one");
  assert.equal(log.enabled("ERROR"), false);
  log.error("Nobody listens");
});

Deno.test("logger() sends each handler what its own filter lets pass", () => {
  const log = logger("lore::test::two");
  const [few, many] = [keeping("warn"), keeping("trace")];
  using _logging = configureLogging({ handlers: [few, many] });
  log.trace("1");
  log.debug("2");
  log.info("3");
  log.warn("4");
  log.error("5");
  assert.deepEqual(few.kept.map(({ level }) => level), ["WARN", "ERROR"]);
  assert.deepEqual(many.kept.map(({ level }) => level), [
    "TRACE",
    "DEBUG",
    "INFO",
    "WARN",
    "ERROR",
  ]);
});

Deno.test("Logger.enabled() says whether any handler takes the level", () => {
  const log = logger("lore::test::three");
  using _logging = configureLogging({ handlers: [keeping("error"), keeping("lore=debug")] });
  assert.deepEqual(["TRACE", "DEBUG", "ERROR"].map((level) => log.enabled(level as "TRACE")), [
    false,
    true,
    true,
  ]);
  assert.equal(logger("http").enabled("WARN"), false);
});

Deno.test("a record carries time, target, fields and the span around the call", () => {
  const handler = keeping("info");
  const clock = new FakeClock();
  using _logging = configureLogging({ handlers: [handler], clock });
  const fields = { a: 1 };
  const node = span("work", {}, () => {
    logger("lore::test").info("Done", fields);
    return currentSpan();
  });
  assert.deepEqual(handler.kept, [{
    time: clock.now(),
    level: "INFO",
    target: "lore::test",
    message: "Done",
    fields,
    span: node,
  }]);
});

Deno.test("configureLogging() puts back the handlers of before, for old and new loggers", () => {
  const [outer, inner] = [keeping("info"), keeping("info")];
  using _outer = configureLogging({ handlers: [outer] });
  {
    using _inner = configureLogging({ handlers: [inner] });
    logger("lore::test::new").info("inner");
  }
  logger("lore::test::new").info("outer");
  assert.deepEqual(inner.kept.map(({ message }) => message), ["inner"]);
  assert.deepEqual(outer.kept.map(({ message }) => message), ["outer"]);
});
