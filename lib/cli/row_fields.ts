/** Which fields the rows of a list may have, by the schema of the result. @module */

import type { Command } from "./command.ts";
import { type JsonSchema, resultSchemaOf } from "./manifest.ts";

/** The fields of a command's rows; empty where it declares no schema. */
export async function rowFields(command: Command, rows: string): Promise<string[]> {
  const schema = await resultSchemaOf(command);
  if (schema === undefined) return [];
  const items = alternatives(schema, schema)
    .flatMap((each) => alternatives(member(each, "properties", rows), schema))
    .flatMap((each) => alternatives(member(each, "items"), schema));
  return [...new Set(items.flatMap((item) => Object.keys(member(item, "properties") ?? {})))];
}

/** A schema, or each of those that it leaves the choice of. */
function alternatives(schema: JsonSchema | undefined, root: JsonSchema): JsonSchema[] {
  if (schema === undefined) return [];
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    return alternatives(member(root, ...reference.replace(/^#\//, "").split("/")), root);
  }
  const choice = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(choice)) return [schema];
  return choice.flatMap((each) => alternatives(each, root));
}

function member(
  schema: JsonSchema | undefined,
  ...path: readonly string[]
): JsonSchema | undefined {
  let at: unknown = schema;
  for (const name of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as JsonSchema)[name];
  }
  return typeof at === "object" && at !== null ? at as JsonSchema : undefined;
}
