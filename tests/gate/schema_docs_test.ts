import assert from "node:assert/strict";
import { readComments, schemaDocs } from "./schema_docs.ts";

const FIRST = `-- What was
-- fetched.
create table a (
  id integer primary key,
  -- As the forge
  -- has it.
  path text not null, -- unique
  b_id integer references b (id)
) strict;

-- Not about a table.

create table b (id integer primary key) strict;
`;

const SECOND = `-- How often.
alter table a add column times integer not null default 0;
`;

Deno.test("readComments() gives comments to what they stand above or behind", () => {
  assert.deepEqual([...readComments([FIRST, SECOND])], [
    ["a", "What was fetched"],
    ["a.path", "As the forge has it. unique"],
    ["a.times", "How often"],
  ]);
});

Deno.test("schemaDocs() shows every table as it is after the last migration", () => {
  const text = schemaDocs([
    { version: 1, name: "first", sql: FIRST },
    { version: 2, name: "second", sql: SECOND },
  ]);
  assert.match(text, /schema version 2/);
  assert.match(text, /## `a`\n\nWhat was fetched\n/);
  assert.ok(text.includes("| `id` | integer, primary key |"));
  assert.match(text, /\| `b_id` \| integer, or null \| `b\.id` \|/);
  assert.match(text, /\| `times` \| integer, default 0 \| How often \|/);
  assert.match(text, /## `b`/);
});
