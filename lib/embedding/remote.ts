/**
 * Providers that ask a server: Ollama, and whatever speaks OpenAI's protocol.
 *
 * Owns: both wire formats, batching, and what is wrong with an answer. Leaves to others: retries and
 * timeouts (`forge/http`), what is done with the vectors.
 *
 * @module
 */

import type { EmbeddingConfig } from "../config/types.ts";
import { LoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import type { Fetch } from "../platform/fetch.ts";
import type { ProviderOptions } from "./create_provider.ts";
import type { EmbeddingProvider, EmbedOptions, EmbedQueryOptions } from "./provider.ts";

const log = logger("lore::embedding");

/** A config of a provider that asks a server. */
export interface RemoteConfig extends EmbeddingConfig {
  readonly provider: "ollama" | "openai";
  readonly model: string;
}

/** Texts in one request. */
const REQUEST_TEXTS = 32;

/** Requests under way at once. */
const CONCURRENCY = 4;

/** Requests sent again before the server counts as unreachable. */
const MAX_RETRIES = 2;

/** Milliseconds: a model may have to be loaded before its first answer. */
const TIMEOUT_MS = 120_000;

/** Longest wait that a server may ask for, in ms. */
const MAX_WAIT_MS = 60_000;

/** Models that want to be told what a text is for. */
const PREFIXES: Readonly<Record<string, { readonly text: string; readonly query: string }>> = {
  "nomic-embed-text": { text: "search_document: ", query: "search_query: " },
};

const NO_PREFIXES = { text: "", query: "" };

/** Embeds texts by asking a server. */
export class RemoteProvider implements EmbeddingProvider {
  readonly model: string;
  readonly dimensions: number | undefined = undefined;
  readonly batchSize: number = REQUEST_TEXTS * CONCURRENCY;
  /** Models differ in what a cosine of theirs means: only opposites are left out. */
  readonly leastScore = 0;
  readonly #config: RemoteConfig;
  readonly #endpoint: string;
  readonly #token: string | undefined;
  readonly #options: ProviderOptions;
  readonly #prefixes: { readonly text: string; readonly query: string };

  /** @throws LoreError `TOKEN_MISSING` */
  constructor(config: RemoteConfig, options: ProviderOptions) {
    this.#config = config;
    this.#options = options;
    this.#token = readToken(config, options);
    this.#endpoint = `${serverUrl(config)}${
      config.provider === "ollama" ? "/api/embed" : "/embeddings"
    }`;
    this.#prefixes = PREFIXES[config.model.replace(/:.*/, "")] ?? NO_PREFIXES;
    this.model = `${config.provider}/${config.model}`;
  }

  embedTexts(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    return this.#embed(texts.map((text) => this.#prefixes.text + text), options);
  }

  async embedQuery(text: string, { signal }: EmbedQueryOptions): Promise<Float32Array | undefined> {
    const [vector] = await this.#embed([this.#prefixes.query + text], { signal });
    return vector;
  }

  async #embed(texts: readonly string[], { signal }: EmbedOptions): Promise<Float32Array[]> {
    const stop = new AbortController();
    const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
    const vectors: Float32Array[] = [];
    try {
      for (let at = 0; at < texts.length; at += this.batchSize) {
        const requests: Promise<Float32Array[]>[] = [];
        const end = Math.min(at + this.batchSize, texts.length);
        for (let from = at; from < end; from += REQUEST_TEXTS) {
          requests.push(this.#request(texts.slice(from, from + REQUEST_TEXTS), either));
        }
        vectors.push(...(await Promise.all(requests)).flat());
      }
      return vectors;
    } catch (error) {
      // The other requests of this batch are of no use any more.
      stop.abort();
      throw error;
    }
  }

  async #request(input: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const body = JSON.stringify({ model: this.#config.model, input });
    const send = await makeHttp(this.#options, { token: this.#token, body });
    const request = new Request(this.#endpoint, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      signal,
    });
    const response = await this.#reached(() => send(request));
    if (!response.ok) throw await this.#refused(response);
    const answer: unknown = await response.json();
    const vectors = this.#config.provider === "ollama"
      ? ollamaVectors(answer)
      : openaiVectors(answer);
    if (vectors === undefined) throw this.#unreadable("no embeddings");
    if (vectors.length !== input.length) {
      throw this.#unreadable(`${vectors.length} vectors for ${input.length} texts`);
    }
    return vectors;
  }

  /** The layers below speak of sources and forges. */
  async #reached(send: () => Promise<Response>): Promise<Response> {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof LoreError)) throw error;
      throw new LoreError(error.code, `Cannot embed: ${error.message}`, {
        hint: `Check that the server at "${serverUrl(this.#config)}" is up, or change "embedding"` +
          " in the config",
        actions: ["lore doctor"],
        details: { ...error.details, provider: this.#config.provider },
        cause: error,
      });
    }
  }

  async #refused(response: Response): Promise<LoreError> {
    const { forgeMessage } = await import("../forge/http/answer_error.ts");
    const said = forgeMessage(await response.text());
    const { provider, model, token_env } = this.#config;
    const denied = response.status === 401 || response.status === 403;
    const hint = denied
      ? `Check the key in ${token_env ?? 'the variable that "embedding.token_env" names'}`
      : provider === "ollama" && response.status === 404
      ? `Run ollama pull ${model}, or change "embedding.model" in the config`
      : 'Check "embedding.model" and "embedding.url" in the config';
    return new LoreError(
      denied ? "AUTH_FAILED" : "FAILED",
      `Cannot embed: "${this.#endpoint}" answered ${response.status}${said && ` ${said}`}`,
      { hint, details: { url: this.#endpoint, status: response.status } },
    );
  }

  #unreadable(what: string): LoreError {
    return new LoreError("FAILED", `Cannot embed: "${this.#endpoint}" answered ${what}`, {
      hint: `Check that a server of kind "${this.#config.provider}" is at that address`,
      details: { url: this.#endpoint },
    });
  }
}

/**
 * The way to the server for one body: each attempt sends it anew. Loaded with the first request, so
 * that a search by the builtin provider does not pay for it.
 */
async function makeHttp(
  { fetch, clock }: ProviderOptions,
  { token, body }: { readonly token: string | undefined; readonly body: string },
): Promise<Fetch> {
  const { withBody, withRetry, withTimeout, withToken, withWireLog } = await import(
    "../forge/http/mod.ts"
  );
  const post: Fetch = (request) => fetch(new Request(request, { body }));
  const asked = withBody(token === undefined ? post : withToken(post, token), { log });
  const timed = withTimeout(asked, { clock, timeoutMs: TIMEOUT_MS });
  return withRetry(withWireLog(timed, { clock }), {
    clock,
    target: log.target,
    maxRetries: MAX_RETRIES,
    maxWaitMs: MAX_WAIT_MS,
  });
}

function serverUrl({ provider, url }: RemoteConfig): string {
  const fallback = provider === "ollama" ? "http://localhost:11434" : "https://api.openai.com/v1";
  return (url ?? fallback).replace(/\/+$/, "");
}

function readToken(
  { provider, token_env }: RemoteConfig,
  { environment }: ProviderOptions,
): string | undefined {
  if (token_env === null) return undefined;
  const token = environment(token_env);
  if (token !== undefined && token !== "") return token;
  throw new LoreError(
    "TOKEN_MISSING",
    `Cannot embed by "${provider}": ${token_env} is not set`,
    { hint: `Set ${token_env}, or change "embedding" in the config` },
  );
}

/** `{ "embeddings": [[…], …] }` */
function ollamaVectors(answer: unknown): Float32Array[] | undefined {
  return vectorList(Object(answer).embeddings);
}

/** `{ "data": [{ "index": 0, "embedding": […] }, …] }`, in any order. */
function openaiVectors(answer: unknown): Float32Array[] | undefined {
  const { data } = Object(answer);
  if (!Array.isArray(data)) return undefined;
  const entries = data.map((entry, at) => ({
    index: typeof entry?.index === "number" ? entry.index : at,
    embedding: entry?.embedding,
  }));
  entries.sort((a, b) => a.index - b.index);
  return vectorList(entries.map(({ embedding }) => embedding));
}

function vectorList(list: unknown): Float32Array[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const vectors: Float32Array[] = [];
  for (const vector of list) {
    if (!Array.isArray(vector) || vector.length === 0) return undefined;
    if (!vector.every((value) => typeof value === "number" && Number.isFinite(value))) {
      return undefined;
    }
    vectors.push(Float32Array.from(vector));
  }
  return vectors;
}
