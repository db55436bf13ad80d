/** Tab in real shells, with the names of a mirror that a sync has made. @module */

import assert from "node:assert/strict";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import { DemoSync } from "../support/demo_sync.ts";
import { loreProgram } from "../support/lore_program.ts";
import {
  hasProgram,
  hasShell,
  KEYS,
  shellAtTerminal,
  type ShellName,
} from "../support/shell_at_terminal.ts";

const { tab, left } = KEYS;

let mirror: Promise<DemoSync> | undefined;

/** One mirror for all tests: none changes it. */
async function syncedOnce(): Promise<DemoSync> {
  const sync = new DemoSync(createDemoForge({ projects: 2, issues: 6, mergeRequests: 2 }));
  globalThis.addEventListener("unload", () => sync[Symbol.dispose]());
  await sync.sync();
  return sync;
}

/** A program with a mirror, and the id of the run that made it. */
async function scene() {
  const sync = await (mirror ??= syncedOnce());
  const program = loreProgram();
  return {
    program,
    runId: sync.runs()[0]?.run_id ?? "",
    env: program.environment({ LORE_DATA_DIR: sync.dataDir }),
    [Symbol.dispose]: () => program[Symbol.dispose](),
  };
}

/** How each shell is told to complete lore: as the first lines of its script say. */
const SET_UP: Readonly<Record<ShellName, string>> = {
  bash: "source <(lore completions bash)",
  zsh: "source <(lore completions zsh)",
  fish: "lore completions fish | source",
};

/** What is typed and what it becomes, wherever Tab is pressed. */
function everywhere({ home, runId, path }: Readonly<Record<"home" | "runId" | "path", string>>) {
  return [
    [`lore sync-${tab}`, "lore sync-status "],
    [`lore ingest i${tab}`, "lore ingest issues "],
    [`lore sync --fu${tab}`, "lore sync --full "],
    [`lore sync --full --fu${tab}`, "lore sync --full --fu"],
    [`lore search --mode lex${tab}`, "lore search --mode lexical "],
    [`lore search --mode=lex${tab}`, "lore search --mode=lexical "],
    [`lore sync -p acme/w${tab}`, "lore sync -p acme/web "],
    [`lore sync --project=acme/w${tab}`, "lore sync --project=acme/web "],
    [`lore search --label priority::h${tab}`, "lore search --label priority::high "],
    [`lore search --label=priority::h${tab}`, "lore search --label=priority::high "],
    [`lore search --label goo${tab}`, "lore search --label good\\ first\\ issue "],
    [`lore search --label good\\ f${tab}`, "lore search --label good\\ first\\ issue "],
    [`lore search --label 'good f${tab}`, "lore search --label 'good first issue' "],
    [`lore search --label "good f${tab}`, 'lore search --label "good first issue" '],
    [`lore search --label=work${tab}`, "lore search --label=workflow::in\\ review "],
    [`lore search --label 🍀${tab}`, "lore search --label 🍀\\ easy "],
    [`lore search --author gita${tab}`, "lore search --author gita.rao "],
    [`lore file-history CHANGEL${tab}`, "lore file-history CHANGELOG.md "],
    [`lore file-history do${tab}`, "lore file-history docs/"],
    [`lore explain ${runId.slice(0, 4)}${tab}`, `lore explain ${runId} `],
    [`lore --config ${home}/bi${tab}`, `lore --config ${home}/bin/`],
    [`lore --config=${home}/bi${tab}`, `lore --config=${home}/bin/`],
    [`lore -- ing${tab}`, "lore -- ingest "],
    [`cd /; X=1 lore sync-${tab}`, "cd /; X=1 lore sync-status "],
    [`${path} sync-${tab}`, `${path} sync-status `],
  ] as const;
}

/** What is behind the cursor counts; fish does not tell it. */
const IN_THE_MIDDLE = [
  [`lore sync --ful --full${left.repeat(7)}${tab}`, "lore sync --ful --full"],
  [`lore sync --ful; ls${left.repeat(4)}${tab}`, "lore sync --full; ls"],
] as const;

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test(`Tab in ${shell} completes commands, flags and names from the mirror`, {
    ignore: !await hasShell(shell),
  }, async (t) => {
    using at = await scene();
    const { program: { home, path }, runId, env } = at;
    await using terminal = await shellAtTerminal(shell, { setUp: SET_UP[shell], env });
    const cases = everywhere({ home, runId, path });
    for (const [keys, line] of shell === "fish" ? cases : [...cases, ...IN_THE_MIDDLE]) {
      await t.step(keys, async () => {
        // bash puts no space before what ends a command; the others do.
        assert.equal((await terminal.type(keys)).line.replace(" ;", ";"), line);
      });
    }
  });
}

