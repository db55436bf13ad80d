/**
 * Answers a question from what is stored.
 *
 * Owns: modes and what they fall back to, filters as people name them, fusion, and the form of a
 * hit. Leaves to others: each list (`lexical.ts`, `semantic.ts`), the words for people (`report.ts`).
 *
 * @module
 */

import type { Reader } from "../db/mod.ts";
import { countDocuments, lastDocumentId } from "../db/documents.ts";
import { countQueued, embeddingModel } from "../db/embeddings.ts";
import { type DocumentFilter, documentsById, type FoundDocument } from "../db/search.ts";
import type { EmbeddingProvider } from "../embedding/provider.ts";
import { LoreError } from "../errors.ts";
import { projectIdsOf } from "../names.ts";
import { fuse, type Fused } from "./fusion.ts";
import { type LexicalMatches, searchWords } from "./lexical.ts";
import { parseQuery } from "./match_query.ts";
import type { SemanticMatch } from "./semantic.ts";
import { Highlighter } from "./snippet.ts";
import type { HitExplanation, SearchHit, SearchRequest, SearchResult } from "./types.ts";

/** Makes the provider of the stored vectors, when there are any to compare with. */
export type ProviderFor = (model: string) => EmbeddingProvider | Promise<EmbeddingProvider>;

/** Least length of a list that is fused. */
const FUSED_DEPTH = 100;

/** UTF-16 units. */
const SNIPPET_CHARS = 240;

/**
 * Answers a question. `hybrid` goes on without vectors where there are none that can be compared,
 * and says so in `notices`.
 *
 * @throws LoreError `NOT_FOUND` for a project that is not there; for `semantic`, what keeps vectors
 * from being compared
 */
export async function search(
  reader: Reader,
  request: SearchRequest,
  providerFor: ProviderFor,
): Promise<SearchResult> {
  const { query, mode, limit, offset = 0, explain = false } = request;
  const empty = lastDocumentId(reader) === 0;
  const filter = empty ? {} : filterOf(reader, request);
  const notices: string[] = [];
  const terms = parseQuery(query);
  // One more than is shown tells that there is more.
  const wanted = offset + limit + 1;
  const depth = mode === "hybrid" ? Math.max(wanted, FUSED_DEPTH) : wanted;
  const lexical = mode === "semantic" || empty
    ? undefined
    : searchWords(reader, terms, { filter, limit: depth });
  const semantic = mode === "lexical" || empty
    ? undefined
    : await nearestDocuments(reader, request, { filter, depth, providerFor, notices });
  const lists = [lexical?.matches ?? [], semantic?.matches ?? []];
  const all = fuse(lists.map((list) => list.map(({ id }) => id)));
  const fused = all.slice(offset, offset + limit);
  const highlighter = new Highlighter(terms);
  const found = documentsById(reader, fused.map(({ id }) => id));
  const hits = fused.flatMap((entry) => {
    const document = found.get(entry.id);
    if (document === undefined) return [];
    return [hitOf(document, entry, { lexical, semantic, highlighter, request })];
  });
  return {
    query,
    mode,
    hits,
    offset,
    truncated: all.length > offset + limit,
    notices,
    ...(hits.length === 0 ? { documents: empty ? 0 : countDocuments(reader) } : {}),
    ...(explain
      ? { explain: { asked: lexical?.asked ?? [], model: semantic?.model ?? null } }
      : {}),
  };
}

/** What was found by vectors, and by which model. */
interface SemanticMatches {
  readonly matches: readonly SemanticMatch[];
  readonly model: string;
}

