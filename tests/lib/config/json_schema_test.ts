import assert from "node:assert/strict";
import { configJsonSchema } from "../../../lib/config/json_schema.ts";

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: unknown;
}

/** Every key below a node, as `sync.concurrency`. */
function* entries(node: Node, path = ""): Generator<[string, Node]> {
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    yield [`${path}${key}`, child];
    yield* entries(child, `${path}${key}.`);
  }
  if (node.items !== undefined) yield* entries(node.items, `${path}[].`);
}

Deno.test("configJsonSchema() describes every key and its unit", () => {
  const all = [...entries(configJsonSchema() as Node)];
  assert.ok(all.length >= 25, `only ${all.length} keys`);
  for (const [path, { description }] of all) assert.ok(description, `${path} is not described`);
  for (const [path, { description = "" }] of all) {
    if (/_sec(s|onds)$/.test(path)) assert.match(description, /seconds/i, path);
  }
});

Deno.test("configJsonSchema() tells editors that the file may have comments", () => {
  const { allowComments, allowTrailingCommas } = configJsonSchema();
  assert.deepEqual([allowComments, allowTrailingCommas], [true, true]);
});

Deno.test("configJsonSchema() is as strict as the parser", () => {
  const schema = configJsonSchema() as Node;
  assert.equal(schema.additionalProperties, false);
  for (const [path, node] of entries(schema)) {
    if (node.properties !== undefined) assert.equal(node.additionalProperties, false, path);
  }
});
