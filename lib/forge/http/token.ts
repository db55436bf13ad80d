/** Who is asking. @module */

import type { Fetch } from "../../platform/fetch.ts";

/**
 * Sends the token as `Authorization: Bearer`, the one form that no client forwards to another host
 * on a redirect.
 */
export function withToken(fetch: Fetch, token: string): Fetch {
  const authorization = `Bearer ${token}`;
  return (request) => {
    request.headers.set("authorization", authorization);
    return fetch(request);
  };
}
