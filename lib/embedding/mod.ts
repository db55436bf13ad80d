/** Embeddings: documents as vectors, by the provider that the config names. @module */

export { createProvider, type ProviderOptions } from "./create_provider.ts";
export {
  type EmbeddedDocuments,
  embedDocuments,
  type EmbedDocumentsOptions,
} from "./embed_documents.ts";
export type {
  CorpusStatistics,
  EmbeddingProvider,
  EmbedOptions,
  EmbedQueryOptions,
} from "./provider.ts";
