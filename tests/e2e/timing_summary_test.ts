/** What a sync at a terminal says of its stages at the end. @module */

import assert from "node:assert/strict";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import { atTerminal, hasScript } from "../support/at_terminal.ts";
import { loreHome } from "../support/lore_process.ts";
import { screenAfter } from "../support/screen.ts";

Deno.test({
  name: "a sync at a terminal ends with its timing summary, with -q without",
  ignore: !hasScript,
  async fn() {
    await using server = createDemoForge({ projects: 2, issues: 6, mergeRequests: 4 })
      .serve({ port: 0 });
    using home = loreHome(server);
    const screenOf = async (argv: readonly string[]): Promise<string> => {
      const run = atTerminal(home, argv, { columns: 120 });
      return screenAfter(await run.sent, 120).join("\n");
    };
    const time = "(?:[0-9.]+s|[0-9]+ms) +";
    assert.match(
      await screenOf(["sync"]),
      new RegExp(
        `\nSync complete in ${time.slice(0, -2)}\n` +
          `  Ingest issues \\.{4} ${time}\\(6 items, [0-9]+ discussions?\\)\n` +
          `  Ingest MRs \\.{7} ${time}\\(4 items, [0-9]+ discussions?\\)\n` +
          `  Generate docs \\.{4} ${time}\\([0-9]+ documents\\)\n` +
          `  Embed \\.{12} ${time}\\([0-9]+ chunks\\)\n`,
      ),
    );
    assert.doesNotMatch(await screenOf(["sync", "-q"]), /complete|Ingest/);
  },
});
