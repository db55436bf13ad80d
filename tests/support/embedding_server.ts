/**
 * A small server of embeddings on loopback that speaks both wire formats, as Ollama's `/api/embed`
 * and OpenAI's `/embeddings` are documented.
 *
 * @module
 */

import { serveHttp } from "../../lib/platform/http_server.ts";

/** A request as it came. */
export interface Asked {
  readonly path: string;
  readonly authorization: string | null;
  readonly contentType: string | null;
  readonly model: string;
  readonly input: readonly string[];
}

/** The server under a test's control. */
export interface EmbeddingServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: Asked[];
  /** Most requests under way at once so far. */
  readonly crowd: number;
  /** Answers instead of the server while set. */
  override: ((asked: Asked) => Response) | undefined;
}

/** Numbers in the server's vectors. */
export const SERVER_DIMENSIONS = 6;

/** The server's vector of a text: numbers that anyone can check. */
export function serverVector(text: string): number[] {
  return Array.from({ length: SERVER_DIMENSIONS }, (_, i) => (text.charCodeAt(i) || 0) / 128 + 0.5);
}

/** Starts a server. */
export function embeddingServer(): EmbeddingServer {
  const asked: Asked[] = [];
  let crowd = 0;
  let present = 0;
  const served = serveHttp(async (request) => {
    present++;
    crowd = Math.max(crowd, present);
    try {
      const { model, input } = await request.json();
      const path = new URL(request.url).pathname;
      const one = {
        ...{ path, model, input },
        authorization: request.headers.get("authorization"),
        contentType: request.headers.get("content-type"),
      };
      asked.push(one);
      return server.override?.(one) ?? answer(one);
    } finally {
      present--;
    }
  }, { port: 0 });
  const server: EmbeddingServer = {
    url: served.url,
    asked,
    get crowd() {
      return crowd;
    },
    override: undefined,
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
  return server;
}

function answer({ path, model, input }: Asked): Response {
  if (path === "/api/embed") {
    return Response.json({ model, embeddings: input.map(serverVector), total_duration: 1 });
  }
  if (path !== "/v1/embeddings") return new Response("404 page not found", { status: 404 });
  // OpenAI names the index of each: nothing says that they come in order.
  const data = input.map((text, index) => ({
    object: "embedding",
    index,
    embedding: serverVector(text),
  })).reverse();
  return Response.json({ object: "list", data, model, usage: { prompt_tokens: 1 } });
}