async function nearestDocuments(
  reader: Reader,
  { query, mode, signal }: SearchRequest,
  { filter, depth, providerFor, notices }: {
    readonly filter: DocumentFilter;
    readonly depth: number;
    readonly providerFor: ProviderFor;
    readonly notices: string[];
  },
): Promise<SemanticMatches | undefined> {
  try {
    const model = embeddingModel(reader);
    if (model === undefined) throw noVectors();
    const provider = await providerFor(model.model);
    if (provider.model !== model.model) throw otherModel(model.model, provider.model);
    const { searchVectors } = await import("./semantic.ts");
    const asked = { query, provider, model, filter, limit: depth, signal };
    const matches = await searchVectors(reader, asked);
    const missing = countQueued(reader);
    if (missing > 0) {
      notices.push(`${missing} new or changed documents have no vectors yet: run lore embed`);
    }
    return { matches, model: model.model };
  } catch (error) {
    if (mode === "semantic" || !(error instanceof LoreError)) throw error;
    notices.push(`By words only: ${error.message}${error.hint ? ` (${error.hint})` : ""}`);
    return undefined;
  }
}

/** Filters by name as filters by key. */
function filterOf(reader: Reader, request: SearchRequest): DocumentFilter {
  const { type, project, author, labels, since } = request;
  return {
    ...(type === undefined ? {} : { kind: type === "mr" ? "merge_request" : type }),
    ...(project === undefined ? {} : { projectIds: projectIdsOf(reader, { project }) }),
    ...(author === undefined ? {} : { author: author.replace(/^@/, "") }),
    ...(labels === undefined || labels.length === 0 ? {} : { labels }),
    ...(since === undefined ? {} : { since }),
  };
}

function hitOf(
  document: FoundDocument,
  ranked: Fused,
  { lexical, semantic, highlighter, request }: {
    readonly lexical: LexicalMatches | undefined;
    readonly semantic: SemanticMatches | undefined;
    readonly highlighter: Highlighter;
    readonly request: SearchRequest;
  },
): SearchHit {
  const { score, ranks: [lexicalRank, semanticRank] } = ranked;
  const byWords = lexicalRank === undefined ? undefined : lexical?.matches[lexicalRank - 1];
  const byVector = semanticRank === undefined ? undefined : semantic?.matches[semanticRank - 1];
  const own = { lexical: byWords?.score, semantic: byVector?.score, hybrid: score };
  const { kind, parentKind, project, iid, author, state, labels, body } = document;
  const snippet = highlighter.snippet(body, { maxChars: SNIPPET_CHARS, fallback: byVector?.start });
  const title = highlighter.whole(document.title);
  return {
    type: kind === "merge_request" ? "mr" : kind,
    project,
    iid,
    reference: `${project}${(parentKind ?? kind) === "issue" ? "#" : "!"}${iid}`,
    title: title.text,
    title_highlights: title.highlights,
    snippet: snippet.text,
    snippet_highlights: snippet.highlights,
    web_url: document.webUrl,
    author,
    state,
    labels: JSON.parse(labels),
    created_at: new Date(document.createdAt).toISOString(),
    updated_at: new Date(document.updatedAt).toISOString(),
    score: own[request.mode] ?? score,
    ...(request.explain ? { explain: explanationOf({ ...ranked, byWords, byVector }) } : {}),
  };
}

/** Where a hit stood in each list that has it. */
function explanationOf({ ranks: [lexicalRank, semanticRank], byWords, byVector }: Fused & {
  readonly byWords: LexicalMatches["matches"][number] | undefined;
  readonly byVector: SemanticMatch | undefined;
}): HitExplanation {
  return {
    ...(byWords === undefined || lexicalRank === undefined ? {} : {
      lexical: { rank: lexicalRank, score: byWords.score, matched_by: byWords.matchedBy },
    }),
    ...(byVector === undefined || semanticRank === undefined
      ? {}
      : { semantic: { rank: semanticRank, score: byVector.score } }),
  };
}

function noVectors(): LoreError {
  return new LoreError("NOT_FOUND", "The store holds no vectors yet", {
    hint: "Run lore embed",
    actions: ["lore embed"],
  });
}

function otherModel(stored: string, configured: string): LoreError {
  return new LoreError(
    "FAILED",
    `The stored vectors are of "${stored}", the config asks for "${configured}"`,
    { hint: "Run lore embed", actions: ["lore embed"] },
  );
}
