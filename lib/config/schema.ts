/**
 * What a config file may say: keys, bounds, defaults and what each is for.
 *
 * Owns: the one description from which parsing and `docs/config.schema.json` are made. Leaves to
 * others: rules between entries and the wording of problems (`problems.ts`).
 *
 * @module
 */

import { z } from "zod";

/** The addresses that stand where a source names none. */
export const FORGE_URLS = {
  gitlab: "https://gitlab.com",
  github: "https://api.github.com",
} as const;

/** The variables that stand where a source names none. */
export const FORGE_TOKENS = { gitlab: "GITLAB_TOKEN", github: "GITHUB_TOKEN" } as const;

/** The addresses that stand where `embedding.url` is null. */
export const EMBEDDING_URLS = {
  builtin: null,
  ollama: "http://localhost:11434",
  openai: "https://api.openai.com/v1",
} as const;

/** The variable that holds the key of OpenAI itself. */
export const OPENAI_TOKEN = "OPENAI_API_KEY";

/** What a project or a wildcard looks like. */
export const PROJECT = /^[^\s\/*?#]+(?:\/[^\s\/*?#]+)*\/(?:\*|[^\s\/*?#]+)$/;
/** What the name of an environment variable looks like. */
export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Why an address cannot be used, or undefined when it can. */
function urlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return "must be an address like https://gitlab.example.com";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return "must begin with https:// or http://";
  }
  if (url.username !== "" || url.password !== "") {
    return "must not hold a user name or password: set the variable that token_env names";
  }
  if (url.search !== "" || url.hash !== "" || text.endsWith("?") || text.endsWith("#")) {
    return "must end with its path: leave out ?… and #…";
  }
  return undefined;
}

function address(): z.ZodString {
  return z.string().check((context) => {
    const message = urlProblem(context.value);
    if (message === undefined) return;
    context.issues.push({ code: "custom", message, input: context.value });
  }).meta({ format: "uri" });
}

function variable(): z.ZodString {
  return z.string().regex(VARIABLE, {
    error: "must be the name of an environment variable, like GITLAB_TOKEN",
  });
}

function filledText(): z.ZodString {
  return z.string().min(1);
}

function wholeNumber(least: number, most: number, standard: number): z.ZodDefault<z.ZodInt> {
  return z.int().min(least).max(most).default(standard);
}

const source = z.strictObject({
  name: filledText().max(64).describe("What this source is called in messages; unique"),
  forge: z.enum(["gitlab", "github"]).describe("Which forge it is"),
  url: address().optional().describe(
    "The forge's address. GitLab: of the instance, default https://gitlab.com. GitHub: of the " +
      "API, default https://api.github.com",
  ),
  token_env: variable().optional().describe(
    "The environment variable that holds the token, never the token itself. Default " +
      "GITLAB_TOKEN or GITHUB_TOKEN",
  ),
  projects: z.array(
    z.string().regex(PROJECT, { error: 'must be like "group/repo" or "group/*"' }),
  ).min(1).describe(
    'Projects to mirror: "group/repo", or all of a group: "group/*", "group/sub/*"',
  ),
}).describe("One account on one forge");

const storage = z.strictObject({
  data_dir: filledText().nullable().default(null).describe(
    "Folder of the store. Relative to this file; ~ is the home folder. Default " +
      "$XDG_DATA_HOME/lore. LORE_DATA_DIR overrides it",
  ),
}).describe("Where the store is");

const logging = z.strictObject({
  log_dir: filledText().nullable().default(null).describe(
    'Folder of the log files. Relative to this file; ~ is the home folder. Default "logs" in the ' +
      "data directory",
  ),
  retention_days: wholeNumber(0, 3650, 30).describe(
    "Days for which log files are kept, by the clock of the machine: one that is set a year ahead " +
      "removes them. 0 turns the file off",
  ),
  file_logging: z.boolean().default(true).describe("Whether a log file is written"),
}).describe("The log file");

const sync = z.strictObject({
  concurrency: wholeNumber(1, 64, 8).describe(
    "Requests in flight at once for each GitLab source; GitHub is asked one at a time",
  ),
  overlap_secs: wholeNumber(0, 86_400, 120).describe(
    "Seconds by which an incremental sync reaches back behind what it has seen",
  ),
  max_retries: wholeNumber(0, 20, 5).describe(
    "How often a request is tried again before its failure counts",
  ),
  request_timeout_secs: wholeNumber(1, 600, 30).describe("Seconds that one request may take"),
  stale_lock_minutes: wholeNumber(1, 1440, 30).describe(
    "Minutes without a heartbeat after which a run is taken for dead",
  ),
  heartbeat_interval_seconds: wholeNumber(1, 300, 10).describe(
    "Seconds between two signs of life of a run",
  ),
  reconcile_days: wholeNumber(0, 3650, 7).describe(
    "Days by the forge's clock after which a sync compares whole lists with the store, to find " +
      "what was deleted or changed in silence; 0: only with --reconcile",
  ),
  reread_days: wholeNumber(0, 3650, 28).describe(
    "Days in which comparisons read the comments, events and files of every item anew, those " +
      "first that were read longest ago, to find what changed in them without a trace in the " +
      "item; 0: only --full does",
  ),
  resource_events: z.boolean().default(true).describe(
    "Whether state, label and milestone events are fetched",
  ),
}).describe("How a sync goes about its work");

const embedding = z.strictObject({
  provider: z.enum(["builtin", "ollama", "openai"]).default("builtin").describe(
    "builtin works offline; ollama and openai ask a server, openai any that speaks its protocol",
  ),
  model: filledText().nullable().default(null).describe("Default: the provider's own"),
  url: address().nullable().default(null).describe(
    "The server's address. Default http://localhost:11434 for ollama, https://api.openai.com/v1 " +
      "for openai",
  ),
  token_env: variable().nullable().default(null).describe(
    "The environment variable that holds the server's key, never the key itself. Default " +
      "OPENAI_API_KEY where openai has no other url, else none",
  ),
}).describe("How documents become vectors");

/** A config file. Sections that it leaves out get their defaults. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe("For editors: the address of this schema"),
  sources: z.array(source).min(1).describe("The forges to mirror from; at least one"),
  storage: storage.prefault({}),
  logging: logging.prefault({}),
  sync: sync.prefault({}),
  embedding: embedding.prefault({}),
});

/** A config file's content as the schema leaves it: defaults filled in, addresses not yet. */
export type ParsedConfig = z.output<typeof configSchema>;
