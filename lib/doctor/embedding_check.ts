/** Checks the embedding provider, and whether its vectors are up to date. @module */

import { join } from "node:path";
import type { LoadedConfig } from "../config/types.ts";
import { countQueued, embeddingModel } from "../db/embeddings.ts";
import { openStore } from "../db/mod.ts";
import { createProvider } from "../embedding/mod.ts";
import { fileInfo } from "../platform/files.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import type { SourceHost } from "./source_checks.ts";

/** Embeds one word, and looks at what waits. */
export async function checkEmbedding(
  { config, environment }: LoadedConfig,
  { dataDir, clock, fetch, signal }: SourceHost & { readonly dataDir: string | undefined },
): Promise<Check> {
  const details = { provider: config.embedding.provider, url: config.embedding.url };
  try {
    const provider = createProvider(config.embedding, { fetch, environment, clock });
    await provider.embedTexts(["lore"], { signal });
    const { model } = provider;
    const stored = dataDir === undefined ? undefined : storedVectors(dataDir);
    const found = {
      ...details,
      model,
      stored_model: stored?.model ?? null,
      queued: stored?.queued,
    };
    if (stored?.model !== undefined && stored.model !== model) {
      return warn(
        `The stored vectors are of "${stored.model}", the config wants "${model}"`,
        "Run lore embed: it makes all of them anew",
        found,
      );
    }
    if (stored !== undefined && stored.queued > 0) {
      return warn(`${stored.queued} documents wait for their vectors`, "Run lore embed", found);
    }
    return ok(`${model} answers`, found);
  } catch (error) {
    return fail(error, details);
  }
}

/** Undefined where there is no store that can be read: that is another check's matter. */
function storedVectors(
  dataDir: string,
): { readonly model: string | undefined; readonly queued: number } | undefined {
  const path = join(dataDir, "lore.db");
  if (fileInfo(path) === undefined) return undefined;
  using database = openStore(path, { mode: "read" });
  return { model: embeddingModel(database)?.model, queued: countQueued(database) };
}
