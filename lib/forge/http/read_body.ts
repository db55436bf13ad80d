/**
 * Reading an answer to its end.
 *
 * Owns: that an answer with a body that broke off, or that is no JSON, is a failed attempt, and the
 * trace of bodies. Leaves to others: how long it may take (`timeout.ts`), trying again (`retry.ts`).
 *
 * @module
 */

import { causeChain, LoreError } from "../../errors.ts";
import type { Logger } from "../../log/logger.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { TransportError } from "./transport_error.ts";

/** Most characters of a body in the log. */
const TRACED_CHARS = 4096;

const decoder = new TextDecoder();

/** An answer that has been read: `json()` and `text()` wait for nothing and may be called again. */
export class ReadResponse extends Response {
  /** Bytes of the body. */
  readonly size: number;
  readonly #text: string;
  readonly #value: unknown;

  /** Wraps the status and headers of `response` and what was read of it. */
  constructor(response: Response, read: { size: number; text: string; value: unknown }) {
    super(null, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
    this.size = read.size;
    this.#text = read.text;
    this.#value = read.value;
  }

  /** The JSON of a successful answer; undefined for an answer without a body, or an error. */
  override json(): Promise<unknown> {
    return Promise.resolve(this.#value);
  }

  /** The body as it came. */
  override text(): Promise<string> {
    return Promise.resolve(this.#text);
  }
}

/**
 * Reads each answer to its end, and a successful one as JSON.
 *
 * @param log Takes the bodies, at TRACE.
 */
export function withBody(fetch: Fetch, { log }: { readonly log: Logger }): Fetch {
  return async (request) => {
    const response = await reached(request, () => fetch(request));
    const bytes = await reached(request, () => response.bytes(), response.status);
    const text = decoder.decode(bytes);
    if (log.enabled("TRACE")) trace(log, request, { status: response.status, text });
    const value = response.ok && text !== "" ? parsed(text, response) : undefined;
    return new ReadResponse(response, { size: bytes.length, text, value });
  };
}

/** What the network throws is a failed attempt; an abort and a refused permission are not. */
async function reached<T>(request: Request, step: () => Promise<T>, status?: number): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    if (error instanceof LoreError || !(error instanceof Error) || error.name === "NotCapable") {
      throw error;
    }
    if (/invalid peer certificate/.test(reason(error))) throw distrusted(request, error);
    const what = status === undefined ? "cannot be reached" : "broke off its answer";
    throw new TransportError(`${what} (${reason(error)})`, { status, cause: error });
  }
}

/** Who lacks the authority's certificate now will lack it at the next attempt. */
function distrusted(request: Request, cause: Error): LoreError {
  return new LoreError("FORGE_UNAVAILABLE", `"${request.url}" is not trusted: ${reason(cause)}`, {
    hint: "Set DENO_CERT to the file of its certificate authority, or DENO_TLS_CA_STORE=system",
    details: { url: request.url },
    cause,
  });
}

/** The innermost message without the URL, which every report names anyway. */
function reason(error: Error): string {
  const innermost = causeChain(error).at(-1) ?? error.name;
  return innermost.replace(/^error sending request .*?for url \(.*?\):? ?/, "").slice(0, 300);
}

function parsed(text: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const what = /^\s*</.test(text) ? "an HTML page" : "something else";
    throw new TransportError(`answered ${what} where JSON was expected`, {
      status: response.status,
      cause,
    });
  }
}

function trace(log: Logger, request: Request, read: { status: number; text: string }): void {
  log.trace("Answer body", {
    path: new URL(request.url).pathname,
    status: read.status,
    body: read.text.slice(0, TRACED_CHARS),
    ...(read.text.length > TRACED_CHARS ? { cut: read.text.length - TRACED_CHARS } : {}),
  });
}
