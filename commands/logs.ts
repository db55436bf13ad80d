/** `lore logs`: the log files, filtered, as on the terminal or as they are. @module */

import { type App, defineCommand, LIST_FLAGS, main, nonEmpty } from "../lib/cli/mod.ts";
import { LoreError } from "../lib/errors.ts";
import type { Logs, LogsRequest } from "../lib/explain/logs.ts";
import type { Level } from "../lib/log/level.ts";
import { parseSince } from "../lib/search/since.ts";

/** The command. */
export const logs = defineCommand({
  name: "logs",
  summary: "Show what lore has logged, filtered, and follow it",
  description:
    "Reads the daily log files from the newest line back and shows the last lines that fit all " +
    "filters. Lines that are torn or that something else has written are shown as they are, " +
    "unless a filter asks for what they do not have. With --follow, shows what comes, also after " +
    "midnight, until Ctrl-C, which ends it with exit 0; in robot mode with one envelope a line.",
  examples: [
    { line: "lore logs --run 52fd --level warn", brief: "What went wrong in one run" },
    {
      line: "lore logs --target lore::sync --since 12h -n 500",
      brief: "The sync's lines of today",
    },
    { line: "lore logs --run 52fdfc07 -n 10000 --raw | jq .fields", brief: "As JSON lines" },
    { line: "lore logs --follow", brief: "What comes" },
  ],
  flags: {
    run: {
      kind: "parsed",
      parse: nonEmpty,
      optional: true,
      placeholder: "ID",
      completes: "run",
      brief: "Only of this run: its id or the beginning of it",
    },
    level: {
      kind: "enum",
      values: ["trace", "debug", "info", "warn", "error"],
      optional: true,
      brief: "Of this level and above",
    },
    target: {
      kind: "parsed",
      parse: nonEmpty,
      optional: true,
      placeholder: "NAME",
      brief: "Of this target and below: lore::sync",
    },
    since: {
      kind: "parsed",
      parse: parseSince,
      optional: true,
      placeholder: "TIME",
      brief: "Logged since: 12h, 7d, 2w, 3m, 1y or 2026-01-31",
    },
    grep: {
      kind: "parsed",
      parse: anyCase,
      optional: true,
      placeholder: "REGEX",
      brief: "Whose JSON matches this, in any case",
    },
    ...LIST_FLAGS,
    limit: { ...LIST_FLAGS.limit, default: "100", brief: "Lines to show, the last ones" },
    follow: { kind: "boolean", alias: "f", brief: "Show what comes, until Ctrl-C" },
    raw: { kind: "boolean", brief: "The JSON lines as they are in the file" },
  },
  permissions: ["read:logs", "env"],
  list: { rows: "lines", newestLast: true },
  async run(app, options) {
    const { run, level, target, since, grep, limit, offset, follow, raw } = options;
    if (follow) refuseBounds(options);
    const { followLogs, readLogs } = await import("../lib/explain/logs.ts");
    const request: LogsRequest = {
      dir: await logFolder(app),
      query: {
        run: run?.toLowerCase(),
        level: level?.toUpperCase() as Level | undefined,
        target,
        since: since?.(app.clock.now()),
        grep,
      },
      limit,
      offset,
      raw: raw && !app.globals.robot,
    };
    if (follow) {
      await followLogs(request, {
        clock: app.clock,
        signal: app.signal,
        emit: (data) => app.emit(data),
      });
      return undefined;
    }
    const result: Logs = readLogs(request);
    if (result.lines.length === 0) app.say(`No such line in ${request.dir}`);
    return result;
  },
  async text(result, look) {
    const { logsText } = await import("../lib/explain/logs_text.ts");
    return result === undefined ? "" : logsText(result, look);
  },
  resultSchema: async () => (await import("../lib/explain/logs_schema.ts")).logsSchema,
});

/** @throws LoreError `USAGE` for a page of what comes */
function refuseBounds({ offset, maxChars }: {
  readonly offset: number;
  readonly maxChars?: number;
}): void {
  if (offset === 0 && maxChars === undefined) return;
  throw new LoreError("USAGE", "What comes has no pages: --follow takes no bounds", {
    hint: "Leave out --offset and --max-chars, or --follow",
    actions: ["lore logs --follow"],
  });
}

/** @throws SyntaxError when it is no regular expression */
function anyCase(input: string): RegExp {
  return new RegExp(nonEmpty(input), "i");
}

/** Where the log files are, or would be. */
async function logFolder(app: App): Promise<string> {
  const { logDirectory } = await import("../lib/config/mod.ts");
  try {
    const { config, environment } = await app.config();
    return logDirectory(config, environment);
  } catch (error) {
    if (!(error instanceof LoreError) || error.code !== "CONFIG_NOT_FOUND") throw error;
    return logDirectory(undefined, app.environment);
  }
}

if (import.meta.main) await main(logs);
