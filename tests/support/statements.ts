/** The SQL that a piece of code runs. @module */

import { listen } from "./heard.ts";

/** Every statement that `body` runs, each once. */
export async function statementsOf(body: () => unknown): Promise<string[]> {
  using heard = listen("DEBUG", "sqlite");
  await body();
  return [...new Set(heard.lines.map(({ fields }) => String(fields?.sql)))];
}
