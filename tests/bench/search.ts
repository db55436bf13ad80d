/** What an answer takes, over 100,000 documents. @module */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { countDocuments } from "../../lib/db/documents.ts";
import { type Database, openStore } from "../../lib/db/mod.ts";
import { generateDocuments } from "../../lib/documents/mod.ts";
import { BuiltinProvider } from "../../lib/embedding/builtin.ts";
import { embedDocuments } from "../../lib/embedding/mod.ts";
import { allTerms, parseQuery } from "../../lib/search/match_query.ts";
import { search } from "../../lib/search/mod.ts";
import { makeDemoStore } from "./demo_store.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, type Measurement, ms, timed } from "./harness.ts";

const SIZE = { issues: 30_000, mrs: 6_000 };
const LIMIT = 20;

/** From rare to common, from one word to several. */
const QUESTIONS = [
  "deadlock",
  "login timeout",
  "slow query",
  "dark mode theme",
  "migration rewrites the table",
  "firefox",
  "retry backoff",
  "memory",
];

/** Search. */
export const bench: Bench = {
  name: "search",
  measure: () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, "lore.db");
      await makeDemoStore(path, SIZE);
      const documents = await makeSearchable(path);
      return [await byWords(path, documents), await cold(path, documents)];
    }),
};

async function makeSearchable(path: string): Promise<number> {
  using database = openStore(path, { mode: "write" });
  await generateDocuments(database);
  await embedDocuments(database, { provider: new BuiltinProvider() });
  database.exec("pragma wal_checkpoint(truncate)");
  return countDocuments(database);
}

async function byWords(path: string, documents: number): Promise<Measurement> {
  using database = openStore(path, { mode: "read" });
  using bare = new DatabaseSync(path, { readOnly: true });
  const query = bare.prepare(
    `select rowid, rank from documents_words where documents_words match ?
     order by rank limit ${LIMIT}`,
  );
  const expressions = QUESTIONS.map((question) => allTerms(parseQuery(question)));
  const times = await interleave(9, {
    ours: () => timed(() => askAll(database)),
    floor: () => timed(() => expressions.forEach((expression) => query.all(expression))),
  });
  return {
    name: `lexical search over ${documents} documents against the bare FTS5 query`,
    value: times.ours / times.floor,
    unit: "×",
    reach: 1.5,
    better: "lower",
    detail: `${ms(times.ours / QUESTIONS.length)} against ${
      ms(times.floor / QUESTIONS.length)
    } a question, warm`,
  };
}

async function askAll(database: Database): Promise<void> {
  for (const query of QUESTIONS) {
    await search(database, { query, mode: "lexical", limit: LIMIT }, () => new BuiltinProvider());
  }
}

async function cold(path: string, documents: number): Promise<Measurement> {
  const [, question = ""] = QUESTIONS;
  const times = await interleave(9, {
    hybrid: () => timed(() => askCold(path, "hybrid", question)),
    lexical: () => timed(() => askCold(path, "lexical", question)),
  });
  return {
    name: `hybrid search over ${documents} documents against lexical, each in a cold process`,
    value: times.hybrid / times.lexical,
    unit: "×",
    reach: 2.5,
    better: "lower",
    detail: `${ms(times.hybrid)} against ${ms(times.lexical)}`,
  };
}

async function askCold(path: string, mode: string, question: string): Promise<void> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-P=bench", "--frozen", "tests/bench/search_process.ts"],
      ...[path, mode, question],
    ],
    stdin: "null",
    stderr: "inherit",
  }).output();
  const hits: unknown[] = JSON.parse(new TextDecoder().decode(stdout));
  if (!success || hits.length === 0) throw new Error(`"${question}" found nothing`);
}
