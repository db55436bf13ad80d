/**
 * What refers to what.
 *
 * Owns: the rows, and how both ends and all that says the same become one answer. Leaves to others:
 * what a text refers to (`documents/references.ts`), when it is looked at (`documents/generate.ts`).
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";

/**
 * What an item does to another: X `closes` Y when X is merged; X `mentions` Y; X is `related` to Y
 * and Y to X; X `blocks` Y; X `duplicates` Y; X was `moved_to` Y; X is `parent_of` Y.
 */
export type Relation =
  | "closes"
  | "mentions"
  | "related"
  | "blocks"
  | "duplicates"
  | "moved_to"
  | "parent_of";

/** What says so: a description, a note by a person, a note by the forge itself. */
export type ReferenceSource = "description" | "note" | "system_note";

/** The other end of a reference. */
export interface Reference {
  readonly relation: Relation;
  /** Path of the other item's project: as it is now, or as it was written where it is not mirrored. */
  readonly project: string;
  readonly kind: ItemKind;
  readonly iid: number;
  /** Null, as state and web link, where the mirror does not have the item. */
  readonly title: string | null;
  readonly state: string | null;
  readonly webUrl: string | null;
  /** When it was said, Unix ms; of a description that of its item. */
  readonly createdAt: number;
  readonly source: ReferenceSource;
}

/** What an item refers to and what refers to it, each the newest last. */
export interface ItemReferences {
  /** `related` is true both ways and stands here only. */
  readonly outgoing: readonly Reference[];
  readonly incoming: readonly Reference[];
}

/**
 * What an item refers to, and what refers to it. Each item and relation once: what a text says
 * counts before what the forge's note says, and a mention is left out where more is said.
 */
export function referencesOf(
  reader: Reader,
  { kind, id }: { readonly kind: ItemKind; readonly id: number },
): ItemReferences {
  const said = reader.all<Said>(REFERENCES[kind], id);
  const kept = withoutRetracted(said);
  const outgoing = strongest(
    kept.filter(({ relation, incoming }) => !incoming || isMutual(relation)),
  );
  const incoming = strongest(
    kept.filter(({ relation, incoming }) => incoming && !isMutual(relation)),
  );
  return { outgoing, incoming };
}

/** A reference as it stands in one place. */
export interface StoredReference {
  /** The item in which it stands. */
  readonly kind: ItemKind;
  /** lore's key of it. */
  readonly itemId: number;
  /** lore's key; null for title and description. */
  readonly discussionId: number | null;
  /** The forge's id of the note; null for title and description. */
  readonly noteId: number | null;
  readonly source: ReferenceSource;
  readonly relation: Relation;
  /** Whether the other item is the one that does it. */
  readonly incoming: boolean;
  /** Whether it is said that it is no longer so. */
  readonly retracted: boolean;
  /** Whether the path was completed from a word that may be no project at all. */
  readonly assumed: boolean;
  /** Path of the other item's project. */
  readonly path: string;
  readonly otherKind: ItemKind;
  readonly iid: number;
  /** Unix ms. */
  readonly createdAt: number;
}

/** Which texts are to be forgotten, by lore's keys. */
export interface ForgottenTexts {
  /** Titles and descriptions of issues. */
  readonly issue: readonly number[];
  /** Titles and descriptions of merge requests. */
  readonly merge_request: readonly number[];
  readonly discussion: readonly number[];
}

/** Forgets what stands in some texts. */
export function clearReferences(tx: Transaction, texts: ForgottenTexts): void {
  for (const kind of ["issue", "merge_request", "discussion"] as const) {
    if (texts[kind].length > 0) tx.run(CLEAR[kind], JSON.stringify(texts[kind]));
  }
}

/** Stores what stands in some places. */
export function insertReferences(tx: Transaction, references: readonly StoredReference[]): void {
  let at = 0;
  for (; at + ROWS_AT_ONCE <= references.length; at += ROWS_AT_ONCE) {
    tx.run(INSERT_MANY, ...references.slice(at, at + ROWS_AT_ONCE).flatMap(values));
  }
  for (const reference of references.slice(at)) tx.run(INSERT, ...values(reference));
}

/** What one place says, seen from the item that is asked for. */
interface Said extends Omit<Reference, "createdAt"> {
  readonly createdAt: number;
  readonly incoming: 0 | 1;
  readonly retracted: 0 | 1;
}

function isMutual(relation: Relation): boolean {
  return relation === "related";
}

function otherOf({ kind, iid, project }: Said): string {
  return `${kind} ${iid} ${project}`;
}

/** Without what was taken back later, and without the taking back. */
function withoutRetracted(said: readonly Said[]): Said[] {
  const endedAt = new Map<string, number>();
  for (const one of said.filter(({ retracted }) => retracted)) {
    const link = linkOf(one);
    endedAt.set(link, Math.max(endedAt.get(link) ?? 0, one.createdAt));
  }
  return said.filter((one) => !one.retracted && one.createdAt > (endedAt.get(linkOf(one)) ?? -1));
}

