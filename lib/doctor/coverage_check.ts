/** The check of how complete the mirror is: the verdict of `lore coverage` in a line. @module */

import { join } from "node:path";
import { coverageFacts } from "../db/coverage.ts";
import { openStore } from "../db/mod.ts";
import { fileInfo } from "../platform/files.ts";
import { type CoverageState, type CoverageStates, statesOf, verdictOn } from "../sync/coverage.ts";
import { gapWords } from "../sync/gap_words.ts";
import { type Check, ok, unchecked, warn } from "./check.ts";

const KINDS = { issue: "issues", merge_request: "merge requests" } as const;

/** Whether the mirror lacks anything; whatever is wrong with the store another check says. */
export function checkCoverage(dataDir: string): Check {
  const path = join(dataDir, "lore.db");
  if (fileInfo(path) === undefined) return unchecked("there is no store yet");
  using database = openStore(path, { mode: "read" });
  const verdicts = coverageFacts(database).map(verdictOn);
  const states = statesOf(verdicts);
  if (verdicts.length === 0) return ok("Nothing is mirrored yet", { states });
  const [first] = verdicts.filter(({ state }) => state === "incomplete");
  if (first === undefined) return ok(told(states), { states });
  const { project, kind, gaps } = first;
  const what = `${project} ${KINDS[kind]}: ${gapWords(gaps)}`;
  return warn(`${told(states)}; ${what}`, "Run lore coverage to see what closes each gap", {
    states,
  });
}

/** `4 lists complete, 2 current`. */
function told(states: CoverageStates): string {
  const names: readonly CoverageState[] = ["complete", "current", "incomplete"];
  const [first, ...more] = names.filter((name) => states[name] > 0);
  if (first === undefined) return "No list";
  const lists = states[first] === 1 ? "1 list" : `${states[first]} lists`;
  return [`${lists} ${first}`, ...more.map((name) => `${states[name]} ${name}`)].join(", ");
}
