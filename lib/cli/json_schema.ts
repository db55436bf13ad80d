/** Finding one's way in a JSON Schema, as far as those of results go. @module */

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Whether a value inside a schema is a schema itself. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a schema leaves the choice of; empty where there is none. */
export function choicesOf(schema: JsonSchema): readonly JsonSchema[] {
  const choices = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(choices) ? choices.filter(isSchema) : [];
}

/** What a reference inside a document stands for, `#` being the whole of it; else the schema itself. */
export function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const reference = schema["$ref"];
  if (typeof reference !== "string") return schema;
  let at: unknown = root;
  for (const name of reference.split("/").slice(1)) at = isSchema(at) ? at[name] : undefined;
  return isSchema(at) ? at : {};
}
