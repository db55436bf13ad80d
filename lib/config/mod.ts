/** The config. Light to import: zod is loaded when a file is parsed. @module */

export {
  type ConfigCandidate,
  configCandidates,
  dataDirectory,
  type DiscoveryOptions,
  findConfig,
  homeFolder,
  logDirectory,
  placesLookedAt,
} from "./discovery.ts";
export { loadConfig } from "./load.ts";
export { configuredTokens, envFilePath, tokenOf, withEnvFile } from "./tokens.ts";
export type {
  Config,
  ConfigOrigin,
  ConfigPlace,
  EmbeddingConfig,
  EmbeddingProvider,
  ForgeName,
  LoadedConfig,
  LoggingConfig,
  SourceConfig,
  StorageConfig,
  SyncConfig,
} from "./types.ts";
