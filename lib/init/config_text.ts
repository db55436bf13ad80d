/**
 * The text of a first config: what was chosen, and every default as a comment to begin with.
 *
 * Made from the schema, so that no default or key is written down a second time. Loads zod.
 *
 * @module
 */

import { configJsonSchema } from "../config/json_schema.ts";
import { configSchema, type ParsedConfig } from "../config/schema.ts";
import type { InitSource } from "./types.ts";

/** What a config is written with. */
export interface ConfigTextOptions {
  /** What `$schema` says: a path from the config's folder. */
  readonly schema: string;
}

/** A commented config with one source. */
export function configText(source: InitSource, { schema }: ConfigTextOptions): string {
  const { name, forge, url, token_env, projects } = source;
  const defaults = configSchema.parse({ sources: [ANY_SOURCE] });
  return [
    "// What lore mirrors, and from where. Comments and trailing commas are allowed.",
    "{",
    `  "$schema": ${quote(schema)},`,
    '  "sources": [',
    "    {",
    "      // What messages call it.",
    `      "name": ${quote(name)},`,
    `      "forge": ${quote(forge)},`,
    `      "url": ${quote(url)},`,
    "      // The environment variable that holds the token (scope read_api), never the token itself.",
    `      "token_env": ${quote(token_env)},`,
    '      // "group/repo", or all of a group and of the groups below it: "group/*".',
    '      "projects": [',
    ...projects.map((project) => `        ${quote(project)},`),
    "      ],",
    "    },",
    "  ],",
    "",
    "  // Everything below is as it is anyway: take away the slashes before what is to be changed.",
    ...SECTIONS.flatMap((section) => commentedSection(section, defaults[section])),
    "}",
    "",
  ].join("\n");
}

/** What the defaults of the other sections do not depend on. */
const ANY_SOURCE = { name: "any", forge: "gitlab", projects: ["group/repo"] };

const SECTIONS = ["storage", "logging", "sync", "embedding"] as const;

function commentedSection(
  section: typeof SECTIONS[number],
  values: ParsedConfig[typeof SECTIONS[number]],
): string[] {
  const entries = Object.entries(values).map(([key, value]) =>
    `  //   ${quote(key)}: ${JSON.stringify(value)},`
  );
  return ["", `  // ${describe(section)}.`, `  // ${quote(section)}: {`, ...entries, "  // },"];
}

function describe(section: string): string {
  const { properties } = configJsonSchema() as {
    readonly properties: Readonly<Record<string, { readonly description?: string }>>;
  };
  return properties[section]?.description ?? section;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
