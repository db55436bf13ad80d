/**
 * Builds the executable and shows what is in it.
 *
 * `deno compile` downloads a runtime to build upon. Where that can be had, the executable is built
 * into `dist/` and run. Where not, it is built upon a stand-in, which shows what is embedded and
 * under which permissions, but cannot be run; the report says so.
 *
 * @module
 */

import { join } from "node:path";
import process from "node:process";
import config from "../../deno.json" with { type: "json" };
import { filesBelow, ROOT, ROOT_URL, runDeno, runProgram } from "./deno_command.ts";
import { type ExecutableContent, readExecutable } from "./executable_file.ts";

const DOWNLOAD_TIMEOUT_MS = 180_000;

/** Builds, looks inside and, where possible, runs. Returns what to report; throws what is wrong. */
export async function checkExecutable(): Promise<string[]> {
  requireLiteralImports();
  const wanted = await moduleGraph();
  const folder = Deno.makeTempDirSync({ prefix: "lore-executable-" });
  try {
    const real = await compile(join(ROOT, "dist/lore"));
    const path = real ? join(ROOT, "dist/lore") : join(folder, "lore");
    if (!real) await compileUponStandIn(path);
    const content = readExecutable(Deno.readFileSync(path));
    const inside = [...requireFiles(content, wanted), ...requirePermissions(content)];
    return [...inside, ...real ? await run(path, folder) : [NOT_RUN]];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const NOT_RUN = "The executable was built on a stand-in base and was NOT run: " +
  "Deno's runtime could not be downloaded here";

/** An import of something that is computed would be missing from the executable. */
function requireLiteralImports(): void {
  const computed = ["main.ts", "mod.ts", ...filesBelow("lib"), ...filesBelow("commands")]
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const source = Deno.readTextFileSync(`${ROOT}${file}`);
      return [...source.matchAll(/\bimport\(\s*(?!["'\s])/g)].map(({ index }) =>
        `${file}:${source.slice(0, index).split("\n").length}`
      );
    });
  if (computed.length > 0) {
    throw new Error(`Imports that cannot be embedded, being computed: ${computed.join(", ")}`);
  }
}

interface Graph {
  readonly roots: readonly string[];
  readonly modules: readonly Module[];
  readonly npmPackages: Readonly<
    Record<string, { readonly name: string; readonly version: string }>
  >;
}

interface Module {
  readonly specifier: string;
  readonly error?: string;
  /** `code` is missing where only types are imported: such a module is not needed to run. */
  readonly dependencies?: readonly { readonly code?: { readonly specifier?: string } }[];
}

interface Wanted {
  /** Paths from the root of the repository. */
  readonly files: readonly string[];
  /** As in `zod/4.6.7/`. */
  readonly packages: readonly string[];
}

async function moduleGraph(): Promise<Wanted> {
  const { ok, stdout, stderr } = await runDeno(["info", "--json", "--frozen", "main.ts"]);
  if (!ok) throw new Error(`deno info failed: ${stderr}`);
  const graph = JSON.parse(stdout) as Graph;
  const broken = graph.modules.filter(({ error }) => error !== undefined);
  if (broken.length > 0) {
    throw new Error(`Modules that cannot be loaded: ${broken.map((m) => m.error).join("; ")}`);
  }
  const files = [...reached(graph)].filter((specifier) => specifier.startsWith(ROOT_URL))
    .map((specifier) => decodeURI(specifier.slice(ROOT_URL.length)));
  const missing = [...filesBelow("commands"), ...filesBelow("migrations")]
    .filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`Not reached from main.ts: ${missing.join(", ")}`);
  const packages = Object.values(graph.npmPackages).map((p) => `${p.name}/${p.version}/`);
  return { files, packages };
}

/** What runs when the roots do, also by dynamic imports. */
function reached({ roots, modules }: Graph): Set<string> {
  const bySpecifier = new Map(modules.map((module) => [module.specifier, module]));
  const found = new Set(roots);
  for (const specifier of found) {
    for (const { code } of bySpecifier.get(specifier)?.dependencies ?? []) {
      if (code?.specifier !== undefined) found.add(code.specifier);
    }
  }
  return found;
}

/** Builds for real; false when the runtime to build upon cannot be downloaded. */
async function compile(output: string): Promise<boolean> {
  try {
    const { ok, stderr } = await runDeno(compileArguments(output), {
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
    });
    if (ok) return true;
    if (
      /error sending request for url \(https:\/\/dl\.deno\.land|Setting up base binary/.test(stderr)
    ) {
      return false;
    }
    throw new Error(`deno compile failed: ${stderr}`);
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") return false;
    throw error;
  }
}

async function compileUponStandIn(output: string): Promise<void> {
  const env = { DENORT_BIN: Deno.execPath() };
  const { ok, stderr } = await runDeno(compileArguments(output), { env });
  if (!ok) throw new Error(`deno compile upon a stand-in failed: ${stderr}`);
}

/** What `deno task compile` does, to a place of our own. */
function compileArguments(output: string): string[] {
  const words = config.tasks.compile.command.split(" ").slice(1);
  return words.map((word, index) => words[index - 1] === "--output" ? output : word);
}

function requireFiles({ files }: ExecutableContent, wanted: Wanted): string[] {
  const inside = new Set(files);
  const missing = [
    ...wanted.files.filter((file) => !inside.has(file)),
    ...wanted.packages.filter((name) => !files.some((file) => file.includes(`/${name}`))),
  ];
  if (missing.length > 0) throw new Error(`Missing from the executable: ${missing.join(", ")}`);
  const sql = wanted.files.filter((file) => file.endsWith(".sql")).length;
  const commands = wanted.files.filter((file) => file.startsWith("commands/")).length;
  return [
    `Inside: ${wanted.files.length} modules of lore (${commands} in commands/, ${sql} migrations), ` +
    `npm packages ${wanted.packages.join(" ")}`,
  ];
}

function requirePermissions({ permissions }: ExecutableContent): string[] {
  const set: Readonly<Record<string, unknown>> = config.permissions.lore;
  for (const kind of ["read", "write", "net", "env", "run", "sys", "ffi"]) {
    const baked = permissions[`allow_${kind}`];
    const allowed = Array.isArray(baked) && baked.length === 0;
    if (allowed !== (set[kind] === true)) {
      throw new Error(
        `The executable has ${kind}: ${JSON.stringify(baked)}, not as the set "lore"`,
      );
    }
  }
  if (permissions.prompt !== false) throw new Error("The executable asks for permissions");
  return [`Permissions: ${Object.keys(set).join(", ")}; nothing else, and it does not ask`];
}

async function run(path: string, folder: string): Promise<string[]> {
  const env = { HOME: folder, LORE_DATA_DIR: join(folder, "data") };
  const version = await runProgram(path, ["--version"], { env });
  if (version.stdout.trim() !== `lore ${config.version}`) {
    throw new Error(`--version says ${JSON.stringify(version.stdout + version.stderr)}`);
  }
  const demo = await runProgram(path, ["demo"], { env, timeoutMs: 120_000 });
  if (!demo.ok) throw new Error(`demo failed: ${demo.stderr}`);
  const doctor = await runProgram(path, ["--robot", "doctor"], { env });
  const { ok, error } = JSON.parse(doctor.stdout) as { ok: boolean; error?: { code: string } };
  if (error?.code === "INTERNAL") throw new Error(`doctor failed: ${doctor.stdout}`);
  // These read no file: what they load must be found inside when access to files is given up.
  for (const argv of [["robot-docs"], ["completions", "bash"]]) {
    const { ok, stderr } = await runProgram(path, argv, { env });
    if (!ok) throw new Error(`${argv[0]} failed: ${stderr}`);
  }
  return [
    `The executable was run: --version, demo, doctor (${ok ? "ok" : error?.code}), robot-docs, ` +
    "completions",
  ];
}

if (import.meta.main) {
  for (const line of await checkExecutable()) process.stdout.write(`${line}\n`);
}
