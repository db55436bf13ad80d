/**
 * What a config is once it is loaded: plain types, free to import.
 *
 * Owns: the shape that the rest of lore reads, with every default filled in. Leaves to others:
 * what is allowed in a file (`schema.ts`) and where it is found (`discovery.ts`).
 *
 * @module
 */

import type { Environment } from "../platform/environment.ts";

/** Which forge a source speaks to. */
export type ForgeName = "gitlab" | "github";

/** Where vectors come from. */
export type EmbeddingProvider = "builtin" | "ollama" | "openai";

/** One account on one forge, and the projects to mirror from there. */
export interface SourceConfig {
  /** Unique among the sources. */
  readonly name: string;
  readonly forge: ForgeName;
  /** The forge's address without a slash at the end; for GitHub that of its API. */
  readonly url: string;
  /** The environment variable that holds the token. */
  readonly token_env: string;
  /** `group/repo`, or every project of a group: `group/*`, `group/sub/*`. */
  readonly projects: readonly string[];
}

/** Where the store is. */
export interface StorageConfig {
  /** An absolute path; null for the default. */
  readonly data_dir: string | null;
}

/** The log file. */
export interface LoggingConfig {
  /** An absolute path; null for `logs` in the data directory. */
  readonly log_dir: string | null;
  /** Days for which log files are kept; 0 turns the file off. */
  readonly retention_days: number;
  readonly file_logging: boolean;
}

/** How a sync goes about its work. */
export interface SyncConfig {
  /** Requests in flight at once for each GitLab source; GitHub is asked one at a time. */
  readonly concurrency: number;
  /** Seconds by which an incremental sync reaches back behind what it has seen. */
  readonly overlap_secs: number;
  /** How often a request is tried again before its failure counts. */
  readonly max_retries: number;
  readonly request_timeout_secs: number;
  /** Minutes without a heartbeat after which a run is taken for dead. */
  readonly stale_lock_minutes: number;
  readonly heartbeat_interval_seconds: number;
  /** Days after which whole lists are compared with the store; 0: only when asked. */
  readonly reconcile_days: number;
  /** Days in which all that hangs on items is read anew; 0: only by a full sync. */
  readonly reread_days: number;
  /** Whether state, label and milestone events are fetched. */
  readonly resource_events: boolean;
}

/** How documents become vectors. */
export interface EmbeddingConfig {
  readonly provider: EmbeddingProvider;
  /** Null for the provider's default. */
  readonly model: string | null;
  /** The server's address without a slash at the end; null for `builtin`. */
  readonly url: string | null;
  /** The environment variable that holds the server's key; null when it wants none. */
  readonly token_env: string | null;
}

/** Everything that a config file can say, every default filled in. */
export interface Config {
  readonly sources: readonly SourceConfig[];
  readonly storage: StorageConfig;
  readonly logging: LoggingConfig;
  readonly sync: SyncConfig;
  readonly embedding: EmbeddingConfig;
}

/** Where an entry's value came from. */
export type ConfigOrigin = "file" | "default";

/** How a config file was come by. */
export type ConfigPlace = "--config" | "LORE_CONFIG" | "working directory" | "user config";

/** A config and where it came from. */
export interface LoadedConfig {
  readonly config: Config;
  /** The file's absolute path. */
  readonly path: string;
  readonly place: ConfigPlace;
  /** By path, as in `sync.concurrency` or `sources[0].url`: whether the file says it. */
  readonly origins: Readonly<Record<string, ConfigOrigin>>;
  /** The process's environment with the env file behind it: where tokens are looked up. */
  readonly environment: Environment;
}
