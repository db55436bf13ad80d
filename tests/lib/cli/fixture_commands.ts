/** Small commands to try the kernel on. Run directly, this is a lore with these alone. @module */

import { runCli } from "../../../lib/cli/cli.ts";
import { type Command, defineCommand, nonEmpty, positiveInteger } from "../../../lib/cli/mod.ts";
import { setExitCode, systemHost } from "../../../lib/cli/system_host.ts";
import { LoreError } from "../../../lib/errors.ts";
import { logger } from "../../../lib/log/logger.ts";
import { record, span } from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";

const log = logger("lore::fixture");

/** Every kind of flag. */
export const greet = defineCommand({
  name: "greet",
  summary: "Greet someone",
  description: "Greets whoever is named, as often as is wanted.",
  examples: [{ line: "lore greet Ada -n 2", brief: "Greet Ada twice" }],
  flags: {
    times: {
      kind: "parsed",
      parse: positiveInteger,
      default: "1",
      alias: "n",
      placeholder: "N",
      brief: "How often",
    },
    tone: {
      kind: "enum",
      values: ["warm", "cold"],
      default: "warm",
      brief: "In which tone",
    },
    shoutLoud: { kind: "boolean", brief: "In capitals" },
    comma: { kind: "boolean", default: true, brief: "With a comma" },
    excited: { kind: "counter", alias: "e", brief: "How excited" },
    author: { kind: "parsed", parse: String, optional: true, brief: "By whom" },
    label: {
      kind: "parsed",
      parse: nonEmpty,
      variadic: ",",
      alias: "l",
      brief: "With which labels",
    },
  },
  positional: {
    whom: { kind: "rest", parse: String, brief: "Whom to greet", minimum: 1 },
  },
  permissions: [],
  usesConfig: false,
  run(_app, options) {
    const { times, tone, shoutLoud, comma, excited, author, label, whom } = options;
    const word = tone === "warm" ? "Hello" : "Yes";
    const name = whom.join(" ") + "!".repeat(excited);
    const text = `${word}${comma ? "," : ""} ${shoutLoud ? name.toUpperCase() : name}`;
    return {
      greetings: Array.from({ length: times }, () => text),
      author,
      labels: label,
    };
  },
  text: ({ greetings }) => greetings.join("\n"),
});

/** Ends in every way. */
export const end = defineCommand({
  name: "end",
  summary: "End in a given way",
  flags: {},
  positional: {
    how: {
      kind: "enum",
      values: ["well", "partial", "fail", "bug", "secret"],
      brief: "How",
    },
  },
  permissions: [],
  usesConfig: false,
  changesStore: true,
  run(_app, { how }) {
    if (how === "fail") {
      throw new LoreError("NOT_FOUND", `Cannot find "x"`, {
        hint: "Look elsewhere",
        actions: ["lore greet x"],
        cause: new Error("deeper down"),
      });
    }
    if (how === "secret") {
      throw new LoreError("AUTH_FAILED", "Cannot read with glpat-abcdefghijklmnopqrst", {
        details: { header: "Bearer abcdefghijklmnop" },
      });
    }
    if (how === "bug") throw new TypeError("undefined is not a function");
    return { how };
  },
  text: ({ how }) => `ended ${how}`,
  epilogue: ({ how }) => `That was ${how}`,
  problem({ how }) {
    return how === "partial" ? new LoreError("PARTIAL", "1 of 2 projects failed") : undefined;
  },
});

/** Waits until it is interrupted; then ends, or goes on for a minute. */
export const wait = defineCommand({
  name: "wait",
  summary: "Wait for a signal",
  flags: { stubborn: { kind: "boolean", brief: "Do not stop at the first" } },
  permissions: [],
  usesConfig: false,
  changesStore: true,
  async run(app, { stubborn }) {
    app.signal.addEventListener("abort", () => app.terminal.writeErr("aborted\n"));
    app.terminal.writeErr("waiting\n");
    await app.clock.sleep(60_000, stubborn ? {} : { signal: app.signal });
  },
  text: () => "",
});

/** Talks while its progress is shown. */
export const work = defineCommand({
  name: "work",
  summary: "Work in view",
  flags: {},
  permissions: [],
  usesConfig: false,
  run: (app) =>
    span("ingest_issues", { project: "a-group/with-a-long-name/and-a-project" }, async () => {
      record({ total: 40 });
      await app.clock.sleep(1_500);
      for (let line = 1; line <= 10; line++) {
        record({ items_processed: 4 });
        log.info("Stored", { page: line });
        await app.clock.sleep(250);
      }
      return "done";
    }),
  text: (result) => result,
});

/** All of them. */
export const fixtures: readonly Command[] = [greet, end, wait, work];

if (import.meta.main) {
  // Time that passes at once: what takes a second to appear need not take one to test.
  const hurried = Deno.env.get("HURRIED") === "1" ? { clock: new FakeClock() } : {};
  const host = { ...systemHost, ...hurried };
  setExitCode(
    await runCli(Deno.args, { host, listCommands: () => Promise.resolve(fixtures) }),
  );
}
