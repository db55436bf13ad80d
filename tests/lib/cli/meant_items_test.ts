import assert from "node:assert/strict";
import { issues } from "../../../commands/issues.ts";
import { sync } from "../../../commands/sync.ts";
import { envelopeOf, runLore } from "../../support/fake_host.ts";

const HELP = ["lore sync --help"];

/** What is typed after `lore sync`, what is said to be meant, and the lines to run. */
const CASES: readonly (readonly [typed: string, meant: string, lines?: readonly string[]])[] = [
  ["acme/web#4", "lore sync --issue 4 --project acme/web"],
  ["acme/web!4", "lore sync --mr 4 --project acme/web"],
  ["#4 -p acme/web", "lore sync --issue 4 --project acme/web"],
  ["acme/web#4 acme/web!5 #6", "lore sync --issue 4 --mr 5 --issue 6 --project acme/web"],
  ["--dry-run --issue 1 acme/web#4", "lore sync --dry-run --issue 1 --issue 4 --project acme/web"],
  [
    "4 -p acme/web",
    "lore sync --issue 4 --project acme/web, or lore sync --mr 4 --project acme/web",
    ["lore sync --issue 4 --project acme/web", "lore sync --mr 4 --project acme/web"],
  ],
  ["!4", "lore sync --mr 4 --project group/repo", HELP],
  ["acme/web", "--project acme/web", ["lore sync --project acme/web"]],
];

/** How `lore ARGV` is refused. */
async function refusal(argv: readonly string[]): Promise<Record<string, unknown>> {
  const { code, out } = await runLore(["--robot", ...argv], { commands: [sync, issues] });
  assert.equal(code, 2);
  return envelopeOf({ code, out, err: "" }).error as Record<string, unknown>;
}

Deno.test("items after lore sync are refused with the line that was meant", async (t) => {
  for (const [typed, meant, lines = [meant]] of CASES) {
    await t.step(typed, async () => {
      const { message, hint, actions } = await refusal(["sync", ...typed.split(" ")]);
      assert.match(String(message), /^Cannot run "sync" with ".*": one argument too many$/);
      assert.equal(String(hint).replaceAll(" --robot", ""), `Did you mean ${meant}?`);
      assert.deepEqual((actions as string[]).map((line) => line.replace(" --robot", "")), lines);
    });
  }
});

Deno.test("what names no items of one project is refused with the command's help", async (t) => {
  for (const typed of ["acme/web#4 acme/api#5", "acme/web#4 -p acme/api", "acme/web#4 all", "0"]) {
    await t.step(typed, async () => {
      assert.deepEqual((await refusal(["sync", ...typed.split(" ")])).actions, HELP);
    });
  }
  assert.deepEqual((await refusal(["issues", "4", "#5"])).actions, ["lore issues --help"]);
});