Deno.test("Tab in bash works wherever bash cuts words", {
  ignore: !await hasShell("bash"),
}, async () => {
  using at = await scene();
  const setUp = `${SET_UP.bash}; COMP_WORDBREAKS=\${COMP_WORDBREAKS//[:=]/}`;
  await using terminal = await shellAtTerminal("bash", { setUp, env: at.env });
  for (const label of ["--label=priority::h", "--label priority::h"]) {
    const { line } = await terminal.type(`lore search ${label}${tab}`);
    assert.equal(line, `lore search ${label}igh `);
  }
});

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test(`Tab in ${shell} finds lore in the home, and says nothing where there is none`, {
    ignore: !await hasShell(shell),
  }, async () => {
    using at = await scene();
    await using terminal = await shellAtTerminal(shell, { setUp: SET_UP[shell], env: at.env });
    assert.equal((await terminal.type(`~/bin/lore sync-${tab}`)).line, "~/bin/lore sync-status ");
    const { line, shown } = await terminal.type(`/none/lore sy${tab}`);
    assert.equal(line, "/none/lore sy");
    assert.doesNotMatch(shown, /No such|not found|unknown/i);
  });
}

Deno.test("Tab in bash lists what there is, in lore's order", {
  ignore: !await hasShell("bash"),
}, async () => {
  using at = await scene();
  await using terminal = await shellAtTerminal("bash", { setUp: SET_UP.bash, env: at.env });
  const { shown } = await terminal.type(`lore search --mode ${tab}`);
  assert.match(shown, /lexical +semantic +hybrid/);
});

for (const shell of ["zsh", "fish"] as const) {
  Deno.test(`Tab in ${shell} shows what a command or a label is`, {
    ignore: !await hasShell(shell),
  }, async () => {
    using at = await scene();
    await using terminal = await shellAtTerminal(shell, { setUp: SET_UP[shell], env: at.env });
    const commands = await terminal.type(`lore sync${tab}${tab}`);
    assert.match(commands.shown, /sync-status[^]*Show the last runs, what is stored/);
    const labels = await terminal.type(`lore search --label pri${tab}${tab}`);
    assert.match(labels.shown, /priority::high[^]*About priority::high/);
  });
}

Deno.test("The script for zsh also works as a file in $fpath", {
  ignore: !await hasShell("zsh"),
}, async () => {
  using at = await scene();
  const { home } = at.program;
  const setUp = `lore completions zsh > ${home}/_lore; fpath=(${home} $fpath); compinit -u -D`;
  await using terminal = await shellAtTerminal("zsh", { setUp, env: at.env });
  assert.equal((await terminal.type(`lore sync-${tab}`)).line, "lore sync-status ");
});

Deno.test("fish is told candidates with what they are, one a line", {
  ignore: !await hasProgram("fish"),
}, async () => {
  using at = await scene();
  const { stdout, stderr } = await new Deno.Command("fish", {
    args: ["--no-config", "-c", 'lore completions fish | source; complete -C "lore sy"'],
    env: at.env,
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.deepEqual(new TextDecoder().decode(stdout).split("\n"), [
    "sync\tMirror the configured projects and make them searchable",
    "sync-status\tShow the last runs, what is stored and what is missing",
    "",
  ]);
});

Deno.test("bash calls a function that gives candidates without a terminal as well", {
  ignore: !await hasProgram("bash"),
}, async () => {
  using at = await scene();
  const script = `set -u; source <(lore completions bash)
    COMP_LINE='lore search --label=work' COMP_POINT=24 COMP_CWORD=4
    COMP_WORDS=(lore search --label = work)
    _lore lore work = && printf '<%s>' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await new Deno.Command("bash", {
    args: ["--noprofile", "--norc", "-c", script],
    env: at.env,
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.equal(new TextDecoder().decode(stdout), "<workflow::in\\ review>");
});
