/** `docs/json_output.md`: the envelope, errors and results, made from their schemas. @module */

import { markdownTable } from "./markdown_table.ts";
import { choicesOf, isSchema, type JsonSchema, resolved } from "./json_schema.ts";
import type { Manifest } from "./manifest.ts";

/** The reference of what `--robot` prints, in Markdown. */
export function jsonDocs({ envelope, commands, errors }: Manifest): string {
  return [
    "# JSON output",
    "",
    "<!-- Made from the schemas that tests hold every result to: `deno task docs` writes it anew. -->",
    "",
    "With `--robot` (or `-J`, or `LORE_ROBOT=1`) a command prints one line of JSON on stdout and " +
    "nothing else, whether it succeeds or fails; what goes on until it is interrupted prints a " +
    "line for each part. Fields are added in later versions, never renamed or removed. The JSON " +
    "Schemas that this page is made from are in `lore robot-docs`.",
    "",
    "Lists end after so many rows by default, say so in `meta.truncated`, and name the command for " +
    "the rest in `meta.next`. `--fields a,b` keeps only these fields of each row; `--max-chars N` " +
    "ends the list before the line has more characters than that, and where one row alone is too " +
    "long, cuts its longest texts and names them in `meta.shortened`.",
    "",
    "## The envelope",
    "",
    ...fieldTable(envelope),
    "",
    "## Error codes",
    "",
    "`error.actions` are commands that can be run as they are; these are named where an error " +
    "knows of none that fits better.",
    "",
    ...markdownTable(
      ["code", "exit", "meaning", "actions"],
      errors.map(({ code, exit, meaning, actions }) => [
        `\`${code}\``,
        String(exit),
        meaning,
        actions.map((action) => `\`${action}\``).join(", "),
      ]),
    ),
    ...commands.flatMap(({ name, summary, result, rows }) => [
      "",
      `## ${name}`,
      "",
      `${summary}.${
        rows === undefined ? "" : ` Rows: ${rows.map((row) => `\`${row}\``).join(", ")}.`
      }`,
      "",
      ...(result === undefined ? ["Its result has no declared shape."] : fieldTable(result)),
    ]),
    "",
  ].join("\n");
}

/** One field at any depth. */
interface Field {
  readonly path: string;
  readonly type: string;
  readonly meaning: string;
}

function fieldTable(schema: JsonSchema): string[] {
  const fields = [...new Map(
    fieldsOf(schema, { path: "", root: schema, inside: [] })
      .map((field) => [`${field.path} ${field.type}`, field]),
  ).values()];
  return markdownTable(
    ["field", "type", "meaning"],
    fields.map(({ path, type, meaning }) => [`\`${path}\``, type, meaning]),
  );
}

interface Place {
  readonly path: string;
  readonly root: JsonSchema;
  /** References that are being resolved: a tree is shown to its first level. */
  readonly inside: readonly string[];
}

/** The fields of an object, and those inside them, depth first. */
function fieldsOf(schema: JsonSchema, place: Place): Field[] {
  const { root, inside } = place;
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    if (inside.includes(reference)) return [];
    return fieldsOf(resolved(schema, root), { ...place, inside: [...inside, reference] });
  }
  const choices = choicesOf(schema);
  if (choices.length > 0) return choices.flatMap((each) => fieldsOf(each, place));
  const items = schema["items"];
  if (isSchema(items)) return fieldsOf(items, { ...place, path: `${place.path}[]` });
  const properties = schema["properties"];
  if (!isSchema(properties)) return [];
  const required = (schema["required"] ?? []) as readonly string[];
  return Object.entries(properties).flatMap(([name, member]) => {
    if (!isSchema(member)) return [];
    const path = place.path === "" ? name : `${place.path}.${name}`;
    const meaning = String(member["description"] ?? resolved(member, root)["description"] ?? "");
    const type = typeOf(member, root) + (required.includes(name) ? "" : ", optional");
    return [{ path, type, meaning }, ...fieldsOf(member, { ...place, path })];
  });
}

function typeOf(schema: JsonSchema, root: JsonSchema): string {
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    return [...new Set(choices.map((each) => typeOf(each, root)))].join(" or ");
  }
  if (typeof schema["$ref"] === "string") return typeOf(resolved(schema, root), root);
  const values = schema["enum"] as readonly unknown[] | undefined;
  if (values !== undefined) {
    return values.length > 8 ? "string" : values.map((value) => `\`${value}\``).join(" or ");
  }
  if ("const" in schema) return `\`${schema["const"]}\``;
  const items = schema["items"];
  if (schema["type"] === "array" && isSchema(items)) return `array of ${typeOf(items, root)}`;
  const types = [schema["type"] ?? "any"].flat();
  return types.join(" or ");
}
