/**
 * The files in `docs/` that are made from the code: `deno task docs` writes them, `--check` says
 * which are stale.
 *
 * @module
 */

import process from "node:process";
import { commands } from "../../commands/mod.ts";
import { cliDocs } from "../../lib/cli/docs.ts";
import { jsonDocs } from "../../lib/cli/json_docs.ts";
import { manifest } from "../../lib/cli/manifest.ts";
import { configJsonSchema } from "../../lib/config/json_schema.ts";
import { ROOT } from "./deno_command.ts";
import { schemaDocs } from "./schema_docs.ts";

/** What each file must hold, by its path. */
async function generated(): Promise<Map<string, string>> {
  return new Map([
    ["docs/cli.md", cliDocs(commands)],
    ["docs/json_output.md", jsonDocs(await manifest(commands))],
    ["docs/config.schema.json", `${JSON.stringify(configJsonSchema(), null, 2)}\n`],
    ["docs/schema.md", schemaDocs()],
  ]);
}

/** The files that do not hold what the code says. */
export async function staleDocs(): Promise<string[]> {
  return [...await generated()].filter(([path, text]) => present(path) !== text).map(([path]) =>
    path
  );
}

function present(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(`${ROOT}${path}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function write(): Promise<void> {
  Deno.mkdirSync(`${ROOT}docs`, { recursive: true });
  for (const [path, text] of await generated()) Deno.writeTextFileSync(`${ROOT}${path}`, text);
}

if (import.meta.main) {
  const stale = await staleDocs();
  if (!Deno.args.includes("--check")) {
    await write();
    process.stdout.write(stale.length === 0 ? "Nothing to do\n" : `Wrote ${stale.join(", ")}\n`);
  } else if (stale.length > 0) {
    process.stderr.write(`Stale: ${stale.join(", ")}. Run: deno task docs\n`);
    Deno.exitCode = 1;
  }
}
