/** One question in a process of its own: opens the store, answers, ends. @module */

import { openStore } from "../../lib/db/mod.ts";
import { BuiltinProvider } from "../../lib/embedding/builtin.ts";
import { search } from "../../lib/search/mod.ts";

const [path = "", mode, query = ""] = Deno.args;
using database = openStore(path, { mode: "read" });
const { hits } = await search(
  database,
  { query, mode: mode === "hybrid" ? "hybrid" : "lexical", limit: 20 },
  () => new BuiltinProvider(),
);
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(hits)));
