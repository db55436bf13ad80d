/** Environment variables that nothing depends on. Light to import: every run does. @module */

/**
 * Variables that lore does without where it may not read them: how it looks and what it logs. Never
 * among what a command needs.
 */
export const OPTIONAL_VARIABLES: readonly string[] = [
  "LORE_ROBOT",
  "LORE_LOG",
  "RUST_LOG",
  "NO_COLOR",
  "FORCE_COLOR",
  "TERM",
  "LORE_PAGER",
  "PAGER",
  "LC_ALL",
  "LC_CTYPE",
  "LANG",
];
