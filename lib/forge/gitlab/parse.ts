/**
 * Parsing rows one by one, so that a bad one costs the others nothing.
 *
 * Owns: a schema with its translation as one parser, and what is told of a row that fails. Leaves to
 * others: the shapes (`schemas/`).
 *
 * @module
 */

import type { z } from "zod";
import type { Discussion, Note, Unparsed } from "../port.ts";
import * as discussions from "./schemas/discussions.ts";
import * as events from "./schemas/events.ts";
import * as files from "./schemas/files.ts";
import * as items from "./schemas/items.ts";
import * as people from "./schemas/people.ts";
import * as projects from "./schemas/projects.ts";

/** Turns a row into lore's words, or says what is wrong with it. */
export type Parser<T> = (row: unknown, context: Context) => T | undefined;

/** Where a row stands and where its faults go. */
export interface Context {
  /** The item that the row hangs on; undefined where the row is the item. */
  readonly iid?: number;
  /** Before the path of a fault, as in `discussions`; nothing where the row is the item. */
  readonly prefix?: string;
  readonly unparsed: Unparsed[];
}

/** Parses each row; the faults are added to the context. */
export function parseRows<T>(rows: readonly unknown[], parser: Parser<T>, context: Context): T[] {
  const parsed: T[] = [];
  for (const row of rows) {
    const item = parser(row, context);
    if (item !== undefined) parsed.push(item);
  }
  return parsed;
}

function parser<S extends z.ZodType, T>(schema: S, translate: (row: z.infer<S>) => T): Parser<T> {
  return (row, context) => {
    const result = schema.safeParse(row);
    if (result.success) return translate(result.data);
    context.unparsed.push(fault(row, context, result.error));
    return undefined;
  };
}

function fault(row: unknown, { iid, prefix }: Context, { issues }: z.ZodError): Unparsed {
  const own = Object(row);
  const [issue] = issues;
  const path = issue?.path.map(String) ?? [];
  const hanging = prefix === undefined ? path : [prefix, String(own.id ?? "?"), ...path];
  return {
    iid: iid ?? (typeof own.iid === "number" ? own.iid : null),
    path: hanging.join("."),
    message: issue?.message ?? "does not have the expected shape",
  };
}

/** Parser of issues. */
export const parseIssue = parser(items.issueSchema, items.toIssue);
/** Parser of merge requests. */
export const parseMergeRequest = parser(items.mergeRequestSchema, items.toMergeRequest);
/** Parser of projects. */
export const parseProject = parser(projects.projectSchema, projects.toProject);
/** Parser of labels. */
export const parseLabel = parser(projects.labelSchema, projects.toLabel);
/** Parser of milestones. */
export const parseMilestone = parser(projects.milestoneSchema, projects.toMilestone);
/** Parser of users. */
export const parseUser = parser(people.userSchema, people.toUser);
/** Parser of what a token tells of itself. */
export const parseToken = parser(people.tokenSchema, (token) => token);
/** Parser of changes of state. */
export const parseStateEvent = parser(events.stateEventSchema, events.toStateEvent);
/** Parser of label events. */
export const parseLabelEvent = parser(events.labelEventSchema, events.toLabelEvent);
/** Parser of milestone events. */
export const parseMilestoneEvent = parser(events.milestoneEventSchema, events.toMilestoneEvent);
/** Parser of changed files. */
export const parseFile = parser(files.fileSchema, files.toFile);
/** Parser of notes. */
export const parseNote: Parser<Note> = parser(discussions.noteSchema, discussions.toNote);

const parseThread = parser(discussions.discussionSchema, (thread) => thread);

/** Parser of discussions. A bad note is left out of its discussion, and the rest is kept. */
export function parseDiscussion(row: unknown, context: Context): Discussion | undefined {
  const thread = parseThread(row, context);
  if (thread === undefined) return undefined;
  const prefix = `${context.prefix ?? "discussions"}.${thread.id}.notes`;
  const notes = parseRows(thread.notes, parseNote, { ...context, prefix });
  if (notes.length === 0 && thread.notes.length > 0) return undefined;
  return { id: thread.id, individual: thread.individual_note ?? false, notes };
}
