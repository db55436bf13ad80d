/** The stages of a sync that make the mirror searchable. @module */

import type { LoadedConfig } from "../config/types.ts";
import { generateDocuments } from "../documents/mod.ts";
import { createProvider, embedDocuments } from "../embedding/mod.ts";
import type { Clock } from "../platform/clock.ts";
import type { Fetch } from "../platform/fetch.ts";
import type { LaterStages } from "./pipeline.ts";

/** Documents and embeddings as the config wants them. */
export function searchStages(
  { config, environment }: LoadedConfig,
  { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock },
): LaterStages {
  return {
    generateDocs: async (database, options) => (await generateDocuments(database, options)).written,
    embed: async (database, options) => {
      const provider = createProvider(config.embedding, { fetch, environment, clock });
      return (await embedDocuments(database, { provider, ...options })).embedded;
    },
  };
}
