/** What makes vectors of texts. @module */

/** What a provider may ask of the corpus to weigh the words of a question. */
export interface CorpusStatistics {
  /** Documents in all. */
  readonly documents: number;
  /** How many of them have a word, about; 0 for none. */
  documentFrequency(word: string): number;
}

/** How texts are embedded. */
export interface EmbedOptions {
  readonly signal?: AbortSignal;
}

/** How a question is embedded. */
export interface EmbedQueryOptions extends EmbedOptions {
  readonly statistics: CorpusStatistics;
}

/** Makes vectors of texts: those of similar texts point in similar directions. */
export interface EmbeddingProvider {
  /** Provider, model and version: vectors of different ones cannot be compared. */
  readonly model: string;
  /** Numbers in a vector; undefined until the provider has been asked. */
  readonly dimensions: number | undefined;
  /** Texts that one call takes gladly. */
  readonly batchSize: number;
  /** Least cosine of a hit that is no chance. */
  readonly leastScore: number;
  /** One vector for each text, in order, a function of the text alone. Of any length but 0. */
  embedTexts(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
  /** The vector of a question; undefined when nothing in it can be compared. */
  embedQuery(text: string, options: EmbedQueryOptions): Promise<Float32Array | undefined>;
}
