/** An HTTP server, for the demo forge and, later, the API. @module */

import type { Fetch } from "./fetch.ts";

/** A server that listens until disposed. */
export interface HttpServer extends AsyncDisposable {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
  /** The port that was given, or chosen when 0 was asked for. */
  readonly port: number;
  /** Settles when the server has stopped. */
  readonly finished: Promise<void>;
}

/**
 * Serves `handler` on loopback. Needs `--allow-net=127.0.0.1`.
 *
 * @throws Deno.errors.AddrInUse when the port is taken.
 */
export function serveHttp(handler: Fetch, options: { readonly port: number }): HttpServer {
  const server = Deno.serve(
    { port: options.port, hostname: "127.0.0.1", onListen: () => {} },
    (request) => handler(request),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    port: server.addr.port,
    finished: server.finished,
    async [Symbol.asyncDispose](): Promise<void> {
      await server.shutdown();
    },
  };
}
