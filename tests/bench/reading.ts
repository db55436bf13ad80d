/** What reading the mirror takes from the shell, against a script that does nothing. @module */

import { join } from "node:path";
import { openStore } from "../../lib/db/mod.ts";
import { generateDocuments } from "../../lib/documents/mod.ts";
import { makeDemoStore } from "./demo_store.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, type Measurement, ms, timed } from "./harness.ts";

const SIZE = { issues: 70_000, mrs: 30_000 };
const ROUNDS = 15;

/** As `deno task lore` runs it. */
const LORE = ["--unstable-lazy-dynamic-imports", "-P=lore", "--frozen", "main.ts"];

const COMMANDS = {
  "lore issues": ["issues"],
  "lore mrs 34": ["mrs", "34", "-p", "acme/web"],
  "lore sync-status": ["sync-status"],
  "lore coverage": ["coverage"],
  "lore threads --unresolved": ["threads", "--unresolved"],
} as const;

type Name = keyof typeof COMMANDS;

/** Reading. */
export const bench: Bench = {
  name: "reading",
  measure: () =>
    inFreshFolder(async (folder) => {
      await makeStore(join(folder, "data", "lore.db"));
      const empty = join(folder, "empty.ts");
      await Deno.writeTextFile(empty, "export {};\n");
      const run = (args: readonly string[]) => () => timed(() => runDeno(args, folder));
      const lore = (name: Name) => run([...LORE, "-q", ...COMMANDS[name]]);
      const times = await interleave(ROUNDS, {
        empty: run([empty]),
        "lore issues": lore("lore issues"),
        "lore mrs 34": lore("lore mrs 34"),
        "lore sync-status": lore("lore sync-status"),
        "lore coverage": lore("lore coverage"),
        "lore threads --unresolved": lore("lore threads --unresolved"),
      });
      return (Object.keys(COMMANDS) as Name[]).map((name): Measurement => ({
        name: `${name} on ${SIZE.issues + SIZE.mrs} items against an empty script`,
        value: times[name] / times.empty,
        unit: "×",
        reach: 4,
        better: "lower",
        detail: `${ms(times[name])} against ${ms(times.empty)}`,
      }));
    }),
};

async function makeStore(path: string): Promise<void> {
  await makeDemoStore(path, SIZE);
  using database = openStore(path, { mode: "write" });
  await generateDocuments(database);
  database.exec("pragma wal_checkpoint(truncate)");
}

async function runDeno(args: readonly string[], folder: string): Promise<void> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", ...args],
    env: { LORE_DATA_DIR: join(folder, "data"), HOME: folder, LORE_CONFIG: "" },
    stderr: "null",
  }).output();
  const isEmpty = args.length === 1;
  if (!success || (stdout.length === 0) !== isEmpty) throw new Error(`${args.join(" ")} failed`);
}