/** What can be taken back as one: the forge says the same when any relation or blocking ends. */
function linkOf(said: Said): string {
  const { relation, incoming } = said;
  const isLink = relation === "related" || relation === "blocks";
  return `${otherOf(said)} ${isLink ? "link" : `${relation} ${incoming}`}`;
}

/** Each relation to each item once, by the best evidence, the newest last. */
function strongest(said: readonly Said[]): Reference[] {
  const best = new Map<string, Said>();
  const more = new Set<string>();
  for (const one of said.toSorted(byEvidence)) {
    const key = `${otherOf(one)} ${one.relation}`;
    if (!best.has(key)) best.set(key, one);
    if (one.relation !== "mentions") more.add(otherOf(one));
  }
  return [...best.values()]
    .filter((one) => one.relation !== "mentions" || !more.has(otherOf(one)))
    .toSorted((one, other) => one.createdAt - other.createdAt || compare(one, other))
    .map(({ incoming: _, retracted: __, ...reference }) => reference);
}

/** Texts before the forge's notes, and of these the first. */
function byEvidence(one: Said, other: Said): number {
  return Number(one.source === "system_note") - Number(other.source === "system_note") ||
    one.createdAt - other.createdAt;
}

function compare(one: Said, other: Said): number {
  return order(one.project, other.project) || order(one.kind, other.kind) || one.iid - other.iid ||
    order(one.relation, other.relation);
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** The project that a path leads to, present or former. */
const RESOLVED = `(select a.project_id from project_paths a
      where a.path = e.other_path collate nocase and a.source_id = h.source_id
      order by a.path = e.other_path collate binary desc limit 1)`;

const SAID = "e.relation, e.source, e.retracted, e.created_at as createdAt";

/** One question in two halves: what stands in the item itself, what stands in others about it. */
function referencesSql(kind: ItemKind): string {
  const [table, key] = kind === "issue"
    ? ["issues", "issue_id"]
    : ["merge_requests", "merge_request_id"];
  return `
  select ${SAID}, e.incoming, coalesce(p.path, e.other_path) as project, e.other_kind as kind,
    e.other_iid as iid, coalesce(i.title, m.title) as title, coalesce(i.state, m.state) as state,
    coalesce(i.web_url, m.web_url) as webUrl
  from ${table} x
  join projects h on h.id = x.project_id
  join entity_references e on e.${key} = x.id
  left join projects p on p.id = ${RESOLVED}
  left join issues i on e.other_kind = 'issue' and i.project_id = p.id and i.iid = e.other_iid
  left join merge_requests m on e.other_kind = 'merge_request' and m.project_id = p.id
    and m.iid = e.other_iid
  where x.id = ?1 and (e.assumed = 0 or p.id is not null)
    and (e.other_kind, e.other_iid, p.id) is not ('${kind}', x.iid, x.project_id)
  union all
  select ${SAID}, 1 - e.incoming, p.path, iif(i.id is null, 'merge_request', 'issue'),
    coalesce(i.iid, m.iid), coalesce(i.title, m.title), coalesce(i.state, m.state),
    coalesce(i.web_url, m.web_url)
  from ${table} x
  join projects h on h.id = x.project_id
  cross join project_paths a on a.project_id = x.project_id
  cross join entity_references e on e.other_path = a.path collate nocase
    and e.other_kind = '${kind}' and e.other_iid = x.iid
  left join issues i on i.id = e.issue_id
  left join merge_requests m on m.id = e.merge_request_id
  join projects p on p.id = coalesce(i.project_id, m.project_id) and p.source_id = h.source_id
  where x.id = ?1 and e.${key} is not x.id and ${RESOLVED} = x.project_id`;
}

const REFERENCES = { issue: referencesSql("issue"), merge_request: referencesSql("merge_request") };

const CLEAR = {
  issue: `delete from entity_references
    where issue_id in (select value from json_each(?)) and discussion_id is null`,
  merge_request: `delete from entity_references
    where merge_request_id in (select value from json_each(?)) and discussion_id is null`,
  discussion: `delete from entity_references
    where discussion_id in (select value from json_each(?))`,
};

const PLACES = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const INSERT = `
  insert into entity_references (issue_id, merge_request_id, discussion_id, note_forge_id, source,
    relation, incoming, retracted, assumed, other_path, other_kind, other_iid, created_at)
  values ${PLACES}`;

/** Rows a statement: what a call costs counts for as much as what a row costs. */
const ROWS_AT_ONCE = 32;

const INSERT_MANY = `${INSERT}${`, ${PLACES}`.repeat(ROWS_AT_ONCE - 1)}`;

function values(reference: StoredReference): (string | number | null)[] {
  return [
    reference.kind === "issue" ? reference.itemId : null,
    reference.kind === "merge_request" ? reference.itemId : null,
    reference.discussionId,
    reference.noteId,
    reference.source,
    reference.relation,
    reference.incoming ? 1 : 0,
    reference.retracted ? 1 : 0,
    reference.assumed ? 1 : 0,
    reference.path,
    reference.otherKind,
    reference.iid,
    reference.createdAt,
  ];
}
