/** A list that is longer than the screen, at a real terminal. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { makeDemoStore } from "../bench/demo_store.ts";
import { hasScript } from "../support/at_terminal.ts";
import { converse } from "../support/conversation.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const ROWS = 40;

Deno.test({
  name: "a list longer than the screen waits for keys, and a pager that is turned off does not",
  ignore: !hasScript,
  async fn(t) {
    using home = temporaryFolder();
    const data = join(home.path, "data");
    Deno.mkdirSync(data);
    await makeDemoStore(join(data, "lore.db"), { issues: 90, mrs: 3 });
    const ask = (variables: Readonly<Record<string, string>>, ...argv: string[]) =>
      converse(["issues", "--state", "all", ...argv], {
        columns: 100,
        cwd: home.path,
        env: { LORE_DATA_DIR: data, LORE_PAGER: "", PAGER: "", ...variables },
      });
    await t.step("turned off", async () => {
      for (
        const [name, value] of [["LORE_PAGER", "never"], ["PAGER", "cat"], [
          "TERM",
          "dumb",
        ]] as const
      ) {
        await using talk = ask({ [name]: value });
        const { code, screen } = await talk.ended();
        assert.equal(code, 0);
        assert.equal(screen.filter((line) => line.startsWith("acme/")).length, 50);
      }
    });
    await t.step("page by page", async () => {
      await using talk = ask({});
      await talk.answer([`1-${ROWS - 1} of `, " "], [", the end  ", "q"]);
      const { code, screen } = await talk.ended();
      assert.equal(code, 0);
      assert.equal(screen.filter((line) => line.startsWith("acme/")).length, 50, "each row once");
      assert.equal(screen.at(-1), "There is more: lore issues --state all --offset 50");
    });
    await t.step("Ctrl-C leaves it, and the terminal as it was", async () => {
      await using talk = ask({});
      await talk.answer(["q: quit", "\x03"]);
      const { code, screen } = await talk.ended();
      assert.equal(code, 0);
      const rows = screen.filter((line) => line.startsWith("acme/")).length;
      assert.ok(rows > 0 && rows < ROWS, `${rows} rows`);
    });
    await t.step("a short answer comes at once", async () => {
      await using talk = ask({}, "-n", "3");
      assert.equal((await talk.ended()).code, 0);
    });
  },
});
