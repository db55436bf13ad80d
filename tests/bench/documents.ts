/** Documents and vectors against the least that either takes. @module */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { dirtyDiscussions, dirtyItems } from "../../lib/db/document_sources.ts";
import { countDocuments, type IndexedText } from "../../lib/db/documents.ts";
import { openStore } from "../../lib/db/mod.ts";
import { splitChunks } from "../../lib/documents/chunks.ts";
import { composeDiscussion, composeItem, labelNames } from "../../lib/documents/compose.ts";
import { generateDocuments } from "../../lib/documents/mod.ts";
import { BuiltinProvider } from "../../lib/embedding/builtin.ts";
import { embedDocuments } from "../../lib/embedding/mod.ts";
import { makeDemoStore } from "./demo_store.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, type Measurement, ms, timed } from "./harness.ts";

const SIZE = { issues: 5_000, mrs: 1_000 };
const ROUNDS = 3;
const ROWS_PER_COMMIT = 500;

/** Documents and vectors. */
export const bench: Bench = {
  name: "documents",
  measure: () =>
    inFreshFolder(async (folder) => {
      const mirrored = join(folder, "mirrored.db");
      await makeDemoStore(mirrored, SIZE);
      const generated = await generating(folder, mirrored);
      return [generated, await embedding(folder, mirrored)];
    }),
};

async function generating(folder: string, mirrored: string): Promise<Measurement> {
  const { texts, ddl } = indexedTexts(mirrored);
  const times = await interleave(ROUNDS, {
    ours: () =>
      onCopy(mirrored, folder, async (path) => {
        using database = openStore(path, { mode: "write" });
        return await timed(() => generateDocuments(database));
      }),
    floor: () => inFreshFolder((own) => timed(() => bareInserts(join(own, "fts.db"), texts, ddl))),
  });
  return {
    name: "generate_docs against bare FTS5 inserts of the same texts",
    value: times.ours / times.floor,
    unit: "×",
    reach: 2,
    better: "lower",
    detail: `${ms(times.ours)} against ${ms(times.floor)} for ${texts.length} documents`,
  };
}

/** What the indexes are given, and how they are made. */
function indexedTexts(path: string): { readonly texts: IndexedText[]; readonly ddl: string } {
  using database = openStore(path, { mode: "read" });
  const all = { limit: 1e9, maxChars: Infinity };
  const items = (["issue", "merge_request"] as const).flatMap((kind) =>
    dirtyItems(database, kind, all).map((item) =>
      item.projectId === null ? undefined : composeItem(kind, item)
    )
  );
  const discussions = dirtyDiscussions(database, all).map((each) =>
    each.projectId === null ? undefined : composeDiscussion(each)
  );
  const texts = [...items, ...discussions].flatMap((document) => document?.text() ?? []);
  const tables = database.all<{ sql: string }>(
    "select sql from sqlite_master where name in ('documents_words', 'documents_parts')",
  );
  return { texts, ddl: tables.map(({ sql }) => sql).join(";") };
}

function bareInserts(path: string, texts: readonly IndexedText[], ddl: string): void {
  const database = new DatabaseSync(path);
  database.exec("pragma journal_mode = wal; pragma synchronous = normal");
  database.exec(`pragma cache_size = -8000; ${ddl}; begin immediate`);
  const words = database.prepare(
    "insert into documents_words (rowid, title, keywords, body, context) values (?, ?, ?, ?, ?)",
  );
  const parts = database.prepare("insert into documents_parts (rowid, text) values (?, ?)");
  for (const [at, text] of texts.entries()) {
    words.run(at + 1, text.title, text.keywords, text.body, text.context);
    if (text.parts !== "") parts.run(at + 1, text.parts);
    if ((at + 1) % ROWS_PER_COMMIT === 0) database.exec("commit; begin immediate");
  }
  database.exec("commit");
  database.close();
}

async function embedding(folder: string, mirrored: string): Promise<Measurement> {
  const withDocuments = join(folder, "documents.db");
  await Deno.copyFile(mirrored, withDocuments);
  const texts = await chunkTexts(withDocuments);
  const times = await interleave(ROUNDS, {
    ours: () =>
      onCopy(withDocuments, folder, async (path) => {
        using database = openStore(path, { mode: "write" });
        return await timed(() => embedDocuments(database, { provider: new BuiltinProvider() }));
      }),
    floor: () => timed(() => splitAll(texts)),
  });
  return {
    name: "embed (builtin) against splitting the same texts into words and n-grams once",
    value: times.ours / times.floor,
    unit: "×",
    reach: 3,
    better: "lower",
    detail: `${ms(times.ours)} against ${ms(times.floor)} for ${texts.length} chunks of ${
      Math.round(texts.join("").length / texts.length)
    } characters`,
  };
}

/** Makes documents, and returns the texts that are embedded of them. */
async function chunkTexts(path: string): Promise<string[]> {
  using database = openStore(path, { mode: "write" });
  await generateDocuments(database);
  if (countDocuments(database) === 0) throw new Error("there are no documents to embed");
  const rows = database.all<{ kind: string; title: string; labels: string; body: string }>(
    "select kind, title, labels, body from documents",
  );
  database.exec("pragma wal_checkpoint(truncate)");
  return rows.flatMap(({ kind, title, labels, body }) => {
    const names = kind === "discussion" ? "" : labelNames(labels).join(", ");
    const head = names === "" ? title : `${title}\n${names}`;
    return splitChunks(body).map(({ start, end }) => `${head}\n${body.slice(start, end)}`);
  });
}

/** Kept, so that nobody can leave the work undone. */
let parts = 0;

/** What any embedding by words has to do first. */
function splitAll(texts: readonly string[]): void {
  for (const text of texts) {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const trigrams: string[] = [];
    for (const word of words) {
      const padded = ` ${word} `;
      for (let at = 0; at + 3 <= padded.length; at++) trigrams.push(padded.slice(at, at + 3));
    }
    parts += words.length + trigrams.length;
  }
}

/** What `body` measures on a copy of a store that nobody has open. */
async function onCopy(
  path: string,
  folder: string,
  body: (path: string) => Promise<number>,
): Promise<number> {
  const copy = join(folder, "copy.db");
  await Deno.copyFile(path, copy);
  const time = await body(copy);
  for (const suffix of ["", "-wal", "-shm"]) await Deno.remove(copy + suffix).catch(() => {});
  return time;
}
