/** `-p PATH`: the flag that several commands have. Light to import: help loads it. @module */

import type { ParsedFlag } from "./command.ts";
import { nonEmpty } from "./parsers.ts";

/** Only what belongs to one project. */
export const PROJECT_FLAG = {
  kind: "parsed",
  parse: nonEmpty,
  optional: true,
  alias: "p",
  placeholder: "PATH",
  completes: "project",
  brief: "Only this project",
} as const satisfies ParsedFlag;
