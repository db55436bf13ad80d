/**
 * Commands as processes of their own under exactly the flags that `lore permissions` prints, each in a
 * home where every kind of access stands for something: two forges, an embedding server, a log folder
 * apart from the data, a token in the environment and one in the env file.
 *
 * @module
 */

import { join } from "node:path";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import type { HttpServer } from "../../lib/platform/http_server.ts";
import { ROOT } from "../gate/deno_command.ts";
import { type EmbeddingServer, embeddingServer } from "./embedding_server.ts";
import { loreVariables } from "./lore_process.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary_folder.ts";

const TOKEN = "demo-token";

/** What commands talk to, up until disposed. */
export interface Servers extends AsyncDisposable {
  readonly urls: readonly string[];
  readonly embedding: EmbeddingServer;
}

/** Starts two small forges and an embedding server. */
export function startServers(): Servers {
  const forges: HttpServer[] = [1, 2].map((seed) =>
    createDemoForge({ projects: 1, issues: 2, mergeRequests: 1, seed, token: TOKEN })
      .serve({ port: 0 })
  );
  const embedding = embeddingServer();
  return {
    urls: forges.map(({ url }) => url),
    embedding,
    async [Symbol.asyncDispose](): Promise<void> {
      for (const server of [...forges, embedding]) await server[Symbol.asyncDispose]();
    },
  };
}

/** A folder with a config; `using` removes it with all that lore wrote. */
export interface LeastHome extends Disposable {
  readonly folder: TemporaryFolder;
  /** For `--config`; undefined where it is found without. */
  readonly configPath: string | undefined;
  /** Variables of the processes that run in it. */
  readonly variables: Readonly<Record<string, string>>;
}

/** How a home is to be. */
export interface HomeOptions {
  /** Whose store and logs it gets; none without it. */
  readonly like?: LeastHome;
  /** How many of the forges its config names; all by default. */
  readonly forges?: number;
  /** Whether config and data are in the XDG folders, and the logs with the data. */
  readonly usual?: boolean;
}

/** Makes a home. */
export function leastHome(
  { urls, embedding }: Servers,
  { like, forges = urls.length, usual = false }: HomeOptions = {},
): LeastHome {
  const folder = temporaryFolder();
  const sources = urls.slice(0, forges).map((url, index) => ({
    name: `forge${index}`,
    forge: "gitlab",
    url,
    token_env: `FORGE${index}_TOKEN`,
    projects: ["acme/*"],
  }));
  const folders = {
    storage: { data_dir: join(folder.path, "data") },
    logging: { log_dir: join(folder.path, "logs") },
  };
  const configPath = folder.write(
    usual ? "config/lore/config.json" : "config/lore.config.json",
    JSON.stringify({
      sources,
      embedding: { provider: "ollama", url: embedding.url },
      ...usual ? {} : folders,
    }),
  );
  folder.write(usual ? "config/lore/lore.env" : "config/lore.env", `FORGE1_TOKEN=${TOKEN}\n`, {
    mode: 0o600,
  });
  if (like !== undefined) { for (const name of ["data", "logs"]) copyFolder(name, like, folder); }
  return {
    folder,
    configPath: usual ? undefined : configPath,
    variables: loreVariables({
      FORGE0_TOKEN: TOKEN,
      FORGE1_TOKEN: "",
      XDG_CONFIG_HOME: join(folder.path, "config"),
      XDG_DATA_HOME: join(folder.path, "share"),
    }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

function copyFolder(name: string, from: LeastHome, to: TemporaryFolder): void {
  Deno.mkdirSync(join(to.path, name));
  for (const entry of Deno.readDirSync(join(from.folder.path, name))) {
    if (!entry.isFile) continue;
    Deno.copyFileSync(
      join(from.folder.path, name, entry.name),
      join(to.path, name, entry.name),
    );
  }
}

/** What a command left behind. */
export interface LeastRun {
  readonly code: number;
  readonly envelope: {
    readonly ok: boolean;
    readonly data?: unknown;
    readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  };
  readonly err: string;
}

/** Runs a command alone, in robot mode, under these flags and no others. */
export async function runUnder(
  flags: readonly string[],
  { name, argv, home }: {
    readonly name: string;
    readonly argv: readonly string[];
    readonly home: LeastHome;
  },
): Promise<LeastRun> {
  const file = `commands/${name.replaceAll("-", "_")}.ts`;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-check", "--no-prompt", "--frozen", ...flags, file],
      ...[
        "--robot",
        ...home.configPath === undefined ? [] : ["--config", home.configPath],
        ...argv,
      ],
    ],
    cwd: ROOT,
    env: home.variables,
    stdin: "null",
    // One that waits for what it will not get is ended, and has failed.
    signal: AbortSignal.timeout(30_000),
  }).output();
  const decoder = new TextDecoder();
  const out = decoder.decode(stdout);
  const err = decoder.decode(stderr);
  try {
    return { code, envelope: JSON.parse(out), err };
  } catch (cause) {
    throw new Error(`lore ${name} printed no envelope: ${out}${err}`, { cause });
  }
}

/** Does something to every item, at most so many at a time. */
export async function inTurns<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  await Promise.all(Array.from({ length: width }, async () => {
    for (const item of waiting) await work(item);
  }));
}
