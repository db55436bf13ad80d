import assert from "node:assert/strict";
import { parseFilter } from "../../../lib/log/filter.ts";
import { configureLogging, logger } from "../../../lib/log/logger.ts";
import { stderrHandler } from "../../../lib/log/stderr_handler.ts";

Deno.test("stderrHandler() writes whole lines of the format that is asked for", () => {
  for (const format of [undefined, "text", "json"] as const) {
    const lines: string[] = [];
    const handler = stderrHandler({ format, write: (line) => void lines.push(line) });
    using _logging = configureLogging({ handlers: [handler] });
    logger("lore::test").info("Line\nfeed");
    logger("http").info("Not shown");
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", format === "json" ? /^\{.*\}\n$/ : /^\S+ INFO {2}Line\\nfeed\n$/);
  }
});

Deno.test("stderrHandler() goes by its filter", () => {
  const handler = stderrHandler({ filter: parseFilter("http=trace"), write: () => {} });
  assert.deepEqual(["lore", "http"].map((target) => handler.threshold(target)), ["OFF", "TRACE"]);
});

Deno.test("stderrHandler() does not fail the run when stderr cannot be written", () => {
  let attempts = 0;
  const handler = stderrHandler({
    write: () => {
      attempts++;
      throw new Error("No space left on device");
    },
  });
  using _logging = configureLogging({ handlers: [handler] });
  logger("lore::test").info("one");
  logger("lore::test").info("two");
  assert.equal(attempts, 2);
});
