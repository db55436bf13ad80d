import assert from "node:assert/strict";
import { commands } from "../../../commands/mod.ts";
import { scanArguments } from "../../../lib/cli/arguments.ts";
import { type Command, kebabCase } from "../../../lib/cli/command.ts";
import { GLOBAL_FLAGS } from "../../../lib/cli/globals.ts";
import { defineCommand, type FlagSpecs } from "../../../lib/cli/mod.ts";
import { meantValue } from "../../../lib/cli/meant_value.ts";
import { COMMAND_SYNONYMS, FLAG_SYNONYMS, VALUE_SYNONYMS } from "../../../lib/cli/synonyms.ts";
import { envelopeOf, runLore } from "../../support/fake_host.ts";

/** Every word with one letter left out, doubled, replaced or swapped with the next. */
function typosOf(word: string): string[] {
  const typos = [...word].flatMap((letter, at) => [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    `${word.slice(0, at)}q${word.slice(at + 1)}`,
    word.slice(0, at) + (word[at + 1] ?? "") + letter + word.slice(at + 2),
  ]);
  return [...new Set(typos)].filter((typo) => typo.length > 2 && typo !== word);
}

/** A command of that name that does nothing. */
function idle({ name, positional }: Command): Command {
  return defineCommand({
    name,
    summary: name,
    flags: {},
    positional,
    permissions: [],
    usesConfig: false,
    run: () => ({ ran: name }),
    text: () => "",
  }) as Command;
}

/** The same with its flags, which says what it got. */
function idleOf(command: Command): Command {
  const told = { run: (_app: unknown, options: unknown) => options, text: () => "" };
  const { name, summary, flags, positional } = command;
  return { name, summary, flags, positional, permissions: [], usesConfig: false, ...told };
}

interface Said {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly details: { readonly candidates: readonly string[] } };
  readonly meta: {
    readonly corrections?: readonly { readonly given: string; readonly used: string }[];
  };
}

Deno.test("a mistyped command runs the one that was meant, or is refused with it", async () => {
  const idles = commands.map(idle);
  const names = commands.map(({ name }) => name);
  for (const name of names) {
    for (const typo of typosOf(name)) {
      if (names.includes(typo) || typo in COMMAND_SYNONYMS || typo.startsWith("-")) continue;
      const needed = commands.find((each) => each.name === name)?.positional ?? {};
      const words = Object.values(needed).map((spec) =>
        spec.kind === "enum" ? spec.values[0] : "1"
      );
      const run = await runLore(["-J", typo, ...words.map(String)], { commands: idles });
      const { code } = run;
      const { data, error, meta } = envelopeOf(run) as unknown as Said;
      if (code === 0) {
        assert.deepEqual(data, { ran: name }, typo);
        assert.deepEqual(meta.corrections, [{ given: typo, used: name }]);
      } else {
        const candidates = error?.details.candidates ?? [];
        assert.ok(candidates.includes(name), `${typo}: ${candidates}`);
      }
    }
  }
});

Deno.test("every mistyped flag of every command becomes the one that was meant, or is refused with it", () => {
  const globals: FlagSpecs = GLOBAL_FLAGS;
  for (const { name: command, flags } of commands) {
    const own: FlagSpecs = flags;
    const all = Object.entries({ ...own, ...globals }).filter(([, spec]) => !spec.hidden);
    const names = all.map(([key]) => kebabCase(key));
    for (const name of names) {
      for (const typo of typosOf(name)) {
        if (names.includes(typo) || typo in FLAG_SYNONYMS || typo.startsWith("-")) continue;
        const { corrections, problem } = scanArguments([`--${typo}=x`], { flags: own, command });
        const used = corrections.find(({ given }) => given === `--${typo}`)?.used;
        const candidates = (problem?.details["candidates"] ?? []) as readonly string[];
        assert.ok(
          used === `--${name}` || candidates.includes(`--${name}`) || used === `--no-${name}`,
          `${command}: --${typo} for --${name} became ${used ?? candidates}`,
        );
      }
    }
  }
});

