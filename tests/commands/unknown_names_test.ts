/** What commands say of a project, a person or a label that there is not. @module */

import assert from "node:assert/strict";
import { commands } from "../../commands/mod.ts";
import { envelopeOf, FakeHost, runLore } from "../support/fake_host.ts";
import { SearchScene } from "../support/search_scene.ts";

/** What a command says that fails. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly actions: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
}

async function refusal(scene: SearchScene, line: string): Promise<Refusal> {
  const host = new FakeHost({ ...scene.variables, T: "token", LORE_ROBOT: "1" });
  const run = await runLore(line.split(" ").slice(1), { commands, host });
  return envelopeOf(run).error as Refusal;
}

/** Each as it was typed, and as it was meant. */
const READING = [
  ["lore search login -p acme/wbe", "lore --robot search --project acme/web login"],
  [
    "lore issues --label bug -p acme/wbe -n 3",
    "lore --robot issues --label bug --project acme/web --limit 3",
  ],
  ["lore issues acme/wbe#12", "lore --robot issues 'acme/web#12'"],
  ["lore mrs 34 -p acme/wbe", "lore --robot mrs --project acme/web 34"],
  ["lore threads -p acme/wbe", "lore --robot threads --project acme/web"],
  [
    "lore file-history acme/wbe -p acme/wbe",
    "lore --robot file-history --project acme/web acme/wbe",
  ],
  ["lore stats -p acme/wbe", "lore --robot stats --project acme/web"],
  ["lore coverage -p acme/wbe", "lore --robot coverage --project acme/web"],
  ["lore coverage --gone -p acme/wbe", "lore --robot coverage --gone --project acme/web"],
] as const;

Deno.test("every command refuses an unknown project alike, with the line that was meant", async (t) => {
  using scene = await new SearchScene().ready();
  const asking = commands.filter(({ flags, changesStore }) =>
    !changesStore && flags.project?.kind === "parsed" && flags.project.completes === "project"
  );
  for (const { name } of asking) {
    assert.ok(READING.some(([line]) => line.startsWith(`lore ${name} `)), name);
  }
  for (const [line, meant] of READING) {
    await t.step(line, async () => {
      const { code, message, hint, actions, details } = await refusal(scene, line);
      assert.deepEqual([code, message, hint, actions, details], [
        "NOT_FOUND",
        'The mirror has no project "acme/wbe"',
        'Did you mean "acme/web"?',
        [meant],
        { project: "acme/wbe", known: ["acme/web"] },
      ]);
    });
  }
});

Deno.test("what is meant can be run as it is", async () => {
  using scene = await new SearchScene().ready();
  const { actions: [line = ""] } = await refusal(scene, "lore issues -p acme/wbe");
  const host = new FakeHost(scene.variables);
  assert.equal((await runLore(line.split(" ").slice(1), { commands, host })).code, 0);
});

Deno.test("a sync of an unknown project names the near one of config or store", async (t) => {
  using scene = await new SearchScene().ready();
  for (const command of ["sync --full", "ingest issues"]) {
    await t.step(command, async () => {
      const { message, hint, actions } = await refusal(scene, `lore ${command} -p acne/web`);
      assert.equal(message, 'No source of the config has the project "acne/web"');
      assert.equal(hint, 'Did you mean "acme/web"?');
      const [name, word] = command.split(" ");
      const meant = name === "sync"
        ? `sync ${word} --project acme/web`
        : `ingest --project acme/web ${word}`;
      assert.deepEqual(actions, [`lore --robot ${meant}`]);
    });
  }
});

Deno.test("a sync of single items keeps all that was typed beside a name that is put right", async (t) => {
  using scene = await new SearchScene().ready();
  scene.configure({
    sources: [{
      ...{ name: "work", forge: "gitlab", url: "https://forge.test", token_env: "T" },
      projects: ["acme/web"],
    }],
  });
  const cases = [
    [
      "lore sync --dry-run --issue 7 -p acme/wbe",
      "lore --robot sync --dry-run --issue 7 --project acme/web",
    ],
    [
      "lore sync --preflight-only --mr 3 --source wrok -p acme/web",
      "lore --robot sync --preflight-only --mr 3 --source work --project acme/web",
    ],
  ] as const;
  for (const [line, meant] of cases) {
    await t.step(line, async () => {
      assert.deepEqual((await refusal(scene, line)).actions, [meant]);
    });
  }
});

Deno.test("a project that is near none is refused with those that there are", async () => {
  using scene = await new SearchScene().ready();
  const { hint, actions } = await refusal(scene, "lore coverage -p elsewhere/entirely");
  assert.equal(hint, 'Among those that it has: "acme/web"');
  assert.deepEqual(actions, ["lore sync-status"]);
});

Deno.test("people, labels and sources are put right where they were typed", async (t) => {
  using scene = await new SearchScene().ready();
  const cases = [
    ["lore issues --author @adaa", "lore --robot issues --author ada"],
    ["lore mrs --label bgu --reviewer bob", "lore --robot mrs --label bug --reviewer bob"],
    ["lore threads --mine bbo", "lore --robot threads --mine bob"],
    ["lore issues --source wrok --author ada", "lore --robot issues --source work --author ada"],
  ] as const;
  for (const [line, meant] of cases) {
    await t.step(line, async () => {
      assert.deepEqual((await refusal(scene, line)).actions, [meant]);
    });
  }
});
