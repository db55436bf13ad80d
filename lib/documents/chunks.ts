/** Cuts a document's body into pieces that a model can take in one go. @module */

/** A piece of a body, in UTF-16 units; `end` is the first unit behind it. */
export interface ChunkRange {
  readonly start: number;
  readonly end: number;
}

/** Greatest length of a piece, in UTF-16 units: some 400 tokens of English. */
export const CHUNK_CHARS = 1_600;

/** What a piece repeats of the one before at most, in UTF-16 units. */
export const OVERLAP_CHARS = 160;

/** Pieces of one document at most: pasted logs go on for ever. Words are searched beyond that. */
export const MAX_CHUNKS = 64;

/** Where a piece may end, best first; it ends behind the match. */
const BREAKS = ["\n\n", "\n", ". ", "。", " "];

/**
 * The pieces of a body: cut at a paragraph, else a line, a sentence, a space, as long as the piece
 * keeps at least half its length. An empty body is one empty piece: its document has a title.
 */
export function splitChunks(body: string): ChunkRange[] {
  const chunks: ChunkRange[] = [];
  let start = 0;
  while (chunks.length < MAX_CHUNKS) {
    const end = chunkEnd(body, start);
    chunks.push({ start, end });
    if (end >= body.length) break;
    start = overlapStart(body, end);
  }
  return chunks;
}

function chunkEnd(body: string, start: number): number {
  const limit = start + CHUNK_CHARS;
  if (limit >= body.length) return body.length;
  const least = start + CHUNK_CHARS / 2;
  for (const mark of BREAKS) {
    const at = body.lastIndexOf(mark, limit - mark.length);
    if (at >= least) return at + mark.length;
  }
  return wholeCharacter(body, limit);
}

/** Where the next piece begins: at the first word of the overlap. */
function overlapStart(body: string, end: number): number {
  const from = end - OVERLAP_CHARS;
  const space = body.slice(from, end).search(/\s\S/);
  return space === -1 ? wholeCharacter(body, from) : from + space + 1;
}

/** Never between the halves of a surrogate pair. */
function wholeCharacter(body: string, at: number): number {
  const unit = body.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