Deno.test("every mistyped value of an enum becomes the one that was meant, or none", () => {
  for (const values of enums()) {
    for (const value of values) {
      for (const typo of typosOf(value)) {
        if (values.includes(typo)) continue;
        const meant = meantValue(typo, values);
        assert.ok(
          meant === undefined || meant === value || typo in VALUE_SYNONYMS,
          `${typo}: ${meant}`,
        );
      }
      assert.equal(meantValue(value, values), undefined);
      if (value !== value.toUpperCase()) {
        assert.equal(meantValue(value.toUpperCase(), values), value);
      }
    }
  }
});

/** The values of every flag and argument that is one of a few words. */
function enums(): readonly (readonly string[])[] {
  const specs = commands.flatMap(({ flags, positional }) => [
    ...Object.values(flags),
    ...Object.values(positional ?? {}),
  ]);
  return [...specs, ...Object.values(GLOBAL_FLAGS)].flatMap((spec) =>
    spec.kind === "enum" ? [spec.values] : []
  );
}

Deno.test("a synonym leads to what there is, and hides nothing", () => {
  const names = new Set(commands.map(({ name }) => name));
  for (const [synonym, command] of Object.entries(COMMAND_SYNONYMS)) {
    assert.ok(names.has(command), `${synonym} leads to no command "${command}"`);
    assert.ok(!names.has(synonym), `${synonym} is a command`);
  }
  const flags = new Set(
    [GLOBAL_FLAGS, ...commands.map((each) => each.flags)].flatMap((specs) =>
      Object.keys(specs).map(kebabCase)
    ),
  );
  for (const [synonym, flag] of Object.entries(FLAG_SYNONYMS)) {
    assert.ok(flags.has(flag.split("=")[0] ?? ""), `${synonym} leads to no flag "${flag}"`);
    assert.ok(!flags.has(synonym), `${synonym} is a flag`);
  }
  const values = new Set(enums().flat());
  for (const [synonym, meant] of Object.entries(VALUE_SYNONYMS)) {
    for (const value of meant) assert.ok(values.has(value), `${synonym} leads to no "${value}"`);
  }
});

Deno.test("words of other tools for commands, flags and states are known", async () => {
  const idles = commands.map(idle);
  for (
    const [word, name] of [["pr", "mrs"], ["merge-requests", "mrs"], ["setup", "init"]] as const
  ) {
    const { data } = envelopeOf(
      await runLore(["-J", word], { commands: idles }),
    ) as unknown as Said;
    assert.deepEqual(data, { ran: name });
  }
  const [issues] = commands.filter(({ name }) => name === "issues");
  assert.ok(issues !== undefined);
  const { flags, problem } = scanArguments(["--state", "open", "--before=7d"], {
    flags: issues.flags,
  });
  assert.deepEqual([flags, problem], [
    [{ name: "state", value: "opened" }, { name: "until", value: "7d" }],
    undefined,
  ]);
});

/** Says what it got. */
const echo = defineCommand({
  name: "echo",
  summary: "Say what was typed",
  flags: {
    mode: { kind: "enum", values: ["lexical", "semantic"], default: "lexical", brief: "How" },
    kinds: { kind: "enum", values: ["issue", "mr"], variadic: ",", brief: "Of which kind" },
    limit: { kind: "parsed", parse: Number, default: "1", brief: "How many" },
  },
  positional: {
    what: { kind: "enum", values: ["issues", "mrs"], brief: "What", optional: true },
  },
  permissions: [],
  usesConfig: false,
  run: (_app, options) => options,
  text: () => "",
});

