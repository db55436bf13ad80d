/** The flags that choose issues and merge requests. Light to import: help loads it. @module */

import type { FlagSpecs } from "./command.ts";
import { nonEmpty } from "./parsers.ts";
import { PROJECT_FLAG } from "./project_flag.ts";

/** What an item's number rules out, beside `reviewer` of merge requests. */
export const LIST_ONLY: readonly string[] = [
  "state",
  "author",
  "assignee",
  "label",
  "milestone",
  "sort",
  "since",
  "until",
];

/** Filters by name and the order; all that is given must hold. */
export const ITEM_FLAGS = {
  author: {
    kind: "parsed",
    parse: nonEmpty,
    optional: true,
    placeholder: "USERNAME",
    completes: "user",
    brief: "Opened by",
  },
  assignee: {
    kind: "parsed",
    parse: nonEmpty,
    optional: true,
    placeholder: "USERNAME",
    completes: "user",
    brief: "Assigned to",
  },
  label: {
    kind: "parsed",
    parse: nonEmpty,
    variadic: true,
    placeholder: "NAME",
    completes: "label",
    brief: "With this label; several times for several",
  },
  milestone: {
    kind: "parsed",
    parse: nonEmpty,
    optional: true,
    placeholder: "TITLE",
    completes: "milestone",
    brief: "In this milestone",
  },
  project: PROJECT_FLAG,
  source: {
    kind: "parsed",
    parse: nonEmpty,
    optional: true,
    placeholder: "NAME",
    completes: "source",
    brief: "Only of this source in the config",
  },
  sort: {
    kind: "enum",
    values: ["updated", "created", "updated-asc", "created-asc"],
    default: "updated",
    brief: "By which time, the latest first or, with -asc, last",
  },
} as const satisfies FlagSpecs;
