/** Redirects: followed within the forge, refused beyond it. @module */

import { LoreError } from "../../errors.ts";
import type { Fetch } from "../../platform/fetch.ts";

const MOST_HOPS = 5;

/**
 * Follows redirects of requests made with `redirect: "manual"`, as a renamed project answers, and
 * refuses those that leave the host, so that nothing meant for the forge reaches anybody else.
 */
export function withRedirects(fetch: Fetch): Fetch {
  return async (request) => {
    let response = await fetch(request);
    if (!isRedirect(response)) return response;
    let from = new URL(request.url);
    for (let hops = 0; isRedirect(response); hops++) {
      await response.body?.cancel();
      const to = new URL(response.headers.get("location") ?? "", from);
      if (hops === MOST_HOPS) throw refused(request, to, `redirects more than ${hops} times`);
      if (!sameForge(from, to)) throw refused(request, to, "redirects to another host");
      response = await fetch(new Request(to, request));
      from = to;
    }
    return response;
  };
}

function isRedirect({ status, headers }: Response): boolean {
  return status >= 301 && status <= 308 && status !== 304 && headers.has("location");
}

/** The same origin, or the step from http to https on the same host. */
function sameForge(from: URL, to: URL): boolean {
  if (from.origin === to.origin) return true;
  return from.protocol === "http:" && to.protocol === "https:" && from.hostname === to.hostname;
}

function refused(request: Request, to: URL, what: string): LoreError {
  return new LoreError("FORGE_UNAVAILABLE", `"${request.url}" ${what}: "${to.href}"`, {
    hint: `Set the source's url to the forge itself; nothing was sent to "${to.origin}"`,
    details: { url: request.url, location: to.href },
  });
}