const CORRECTED = [
  ["--mode=lexcal", { mode: "lexical" }, "--mode=lexical"],
  ["--mode=LEXICAL", { mode: "lexical" }, "--mode=lexical"],
  ["--mode=vector", { mode: "semantic" }, "--mode=semantic"],
  ["--kinds=isue,mr", { kinds: ["issue", "mr"] }, "--kinds=issue,mr"],
  ["--max=7", { limit: 7 }, "--limit"],
  ["isues", { what: "issues" }, "issues"],
  ["mr", { what: "mrs" }, "mrs"],
  ["--no-color", {}, "--color=never"],
] as const;

Deno.test("what is mistyped is put right and said in meta.corrections", async (t) => {
  for (const [word, wanted, used] of CORRECTED) {
    await t.step(word, async () => {
      const run = await runLore(["echo", "-J", word], { commands: [echo as Command] });
      const { data, meta } = envelopeOf(run) as unknown as Said;
      assert.equal(run.code, 0);
      for (const [key, value] of Object.entries(wanted)) assert.deepEqual(data?.[key], value);
      assert.equal(meta.corrections?.length, 1);
      assert.equal(meta.corrections?.[0]?.used, used);
    });
  }
});

Deno.test("--json is taken for --robot, whose envelope says so", async () => {
  const run = await runLore(["echo", "--json"], { commands: [echo as Command] });
  assert.deepEqual((envelopeOf(run) as unknown as Said).meta.corrections, [
    { given: "--json", used: "--robot" },
  ]);
});

Deno.test("an argument may be given as a flag of its name, mistyped or as others call it", async (t) => {
  const idles = commands.map((each) => idleOf(each));
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["explain --run 52fd", { run: "52fd" }, ["52fd"]],
    ["explain --run=52fd", { run: "52fd" }, ["52fd"]],
    ["explain --rnu 52fd", { run: "52fd" }, ["--run", "52fd"]],
    ["explain --run-id 52fd", { run: "52fd" }, ["--run", "52fd"]],
    ["logs --run-id 52fd", { run: "52fd" }, ["--run"]],
    ["file-history --path src/a.ts", { path: "src/a.ts" }, ["src/a.ts"]],
    ["search --query login -n 3", { query: ["login"] }, ["login"]],
  ];
  for (const [line, wanted, used] of cases) {
    await t.step(line, async () => {
      const run = await runLore(["-J", ...line.split(" ")], { commands: idles });
      const { data, meta } = envelopeOf(run) as unknown as Said;
      for (const [key, value] of Object.entries(wanted as object)) {
        assert.deepEqual(data?.[key], value);
      }
      assert.deepEqual(meta.corrections?.map((each) => each.used), used);
    });
  }
  const { code, err } = await runLore(["explain", "--run"], { commands: idles });
  assert.equal(code, 2);
  assert.match(err, /Flag "--run" lacks its value/);
});

Deno.test("a word that looks like the value of a flag is refused with the line that has it as that", async (t) => {
  const idles = commands.map((each) => idleOf(each));
  const cases = [
    ["logs 52fdfc07 --level warn", "lore --robot logs --level warn --run 52fdfc07"],
    ["sync-status 52fd", "lore --robot sync-status --run 52fd"],
    ["coverage acme/web", "lore --robot coverage --project acme/web"],
    ["issues acme/web", "lore --robot issues --project acme/web"],
    ["issues 12 acme/tools/cli", "lore --robot issues --project acme/tools/cli 12"],
    ["sync 1234", "lore sync --help"],
    ["stats beef -p acme/web", "lore stats --help"],
  ] as const;
  for (const [line, meant] of cases) {
    await t.step(line, async () => {
      const run = await runLore(["-J", ...line.split(" ")], { commands: idles });
      assert.equal(run.code, 2);
      assert.deepEqual(Object(envelopeOf(run).error).actions, [meant]);
    });
  }
});

Deno.test("a value that is near none is refused with those there are", async () => {
  const { err, code } = await runLore(["echo", "--mode=x"], { commands: [echo as Command] });
  assert.equal(code, 2);
  assert.match(err, /"--mode" is one of lexical, semantic, not "x"/);
});
