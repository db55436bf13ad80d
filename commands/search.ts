/** `lore search`: finds issues, merge requests and discussions in the mirror. @module */

import {
  type App,
  defineCommand,
  LIST_FLAGS,
  main,
  nonEmpty,
  PROJECT_FLAG,
} from "../lib/cli/mod.ts";
import type { ProviderFor } from "../lib/search/search.ts";
import { searchText } from "../lib/search/report.ts";
import { parseSince } from "../lib/search/since.ts";

/** The command. */
export const search = defineCommand({
  name: "search",
  summary: "Find issues, merge requests and discussions",
  description:
    "Searches what is stored, without asking the forge. By default by words and by vectors at " +
    "once; words in quotes are a phrase. Nothing in a query is syntax.",
  examples: [
    { line: "lore search login fails", brief: "By words and by vectors" },
    { line: "lore search --mode lexical '\"exit code 137\"'", brief: "A phrase, by words only" },
    { line: "lore search cache --type mr --since 2w", brief: "Merge requests of two weeks" },
    { line: "lore --robot search cache -n 3 --explain", brief: "JSON, with rank and score" },
  ],
  positional: { query: { kind: "rest", parse: nonEmpty, minimum: 1, brief: "What to look for" } },
  flags: {
    mode: {
      kind: "enum",
      values: ["lexical", "semantic", "hybrid"],
      default: "hybrid",
      brief: "By words, by vectors, or both",
    },
    type: {
      kind: "enum",
      values: ["issue", "mr", "discussion"],
      optional: true,
      brief: "Only this kind",
    },
    project: PROJECT_FLAG,
    author: {
      kind: "parsed",
      parse: nonEmpty,
      optional: true,
      placeholder: "USERNAME",
      completes: "user",
      brief: "Opened by, or a discussion with",
    },
    label: {
      kind: "parsed",
      parse: nonEmpty,
      variadic: true,
      placeholder: "NAME",
      completes: "label",
      brief: "With this label; several times for several",
    },
    since: {
      kind: "parsed",
      parse: parseSince,
      optional: true,
      placeholder: "TIME",
      brief: "Changed since: 7d, 2w, 3m, 1y or 2026-01-31",
    },
    ...LIST_FLAGS,
    limit: { ...LIST_FLAGS.limit, default: "10", brief: "Hits to show" },
    explain: { kind: "boolean", brief: "Tell how each hit was found" },
  },
  permissions: ["read:data", "net:embedding", "env"],
  list: { rows: "hits" },
  async run(app, options) {
    const { query, mode, type, project, author, label, since, limit, offset, explain } = options;
    const [{ search }, { freshnessOfHits }] = await Promise.all([
      import("../lib/search/search.ts"),
      import("../lib/search/freshness_of_hits.ts"),
    ]);
    using database = await app.openStore("read");
    const found = await search(database, {
      query: query.join(" "),
      ...{ mode, type, project, author, limit, offset, explain },
      labels: label,
      since: since?.(app.clock.now()),
      signal: app.signal,
    }, providerFor(app));
    const { synced_at, notices } = freshnessOfHits(database, {
      ...{ type, project, now: app.clock.now() },
    });
    const result = { ...found, synced_at, notices: [...notices, ...found.notices] };
    for (const notice of result.notices) app.say(notice);
    return result;
  },
  text: searchText,
  resultSchema: async () => (await import("../lib/search/search_schema.ts")).searchSchema,
});

/** A question is embedded by whatever made the vectors; only a server needs the config. */
function providerFor(app: App): ProviderFor {
  return async (model) => {
    if (model.startsWith("builtin/")) {
      const { BuiltinProvider } = await import("../lib/embedding/builtin.ts");
      return new BuiltinProvider();
    }
    const { createProvider } = await import("../lib/embedding/create_provider.ts");
    const { config, environment } = await app.config();
    const { fetch, clock } = app;
    return createProvider(config.embedding, { fetch, environment, clock });
  };
}

if (import.meta.main) await main(search);
