/**
 * Pages of lists, and the headers that tell of them.
 *
 * @module
 */

import { badParameter, Refused } from "./answer.ts";

/** Above this many rows GitLab counts no longer. */
export const COUNTED_ROWS = 10_000;

/** Offsets above this are refused for lists that keyset paging is enforced for. */
export const LARGEST_OFFSET = 50_000;

/** Which page is asked for. */
export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
}

/** Reads `page` and `per_page`; what is out of range is put right silently. @throws Refused */
export function pageRequest(query: URLSearchParams): PageRequest {
  const perPage = whole(query, "per_page", 20);
  return {
    page: Math.max(1, whole(query, "page", 1)),
    perPage: perPage < 1 ? 20 : Math.min(100, perPage),
  };
}

function whole(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === "") return otherwise;
  if (!/^-?\d+$/.test(text)) throw new Refused(badParameter(`${name} is invalid`));
  return Number(text);
}

/** The headers of one page of `total` rows. */
export function pageHeaders(
  url: URL,
  { page, perPage }: PageRequest,
  total: number,
): Record<string, string> {
  const pages = Math.max(1, Math.ceil(total / perPage));
  const headers: Record<string, string> = {
    "x-page": String(page),
    "x-per-page": String(perPage),
    "x-prev-page": page > 1 ? String(page - 1) : "",
    "x-next-page": page < pages ? String(page + 1) : "",
    link: linksOf(url, { page, perPage, pages, counted: total <= COUNTED_ROWS }),
  };
  if (total <= COUNTED_ROWS) {
    headers["x-total"] = String(total);
    headers["x-total-pages"] = String(pages);
  }
  return headers;
}

function linksOf(
  url: URL,
  { page, perPage, pages, counted }: PageRequest & {
    readonly pages: number;
    readonly counted: boolean;
  },
): string {
  const link = (to: number, relation: string): string => {
    const target = new URL(url);
    target.searchParams.set("page", String(to));
    target.searchParams.set("per_page", String(perPage));
    return `<${target.href}>; rel="${relation}"`;
  };
  return [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(page < pages ? [link(page + 1, "next")] : []),
    link(1, "first"),
    ...(counted ? [link(pages, "last")] : []),
  ].join(", ");
}

/** The rows of a page. */
export function rowsOf<T>(rows: readonly T[], { page, perPage }: PageRequest): readonly T[] {
  return rows.slice((page - 1) * perPage, page * perPage);
}
