import assert from "node:assert/strict";
import { join } from "node:path";
import { threads } from "../../commands/threads.ts";
import { saveDiscussion } from "../../lib/db/discussions.ts";
import { saveMergeRequest } from "../../lib/db/merge_requests.ts";
import { openStore } from "../../lib/db/mod.ts";
import { saveProject, saveSource } from "../../lib/db/projects.ts";
import { displayWidth } from "../../lib/cli/width.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { aDiscussion, aMergeRequest, aNote, aProject, aUser, NOON } from "../support/model.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** Asks about two threads, one of them unresolved. */
async function ask(
  argv: readonly string[],
  columns?: number,
): Promise<LoreRun> {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, "data");
  {
    using database = openStore(join(dataDir, "lore.db"), { mode: "write" });
    database.transaction((tx) => {
      const sourceId = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
      const scope = {
        sourceId,
        projectId: saveProject(tx, sourceId, aProject()),
        serverTime: NOON,
      };
      const mr = aMergeRequest(34, { author: aUser("bob") });
      const item = { kind: "merge_request", id: saveMergeRequest(tx, scope, mr).id } as const;
      const body = "日本語のレビュー 🎉 \x1b[31mred\x07 " + "and so on ".repeat(9);
      for (const [id, resolved] of [["one", false], ["two", true]] as const) {
        const note = { resolvable: true, resolved, body, updatedAt: NOON };
        const first = id === "one" ? 1 : 3;
        const notes = [aNote(first, note), aNote(first + 1, note)];
        saveDiscussion(tx, scope, { item, discussion: aDiscussion(id, notes) });
      }
    });
  }
  const host = new FakeHost({ LORE_DATA_DIR: dataDir, HOME: folder.path });
  if (columns !== undefined) {
    Object.assign(host.terminal, {
      stdoutIsTerminal: true,
      columns: () => columns,
    });
  }
  return await runLore(argv, { commands: [threads], host });
}

Deno.test("threads --unresolved lists only what is still to be resolved", async () => {
  const { code, out } = await ask(["threads", "--unresolved"]);
  assert.equal(code, 0);
  assert.match(out, /acme\/web!34 +unresolved/);
  assert.doesNotMatch(out, / resolved/);
});

Deno.test("threads tells that there are more than it shows", async () => {
  assert.match((await ask(["threads", "-n", "1"])).out, /There are more: -n 2/);
  const { data } = envelopeOf(await ask(["--robot", "threads", "-n", "1"]));
  const { threads: found, truncated } = data as { threads: unknown[]; truncated: boolean };
  assert.deepEqual([found.length, truncated], [1, true]);
  assert.doesNotMatch((await ask(["threads", "-n", "2"])).out, /There are more/);
});

Deno.test("threads keeps within the terminal and lets no control character through", async () => {
  const { out } = await ask(["threads"], 80);
  for (const line of out.split("\n")) assert.ok(displayWidth(line) <= 80, line);
  assert.ok(!out.includes("\x07") && !out.includes("\x1b[31m"), out);
});

Deno.test("threads -p refuses a project that the mirror does not have, and names those it has", async () => {
  const { code, err } = await ask(["threads", "-p", "acme/none"]);
  assert.equal(code, 5);
  assert.match(err, /"acme\/none"/);
  assert.match(err, /"acme\/web"/);
});
