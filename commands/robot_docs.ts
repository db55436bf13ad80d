/** `lore robot-docs`: what lore can do, for programs that drive it. @module */

import { defineCommand, main, nonEmpty } from "../lib/cli/mod.ts";

/** The command. */
export const robotDocs = defineCommand({
  name: "robot-docs",
  summary: "Describe every command, flag, result and error, for programs",
  description:
    "Prints the manifest: commands with their flags, permissions and the JSON Schema of what they " +
    "return, the schema of the envelope, error codes with the commands that help, exit codes. It " +
    "is made from what runs the commands, so it cannot differ from them. With names: only these " +
    "commands.",
  examples: [
    { line: "lore robot-docs", brief: "Everything, as JSON" },
    { line: "lore robot-docs search threads", brief: "Two commands" },
    { line: "lore robot-docs --format markdown", brief: "The same to read" },
  ],
  flags: {
    format: {
      kind: "enum",
      values: ["json", "markdown"],
      default: "json",
      brief: "Data for programs, or pages to read",
    },
  },
  positional: {
    commands: {
      kind: "rest",
      parse: nonEmpty,
      brief: "Only these commands",
      completes: "command",
    },
  },
  permissions: [],
  usesConfig: false,
  async run(app, { format, commands: names }) {
    const [{ manifest, selectCommands }, { cliDocs }, { jsonDocs }] = await Promise.all([
      import("../lib/cli/manifest.ts"),
      import("../lib/cli/docs.ts"),
      import("../lib/cli/json_docs.ts"),
    ]);
    const commands = selectCommands(await app.listCommands(), names);
    const described = await manifest(commands);
    return format === "json"
      ? described
      : { markdown: `${cliDocs(commands)}\n${jsonDocs(described)}` };
  },
  text: (result) => "markdown" in result ? result.markdown : JSON.stringify(result, null, 2),
  resultSchema: async () => (await import("../lib/cli/manifest_schema.ts")).robotDocsSchema,
});

// Not awaited: the list of commands imports this module, which must be evaluated by then.
if (import.meta.main) void main(robotDocs, async () => (await import("./mod.ts")).commands);
