/** Reading the mirror in real processes. @module */

import assert from "node:assert/strict";
import { ROOT } from "../gate/deno_command.ts";
import { ReadingScene } from "../support/reading_scene.ts";
import { anIssue } from "../support/model.ts";
import { saveIssue } from "../../lib/db/issues.ts";

/** Runs a line of shell in which `$LORE` is a command of lore in a process of its own. */
async function shell(stage: ReadingScene, line: string): Promise<{ out: string; err: string }> {
  const lore = `${Deno.execPath()} run -q --no-prompt -P=issues --frozen commands/issues.ts`;
  const { stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", line],
    cwd: ROOT,
    env: { ...stage.variables, LORE: lore, LORE_CONFIG: "", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** More rows than a pipe holds. */
function longList(): ReadingScene {
  const stage = new ReadingScene();
  const title = "A title that is as long as titles are, more or less, and then a bit";
  stage.write((tx) => {
    for (let iid = 1; iid <= 3_000; iid++) saveIssue(tx, stage.scope, anIssue(iid, { title }));
  });
  return stage;
}

Deno.test("a reader who leaves early ends lore quietly, with exit 0", async (t) => {
  using stage = longList();
  for (const argv of ["-q -n 3000", "-q --robot -n 3000"]) {
    await t.step(argv, async () => {
      const { out, err } = await shell(
        stage,
        `{ $LORE ${argv}; echo "exit $?" >&2; } | head -c 20`,
      );
      assert.equal(out.length, 20);
      assert.equal(err, "exit 0\n");
    });
  }
});
