/** Short ways to ask a demo forge. @module */

import type { DemoForge } from "../../../../lib/forge/demo/mod.ts";

/** Objects as GitLab answers them. */
export type Row = Record<string, unknown>;

/** A request with the demo's token. */
export function request(path: string, init: RequestInit = {}): Request {
  return new Request(`https://forge.test/api/v4${path}`, {
    headers: { authorization: "Bearer demo-token" },
    redirect: "manual",
    ...init,
  });
}

/** Asks, whatever the answer. */
export function ask(forge: DemoForge, path: string): Promise<Response> {
  return forge.fetch(request(path));
}

/** Asks for one object. */
export async function one(forge: DemoForge, path: string): Promise<Row> {
  return await (await ask(forge, path)).json();
}

/** Asks for one page of rows. */
export async function rows(forge: DemoForge, path: string): Promise<Row[]> {
  return await (await ask(forge, path)).json();
}

/** Asks for every page, following `X-Next-Page`. */
export async function everyRow(forge: DemoForge, path: string): Promise<Row[]> {
  const found: Row[] = [];
  for (let page = "1"; page !== "";) {
    const glue = path.includes("?") ? "&" : "?";
    const answer = await ask(forge, `${path}${glue}per_page=100&page=${page}`);
    found.push(...await answer.json());
    page = answer.headers.get("x-next-page") ?? "";
  }
  return found;
}
