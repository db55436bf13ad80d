/** From the config's sources to clients for their forges. @module */

import { tokenOf } from "../config/mod.ts";
import type { LoadedConfig, SourceConfig, SyncConfig } from "../config/types.ts";
import { LoreError } from "../errors.ts";
import { gitlab } from "../forge/gitlab/mod.ts";
import type { Forge } from "../forge/port.ts";
import type { Clock } from "../platform/clock.ts";
import type { Environment } from "../platform/environment.ts";
import type { Fetch } from "../platform/fetch.ts";
import type { SyncSource } from "./context.ts";

/** What clients need of the outside world. */
export interface SourceHost {
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/**
 * A client for each source of the config.
 *
 * @throws LoreError `TOKEN_MISSING`
 */
export function openSources({ config, environment }: LoadedConfig, host: SourceHost): SyncSource[] {
  return config.sources.map((source) => ({
    name: source.name,
    url: source.url,
    projects: source.projects,
    forge: openForge(source, { settings: config.sync, environment, ...host }),
  }));
}

/**
 * The client of one source.
 *
 * @throws LoreError `TOKEN_MISSING`; `CONFIG_INVALID` for a forge that cannot be mirrored yet
 */
export function openForge(
  source: SourceConfig,
  { settings, environment, fetch, clock }: SourceHost & {
    readonly settings: SyncConfig;
    readonly environment: Environment;
  },
): Forge {
  if (source.forge !== "gitlab") {
    throw new LoreError("CONFIG_INVALID", `Source "${source.name}": GitHub is not supported yet`, {
      hint: "Take the source out of the config: this version mirrors GitLab",
      details: { source: source.name },
    });
  }
  return gitlab({
    url: source.url,
    token: tokenOf(source, environment),
    fetch,
    clock,
    concurrency: settings.concurrency,
    maxRetries: settings.max_retries,
    requestTimeoutMs: settings.request_timeout_secs * 1000,
  });
}
