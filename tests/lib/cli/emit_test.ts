import assert from "node:assert/strict";
import { defineCommand } from "../../../lib/cli/mod.ts";
import { LoreError } from "../../../lib/errors.ts";
import { FakeHost, runLore } from "../../support/fake_host.ts";

/** Counts on stdout as it goes, and ends as it is told; says on stderr when nobody listens. */
const count = defineCommand({
  name: "count",
  summary: "Count",
  flags: {
    end: { kind: "enum", values: ["well", "badly"], default: "well", brief: "How to end" },
    to: { kind: "parsed", parse: Number, default: "2", brief: "How far" },
  },
  permissions: [],
  usesConfig: false,
  async run(app, { end, to }): Promise<number | undefined> {
    for (let at = 1; at <= to; at++) {
      app.clock.sleep(100).catch(() => {});
      if (!await app.emit(at)) return undefined;
    }
    if (end === "badly") throw new LoreError("FAILED", "Cannot count any further");
    return undefined;
  },
  text: (number) => `${number}`,
});

function lines(out: string): unknown[] {
  return out.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("emit() writes each part at once, and nothing more at the end", async () => {
  const { code, out } = await runLore(["count"], { commands: [count] });
  assert.deepEqual([code, out], [0, "1\n2\n"]);
});

Deno.test("emit() writes one envelope a line for a robot", async () => {
  const { code, out } = await runLore(["--robot", "count"], { commands: [count] });
  assert.equal(code, 0);
  assert.deepEqual(lines(out), [
    { ok: true, data: 1, meta: { elapsed_ms: 100 } },
    { ok: true, data: 2, meta: { elapsed_ms: 200 } },
  ]);
});

Deno.test("a command that fails after emit() ends with the error's envelope", async () => {
  const run = await runLore(["--robot", "count", "--end", "badly"], { commands: [count] });
  assert.equal(run.code, 1);
  const [, , last] = lines(run.out) as { ok: boolean; error?: { code: string } }[];
  assert.deepEqual([last?.ok, last?.error?.code], [false, "FAILED"]);
});

Deno.test("a command that emitted nothing still ends with an envelope", async () => {
  const { out } = await runLore(["--robot", "count", "--to", "0"], { commands: [count] });
  assert.deepEqual(lines(out), [{ ok: true, data: {}, meta: { elapsed_ms: 0 } }]);
});

Deno.test("emit() tells that the reader left", async () => {
  const host = new FakeHost();
  host.terminal.stdoutIsBroken = true;
  const run = await runLore(["count", "--to", "1000"], { commands: [count], host });
  assert.deepEqual([run.code, run.err, host.clock.slept.length], [0, "", 1]);
});
