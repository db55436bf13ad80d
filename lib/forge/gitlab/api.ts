/**
 * GitLab's REST API as answers: addresses, parameters, paging headers, errors.
 *
 * Owns: how a request is addressed and what of an answer's head matters. Leaves to others: HTTP
 * (`http/`), the shape of what is answered (`schemas/`), the order of pages (`paging.ts`, `walk.ts`).
 *
 * @module
 */

import { LoreError } from "../../errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { answerError, linkTo, serverTime } from "../http/mod.ts";

/** Parameters of a request; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** A successful answer. */
export interface Answer {
  /** What was asked, for messages. */
  readonly url: string;
  readonly value: unknown;
  /** Unix ms by GitLab's clock. */
  readonly serverTime: number;
  /** The next page's address; undefined on the last. */
  readonly next: string | undefined;
  /** Rows of the whole list; null where GitLab does not count them. */
  readonly total: number | null;
  /** Which page it is, from 1; null where GitLab does not say, as are the rows of a full page. */
  readonly page: number | null;
  readonly perPage: number | null;
}

/** What {@link Api} needs. */
export interface ApiOptions {
  /** Where GitLab is, as in `https://gitlab.example.com` or `https://example.com/gitlab`. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** One GitLab. */
export class Api {
  readonly #base: string;
  readonly #fetch: Fetch;
  readonly #clock: Clock;

  constructor({ url, fetch, clock }: ApiOptions) {
    this.#base = `${url.replace(/\/+$/, "").replace(/\/api\/v4$/, "")}/api/v4`;
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** The address of a path below `/api/v4`. */
  url(path: string, query: Query = {}): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) parameters.set(name, String(value));
    }
    const encoded = parameters.toString();
    return `${this.#base}${path}${encoded === "" ? "" : `?${encoded}`}`;
  }

  /** Asks for an address. @throws LoreError */
  async get(url: string, signal?: AbortSignal): Promise<Answer> {
    const request = new Request(url, {
      headers: { accept: "application/json" },
      redirect: "manual",
      signal,
    });
    const response = await this.#fetch(request);
    if (!response.ok) throw await answerError(request, response);
    const { headers } = response;
    return {
      url,
      value: await response.json(),
      serverTime: serverTime(headers, this.#clock.now()),
      next: nextPage(url, headers),
      total: countOf(headers.get("x-total")),
      page: countOf(headers.get("x-page")),
      perPage: countOf(headers.get("x-per-page")),
    };
  }
}

/**
 * `Link` as it stands, but always at the host that was asked: behind a tunnel or a proxy GitLab
 * names its own host there, which must not get the token. `X-Next-Page` where there is no `Link`.
 */
function nextPage(url: string, headers: Headers): string | undefined {
  const link = headers.get("link");
  if (link !== null) {
    const next = linkTo("next", link);
    if (next === undefined) return undefined;
    const { pathname, search } = new URL(next, url);
    return `${new URL(url).origin}${pathname}${search}`;
  }
  const page = headers.get("x-next-page")?.trim() ?? "";
  if (page === "") return undefined;
  const next = new URL(url);
  next.searchParams.set("page", page);
  return next.href;
}

function countOf(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header.trim()) ? Number(header) : null;
}

/** The rows of a list. @throws LoreError when the answer is not a list. */
export function rowsOf(answer: Answer): readonly unknown[] {
  if (Array.isArray(answer.value)) return answer.value;
  throw notExpected(answer, "something else where a list was expected");
}

/** How many rows a page should have by its own head, and has not. */
export function withheldRows(answer: Answer): number {
  const { total, page, perPage, next } = answer;
  if (page === null || perPage === null) return 0;
  const counted = total === null ? undefined : Math.min(perPage, total - (page - 1) * perPage);
  const promised = counted ?? (next === undefined ? 0 : perPage);
  return Math.max(0, promised - rowsOf(answer).length);
}

/** The error for an answer that is JSON and yet not what GitLab answers. */
export function notExpected({ url }: Answer, what: string, hint?: string): LoreError {
  return new LoreError("FORGE_UNAVAILABLE", `"${url}" answered ${what}`, {
    hint: hint ?? "Check that the source's url is that of a GitLab",
    details: { url },
  });
}
