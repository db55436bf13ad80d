/** From config to provider. @module */

import type { EmbeddingConfig } from "../config/types.ts";
import type { Clock } from "../platform/clock.ts";
import type { Environment } from "../platform/environment.ts";
import type { Fetch } from "../platform/fetch.ts";
import { BuiltinProvider } from "./builtin.ts";
import type { EmbeddingProvider } from "./provider.ts";
import { RemoteProvider } from "./remote.ts";

/** What a provider needs of the outside world. */
export interface ProviderOptions {
  readonly fetch: Fetch;
  /** Where the server's key is looked up. */
  readonly environment: Environment;
  readonly clock: Clock;
}

/** The models that stand where `embedding.model` is null. */
export const DEFAULT_MODELS = {
  ollama: "nomic-embed-text",
  openai: "text-embedding-3-small",
} as const;

/**
 * The provider that the config names. Asks nothing of the network yet.
 *
 * @throws LoreError `TOKEN_MISSING` when the server's key is not in the environment
 */
export function createProvider(
  config: EmbeddingConfig,
  options: ProviderOptions,
): EmbeddingProvider {
  const { provider } = config;
  if (provider === "builtin") return new BuiltinProvider();
  return new RemoteProvider(
    { ...config, provider, model: config.model ?? DEFAULT_MODELS[provider] },
    options,
  );
}
