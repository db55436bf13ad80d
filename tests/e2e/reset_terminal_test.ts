/** `lore reset` at a terminal, its question answered by keys. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hasScript } from "../support/at_terminal.ts";
import { converse } from "../support/conversation.ts";
import { syncedScene } from "../support/store_scene.ts";

/** What is typed at the question, and whether the store then goes. */
const ANSWERS: readonly (readonly [name: string, keys: string, goes: boolean])[] = [
  ["y", "y\n", true],
  ["YES", "YES\n", true],
  ["Enter alone", "\n", false],
  ["no", "n\n", false],
  ["Ctrl-C", "\x03", false],
  ["the end of input", "\x04", false],
];

Deno.test({
  name: "lore reset says what would be lost, and only a yes removes it",
  ignore: !hasScript,
  async fn(t) {
    for (const [name, keys, goes] of ANSWERS) {
      await t.step(name, async () => {
        using scene = await syncedScene();
        await using talk = converse(["reset"], {
          columns: 100,
          cwd: scene.folder.path,
          env: { LORE_DATA_DIR: scene.dataDir, HOME: scene.folder.path },
        });
        await talk.shows("3 projects: 8 issues, 4 merge requests");
        await talk.shows("the ledger of 1 run");
        await talk.shows("lore backup PATH keeps a copy");
        await talk.answer(["Remove it? [y/N]: ", keys]);
        const { code, sent } = await talk.ended();
        assert.equal(code, goes ? 0 : 130, sent);
        assert.equal(existsSync(join(scene.dataDir, "lore.db")), !goes, sent);
        assert.match(sent, goes ? /Removed: / : /(nothing was changed|Interrupted)/);
      });
    }
  },
});
