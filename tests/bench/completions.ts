/** What a Tab costs, against a script that does nothing. @module */

import { join } from "node:path";
import { saveIssue } from "../../lib/db/issues.ts";
import { openStore } from "../../lib/db/mod.ts";
import { saveProject, saveSource } from "../../lib/db/projects.ts";
import { anIssue, aProject, aUser, NOON } from "../support/model.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, type Measurement, ms } from "./harness.ts";
import { runProcess } from "./process.ts";

const ISSUES = 100_000;
const PROJECTS = 50;

/** As `deno task lore` runs it. */
const TAB = ["--unstable-lazy-dynamic-imports", "-P=lore", "--frozen", "main.ts", "__complete"];

/** Completion in a shell. */
export const bench: Bench = {
  name: "completions",
  measure() {
    return inFreshFolder(async (folder) => {
      const empty = join(folder, "empty.ts");
      Deno.writeTextFileSync(empty, "export {};\n");
      const config = join(folder, "lore.config.json");
      const storage = { data_dir: folder };
      Deno.writeTextFileSync(config, `{ // nothing else\n "storage": ${JSON.stringify(storage)} }`);
      makeStore(join(folder, "lore.db"));
      const env = { LORE_CONFIG: config, LORE_DATA_DIR: "" };
      const tab = (...words: readonly string[]) => (): Promise<number> =>
        runProcess([...TAB, "zsh", String(words.length - 1), ...words], { env });
      const times = await interleave(25, {
        empty: () => runProcess([empty]),
        command: tab("sy"),
        label: tab("search", "--label", ""),
        user: tab("search", "--author", "user9"),
      });
      const against = (side: "command" | "label" | "user", what: string): Measurement => ({
        name: `a Tab at ${what} against an empty script`,
        value: times[side] / times.empty,
        unit: "×",
        reach: 2.5,
        better: "lower",
        detail: `${ms(times[side])} against ${ms(times.empty)}`,
      });
      return [
        against("command", "the name of a command"),
        against("label", `a label, in a store of ${ISSUES} issues,`),
        against("user", `a person, in a store of ${ISSUES} issues,`),
      ];
    });
  },
};

/** Issues with 100 labels in each project and 20,000 people. */
function makeStore(path: string): void {
  using database = openStore(path, { mode: "write" });
  database.transaction((tx) => {
    const sourceId = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
    for (let project = 0; project < PROJECTS; project++) {
      const path = `group/project${project}`;
      const projectId = saveProject(tx, sourceId, aProject({ id: project, path }));
      const scope = { sourceId, projectId, serverTime: NOON };
      for (let n = 0; n < ISSUES / PROJECTS; n++) {
        const iid = project * (ISSUES / PROJECTS) + n;
        const label = { id: null, name: `label ${n % 100}`, color: null, description: null };
        const author = aUser(`user${iid % 20_000}`, { id: iid % 20_000 });
        saveIssue(tx, scope, anIssue(iid, { labels: [label], author }));
      }
    }
  });
}
