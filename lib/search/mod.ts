/** Search: by words, by vectors, or both. @module */

export { type ProviderFor, search } from "./search.ts";
export { type ReportLook, searchText } from "./report.ts";
export { parseSince } from "./since.ts";
export type {
  Highlights,
  HitExplanation,
  HitType,
  SearchHit,
  SearchMode,
  SearchRequest,
  SearchResult,
} from "./types.ts";
