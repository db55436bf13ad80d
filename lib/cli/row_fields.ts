/** Which fields the rows of a list may have, by the schema of the result. @module */

import type { Command } from "./command.ts";
import { choicesOf, isSchema, type JsonSchema, resolved } from "./json_schema.ts";
import { resultSchemaOf } from "./manifest.ts";

/** The fields of a command's rows; empty where it declares no schema. */
export async function rowFields(command: Command, rows: string): Promise<string[]> {
  const root = await resultSchemaOf(command);
  if (root === undefined) return [];
  const inside = (schemas: readonly JsonSchema[]): JsonSchema[] =>
    schemas.flatMap((schema): JsonSchema[] => {
      const whole = resolved(schema, root);
      const choices = choicesOf(whole);
      return choices.length === 0 ? [whole] : inside(choices);
    });
  const lists = inside(
    inside([root]).flatMap((each) => {
      const list = propertiesOf(each)[rows];
      return list === undefined ? [] : [list];
    }),
  );
  const items = inside(lists.flatMap(({ items }) => isSchema(items) ? [items] : []));
  return [...new Set(items.flatMap((item) => Object.keys(propertiesOf(item))))];
}

function propertiesOf({ properties }: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return isSchema(properties) ? properties as Readonly<Record<string, JsonSchema>> : {};
}
