/** Small commands to try the kernel on. Run directly, this is a lore with these alone. @module */

import {
  type Command,
  defineCommand,
  main,
  mainOf,
  nonEmpty,
  positiveInteger,
} from "../../../lib/cli/mod.ts";
import { LoreError } from "../../../lib/errors.ts";

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
    if (how === "bug") throw new TypeError("undefined is not a function");
    return { how };
  },
  text: ({ how }) => `ended ${how}`,
  epilogue: ({ how }) => `That was ${how}`,
  problem({ how }) {
    return how === "partial" ? new LoreError("PARTIAL", "1 of 2 projects failed") : undefined;
  },
});

/** Waits until it is interrupted. */
export const wait = defineCommand({
  name: "wait",
  summary: "Wait for a signal",
  flags: {},
  permissions: [],
  usesConfig: false,
  changesStore: true,
  async run(app) {
    app.terminal.writeErr("waiting\n");
    await app.clock.sleep(60_000, { signal: app.signal });
  },
  text: () => "",
});

/** All of them. */
export const fixtures: readonly Command[] = [greet, end, wait];

if (import.meta.main) {
  if (Deno.args.length > 0) await mainOf(() => Promise.resolve(fixtures));
  else await main(greet);
}
