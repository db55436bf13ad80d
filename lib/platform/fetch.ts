/** The network as a function. @module */

/** One request, one answer; rejects when the network does. Everything above wraps this type. */
export type Fetch = (request: Request) => Promise<Response>;

/** The machine's network. Needs `--allow-net` for the request's host. */
export const systemFetch: Fetch = (request) => fetch(request);
