/** How SQLite goes about a question. @module */

import type { Reader, SqlValue } from "../../lib/db/mod.ts";

/** A reader that notes every question with its values. */
export class NotingReader implements Reader {
  readonly #reader: Reader;
  readonly asked: { readonly sql: string; readonly values: readonly SqlValue[] }[] = [];

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    this.asked.push({ sql, values });
    return this.#reader.all(sql, ...values);
  }

  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    this.asked.push({ sql, values });
    return this.#reader.get(sql, ...values);
  }

  iterate<Row>(sql: string, ...values: SqlValue[]): Iterable<Row> {
    return this.all(sql, ...values);
  }
}

/** The steps of the plans of everything that `body` asks, question by question. */
export function plansOf(reader: Reader, body: (reader: Reader) => unknown): string[][] {
  const noting = new NotingReader(reader);
  body(noting);
  return noting.asked.map(({ sql, values }) =>
    reader.all<{ detail: string }>(`explain query plan ${sql}`, ...values)
      .map(({ detail }) => detail)
  );
}

/** Steps that read a whole table; tables that hold a few rows a project may be given. */
export function fullScans(plans: readonly string[][], small: readonly string[] = []): string[] {
  return plans.flat().filter((step) => /^SCAN (?!\(|CONSTANT)/.test(step))
    .filter((step) => !step.includes("VIRTUAL TABLE"))
    .filter((step) => !small.some((name) => new RegExp(`^SCAN ${name}\\b`).test(step)));
}
