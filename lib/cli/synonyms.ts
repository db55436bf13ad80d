/**
 * Words that people and agents bring from other tools, and what lore calls them.
 *
 * A synonym is used as a correction is: with a warning, so that the right word is learnt. A test holds
 * every target to the specs, and that no synonym hides a real name.
 *
 * @module
 */

/** Names of commands. */
export const COMMAND_SYNONYMS: Readonly<Record<string, string>> = {
  find: "search",
  query: "search",
  grep: "search",
  status: "sync-status",
  discussions: "threads",
  comments: "threads",
  pull: "sync",
  fetch: "sync",
  update: "sync",
  check: "doctor",
  health: "doctor",
  why: "explain",
  statistics: "stats",
  size: "stats",
  dump: "backup",
  export: "backup",
  wipe: "reset",
  clear: "reset",
  setup: "init",
  configure: "init",
  pr: "mrs",
  prs: "mrs",
  "merge-request": "mrs",
  "merge-requests": "mrs",
  bugs: "issues",
  blame: "file-history",
  history: "file-history",
  "file-log": "file-history",
};

/** Names of flags, without dashes; with a value where the flag that is meant takes one. */
export const FLAG_SYNONYMS: Readonly<Record<string, string>> = {
  json: "robot",
  silent: "quiet",
  "no-color": "color=never",
  "no-colour": "color=never",
  repo: "project",
  repository: "project",
  count: "limit",
  max: "limit",
  "max-results": "limit",
  "per-page": "limit",
  skip: "offset",
  select: "fields",
  "max-length": "max-chars",
  after: "since",
  from: "since",
  before: "until",
  to: "until",
  tag: "label",
  tags: "label",
  labels: "label",
  user: "author",
  "run-id": "run",
};

/** Values of flags and arguments that are one of a few words. */
export const VALUE_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  open: ["opened"],
  any: ["all"],
  "merge-request": ["mr"],
  "merge-requests": ["mr", "mrs"],
  merge_request: ["mr"],
  merge_requests: ["mr", "mrs"],
  pr: ["mr", "mrs"],
  prs: ["mr", "mrs"],
  mr: ["mrs"],
  mrs: ["mr"],
  keyword: ["lexical"],
  vector: ["semantic"],
  warning: ["warn"],
};
