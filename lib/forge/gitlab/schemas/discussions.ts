/** Discussions, notes and places in diffs. @module */

import { z } from "zod";
import type { DiffPosition, Note } from "../../port.ts";
import { toUserOrNull, userSchema } from "./people.ts";
import { optionalFlag, optionalNumber, optionalText, time } from "./time.ts";

/** A discussion whose notes are still to be parsed, each on its own. */
export const discussionSchema = z.object({
  id: z.string(),
  individual_note: optionalFlag,
  notes: z.array(z.unknown()),
});

const lineSchema = z.object({ old_line: optionalNumber, new_line: optionalNumber });

const positionSchema = z.object({
  old_path: optionalText,
  new_path: optionalText,
  old_line: optionalNumber,
  new_line: optionalNumber,
  line_range: z.object({ start: lineSchema.nullish(), end: lineSchema.nullish() }).nullish(),
  position_type: optionalText,
  base_sha: optionalText,
  start_sha: optionalText,
  head_sha: optionalText,
});

/** A note; the fields of resolution and `position` appear only where they apply. */
export const noteSchema = z.object({
  id: z.number(),
  type: optionalText,
  body: z.string(),
  author: userSchema.nullish(),
  created_at: time,
  updated_at: time,
  system: optionalFlag,
  internal: optionalFlag,
  confidential: optionalFlag,
  resolvable: optionalFlag,
  resolved: optionalFlag,
  resolved_by: userSchema.nullish(),
  resolved_at: time.nullish(),
  position: positionSchema.nullish(),
});

/** The note in lore's words. */
export function toNote(note: z.infer<typeof noteSchema>): Note {
  return {
    id: note.id,
    type: note.type ?? null,
    body: note.body,
    author: toUserOrNull(note.author),
    createdAt: note.created_at,
    updatedAt: note.updated_at,
    system: note.system ?? false,
    internal: note.internal ?? note.confidential ?? false,
    resolvable: note.resolvable ?? false,
    resolved: note.resolved ?? false,
    resolvedBy: toUserOrNull(note.resolved_by),
    resolvedAt: note.resolved_at ?? null,
    position: note.position ? toPosition(note.position) : null,
  };
}

function toPosition(position: z.infer<typeof positionSchema>): DiffPosition {
  const range = position.line_range;
  return {
    oldPath: position.old_path ?? null,
    newPath: position.new_path ?? null,
    oldLine: position.old_line ?? null,
    newLine: position.new_line ?? null,
    startLine: range?.start?.new_line ?? range?.start?.old_line ?? null,
    endLine: range?.end?.new_line ?? range?.end?.old_line ?? null,
    type: position.position_type ?? null,
    baseSha: position.base_sha ?? null,
    startSha: position.start_sha ?? null,
    headSha: position.head_sha ?? null,
  };
}
