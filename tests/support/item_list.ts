/**
 * A forge's list of items that can change while it is walked: filter, order and pages as GitLab's.
 *
 * @module
 */

import type { Fetch } from "../../lib/platform/fetch.ts";

/** A row, as JSON. */
export type Row = Record<string, unknown>;

/** A row that parses as an issue. */
export function issueRow(iid: number, updatedAt: number): Row {
  const time = new Date(updatedAt).toISOString();
  return {
    id: 1000 + iid,
    iid,
    title: `Issue ${iid}`,
    state: "opened",
    author: { id: 1, username: "root", name: "Root" },
    labels: [],
    created_at: time,
    updated_at: time,
    web_url: `https://forge.test/g/p/-/issues/${iid}`,
  };
}

/** A list of rows behind `fetch`. */
export class ItemList {
  rows: Row[];
  /** The query of each request. */
  readonly asked: URLSearchParams[] = [];
  /** Called after each answer, with the number of answers so far: where the list changes. */
  onAnswered: (count: number) => void = () => {};
  /** Replaces an answer's rows or head, for forges that break the rules. */
  distort: (rows: Row[], headers: Headers, count: number) => Row[] = (rows) => rows;
  readonly #perPage: number;

  constructor(rows: Row[], { perPage = 3 } = {}) {
    this.rows = rows;
    this.#perPage = perPage;
  }

  /** Updates a row, which moves to its new place. */
  touch(iid: number, updatedAt: number): void {
    this.rows = this.rows.map((row) =>
      row.iid === iid ? { ...row, updated_at: new Date(updatedAt).toISOString() } : row
    );
  }

  readonly fetch: Fetch = (request) => {
    request.signal.throwIfAborted();
    const url = new URL(request.url);
    if (url.host !== "forge.test") throw new Error(`Asked "${url.host}" instead of the forge`);
    this.asked.push(new URLSearchParams(url.searchParams));
    const after = Date.parse(url.searchParams.get("updated_after") ?? "1970-01-01");
    const page = Number(url.searchParams.get("page") ?? 1);
    const all = this.rows
      .filter((row) => !(timeOf(row) < after))
      .sort((a, b) => timeOf(a) - timeOf(b) || Number(a.id) - Number(b.id));
    const rows = all.slice((page - 1) * this.#perPage, page * this.#perPage);
    const headers = new Headers({
      date: "Thu, 15 Jan 2026 12:00:00 GMT",
      "x-total": `${all.length}`,
    });
    if (page * this.#perPage < all.length) {
      url.searchParams.set("page", `${page + 1}`);
      headers.set("link", `<${url}>; rel="next"`);
    }
    const told = this.distort(rows, headers, this.asked.length);
    this.onAnswered(this.asked.length);
    return Promise.resolve(Response.json(told, { headers }));
  };
}

function timeOf(row: Row): number {
  return Date.parse(String(row.updated_at));
}
