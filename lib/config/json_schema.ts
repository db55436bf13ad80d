/** The config's JSON Schema, for editors and for the docs. Loads zod: import it lazily. @module */

import { z } from "zod";
import { configSchema } from "./schema.ts";

/** What `docs/config.schema.json` holds: every key with its description, bounds and default. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: "input" });
  return {
    $schema,
    title: "lore config",
    description: "lore.config.json; comments and trailing commas are allowed",
    // Editors that know JSON without comments learn by these that this file may have them.
    allowComments: true,
    allowTrailingCommas: true,
    ...schema,
  };
}
