/**
 * Whether the library can be published: `deno publish --dry-run`, and what a dry run does not see.
 *
 * A registry reads the modules that the exports reach by itself. It may refuse what Deno accepts:
 * imports of text, such as those of the migrations. So nothing of that kind may be reached.
 *
 * @module
 */

import process from "node:process";
import config from "../../deno.json" with { type: "json" };
import { ROOT_URL, runDeno } from "./deno_command.ts";

interface Dependency {
  readonly specifier: string;
  readonly assertionType?: string;
}

interface Module {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly Dependency[];
}

/** Tries to publish. Returns what to report; throws what is wrong. */
export async function checkPublication(): Promise<string[]> {
  const { ok, stdout, stderr } = await runDeno(["publish", "--dry-run", "--allow-dirty"]);
  if (!ok || /slow type/i.test(stderr.replace("Checking for slow types", ""))) {
    throw new Error(`deno publish --dry-run failed: ${stdout}${stderr}`.trim());
  }
  const modules = await reached();
  const refused = refusedImports(modules);
  if (refused.length > 0) {
    throw new Error(`Imports that a registry may refuse: ${refused.join(", ")}`);
  }
  const npm = modules.filter(({ specifier }) => specifier.startsWith("npm:"));
  return [`${modules.length - npm.length} modules, ${npm.length} npm packages, no slow types`];
}

/** What the exports reach. */
async function reached(): Promise<readonly Module[]> {
  const roots = Object.values(config.exports);
  const graphs = await Promise.all(roots.map(async (root) => {
    const { ok, stdout, stderr } = await runDeno(["info", "--json", "--frozen", root]);
    if (!ok) throw new Error(`deno info ${root} failed: ${stderr}`);
    return (JSON.parse(stdout) as { readonly modules: readonly Module[] }).modules;
  }));
  const bySpecifier = new Map(graphs.flat().map((module) => [module.specifier, module]));
  return [...bySpecifier.values()];
}

/** Imports that not every registry takes, as `FILE imports TARGET`. */
export function refusedImports(modules: readonly Module[]): string[] {
  return modules.flatMap(({ specifier, error, dependencies = [] }) => [
    ...error === undefined ? [] : [`${specifier}: ${error}`],
    ...dependencies.filter(({ assertionType }) =>
      assertionType !== undefined && assertionType !== "json"
    ).map((target) => `${specifier.replace(ROOT_URL, "")} imports ${target.specifier}`),
  ]);
}

if (import.meta.main) {
  for (const line of await checkPublication()) process.stdout.write(`${line}\n`);
}
