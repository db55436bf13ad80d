/**
 * `docs/schema.md`: the tables as they are once every migration has run.
 *
 * Columns and types come from SQLite itself, their meaning from the comments in the migrations: those
 * above a table, above a column, or behind one.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { type Migration, migrations } from "../../migrations/mod.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

interface ForeignKey {
  readonly from: string;
  readonly table: string;
  readonly to: string;
}

/** The reference of the store, in Markdown. */
export function schemaDocs(list: readonly Migration[] = migrations): string {
  using database = new DatabaseSync(":memory:");
  for (const { sql } of list) database.exec(sql);
  const comments = readComments(list.map(({ sql }) => sql));
  const tables = database.prepare(
    `select name, type from pragma_table_list
     where schema = 'main' and type in ('table', 'virtual') and name not like 'sqlite_%'
     order by name`,
  ).all() as { name: string; type: string }[];
  return [
    "# The store",
    "",
    "<!-- Made from the migrations: `deno task docs` writes it anew. -->",
    "",
    `The tables of \`lore.db\`, schema version ${
      list.at(-1)?.version ?? 0
    }. Times are Unix ms unless ` +
    "said otherwise; `forge_id` is the forge's own id.",
    ...tables.flatMap((table) => ["", ...tableSection(database, table.name, comments)]),
    "",
  ].join("\n");
}

function tableSection(
  database: DatabaseSync,
  table: string,
  comments: ReadonlyMap<string, string>,
): string[] {
  // What is computed is hidden from `table_info`; what is for a virtual table's own use has 1.
  const columns = database.prepare("select * from pragma_table_xinfo(?) where hidden <> 1").all(
    table,
  ) as unknown as Column[];
  const keys = database.prepare(
    'select "from", "table", "to" from pragma_foreign_key_list(?)',
  ).all(table) as unknown as ForeignKey[];
  const about = comments.get(table);
  return [
    `## \`${table}\``,
    ...about === undefined ? [] : ["", about],
    "",
    "| column | type | meaning |",
    "| --- | --- | --- |",
    ...columns.map((column) => {
      const meaning = [
        reference(keys.find(({ from }) => from === column.name)),
        comments.get(`${table}.${column.name}`),
      ];
      const words = meaning.filter((part) => part !== undefined).join(". ");
      return `| \`${column.name}\` | ${typeOf(column)} | ${words.replaceAll("|", "\\|")} |`;
    }),
  ];
}

function typeOf({ type, notnull, pk, dflt_value }: Column): string {
  const rest = pk > 0 ? ["primary key"] : notnull === 1 ? [] : ["or null"];
  const standard = dflt_value === null ? [] : [`default ${dflt_value}`];
  return [type.toLowerCase() || "any", ...rest, ...standard].join(", ");
}

function reference(key: ForeignKey | undefined): string | undefined {
  return key === undefined ? undefined : `\`${key.table}.${key.to}\``;
}

/** Comments by `table` and `table.column`. A later migration's word stands. */
export function readComments(texts: readonly string[]): Map<string, string> {
  const comments = new Map<string, string>();
  let table = "";
  let above: string[] = [];
  for (const line of texts.flatMap((text) => [...text.split("\n"), ""])) {
    const [, comment] = /^\s*--\s?(.*)$/.exec(line) ?? [];
    if (comment !== undefined) {
      above.push(comment.trim());
      continue;
    }
    const made = /^\s*create\s+(?:virtual\s+)?table\s+(?:if not exists\s+)?"?(\w+)/i.exec(line)
      ?.[1];
    const added = /^\s*alter table "?(\w+)"? add column "?(\w+)/i.exec(line);
    const column = /^\s+"?([a-z_]\w*)"?[\s,]/.exec(line)?.[1];
    const behind = /\s--\s*(.*)$/.exec(line)?.[1];
    if (made !== undefined) table = made;
    const key = made ??
      (added === null
        ? table !== "" && column !== undefined ? `${table}.${column}` : undefined
        : `${added[1]}.${added[2]}`);
    const text = [...above, ...behind === undefined ? [] : [behind]].join(" ").trim();
    if (key !== undefined && text !== "") comments.set(key, text.replace(/\.$/, ""));
    if (/^\s*\)/.test(line)) table = "";
    above = [];
  }
  return comments;
}
