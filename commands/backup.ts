/** `lore backup`: a checked copy of the store, also while a sync is under way. @module */

import { defineCommand, main, nonEmpty } from "../lib/cli/mod.ts";
import { backupText } from "../lib/store/backup_text.ts";

/** The command. */
export const backup = defineCommand({
  name: "backup",
  summary: "Copy the store into one file, and check the copy",
  description:
    "The copy is of one moment, also while a sync writes. It gets its name only when SQLite's " +
    "integrity and foreign-key checks find nothing; whatever fails before leaves nothing behind. A " +
    "folder as PATH gets a file lore-YYYY-MM-DD.db. What is there already is left alone unless " +
    "--force is given. Ctrl-C ends it when the part at hand, copy or check, is done.",
  examples: [
    { line: "lore backup .", brief: "Into this folder, named after the day" },
    { line: "lore backup mirror.db --force", brief: "One file, each time anew" },
  ],
  flags: { force: { kind: "boolean", brief: "Replace the file that is there" } },
  positional: {
    path: { kind: "parsed", parse: nonEmpty, completes: "path", brief: "File or folder" },
  },
  permissions: ["read:data", "read:FOLDER", "write:FOLDER", "env"],
  async run(app, { path: given, force }) {
    const [{ join }, { backupTarget }, { makeBackup }] = await Promise.all([
      import("node:path"),
      import("../lib/store/backup_target.ts"),
      import("../lib/store/backup.ts"),
    ]);
    const { clock, signal } = app;
    const storePath = join(await app.dataDir(), "lore.db");
    const target = backupTarget({
      ...{ given, storePath, force, now: clock.now() },
      isAllowed: (access) => app.isAllowed?.(access) ?? true,
    });
    const configFlag = app.globals.config;
    app.say(`Copying ${storePath}`);
    return await makeBackup({ storePath, target, given, clock, signal, configFlag });
  },
  text: backupText,
  resultSchema: async () => (await import("../lib/store/store_schemas.ts")).backupSchema,
});

if (import.meta.main) await main(backup);
