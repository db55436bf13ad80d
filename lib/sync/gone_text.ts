/** `lore coverage --gone` in words. Light to import: help loads it. @module */

import type { GoneReport, GoneRow } from "./gone.ts";

/** What the words are made with. */
export interface GoneWords {
  /** Unix ms. */
  readonly now: number;
  ago(then: number): string;
  printable(text: string): string;
  wrap(text: string): string;
  table(
    columns: readonly { readonly title: string; readonly shrinks?: boolean }[],
    rows: readonly (readonly string[])[],
  ): string;
}

const KINDS = { issue: "issue", merge_request: "merge request", note: "note" } as const;

const COLUMNS = [
  { title: "Item" },
  { title: "What" },
  { title: "By", shrinks: true },
  { title: "Text", shrinks: true },
  { title: "Found gone" },
] as const;

/** A row for each; of a note what it said, of an item its title. */
export function goneText(
  { gone }: GoneReport,
  { ago, now, printable, table, wrap }: GoneWords,
): string {
  if (gone.length === 0) {
    return wrap("Nothing that was mirrored is known to be gone from the forge");
  }
  const row = ({ reference, kind, author, title, body, gone_at, certain }: GoneRow): string[] => [
    printable(reference),
    certain ? KINDS[kind] : `${KINDS[kind]}, or confidential`,
    printable(author ?? ""),
    printable(kind === "note" ? body ?? "" : title),
    // The forge's clock may be ahead.
    ago(Math.min(now, Date.parse(gone_at))),
  ];
  return table(COLUMNS, gone.map(row));
}
