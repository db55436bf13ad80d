/** `lore init`: from nothing to a config that works. @module */

import { defineCommand, main, nonEmpty } from "../lib/cli/mod.ts";
import { initText } from "../lib/init/init_text.ts";

/** The command. */
export const init = defineCommand({
  name: "init",
  summary: "Set up lore: ask, check against the forge, write a config",
  description:
    "Asks for the address of a GitLab, the environment variable that holds the token, and the " +
    "projects; checks each against the forge; then writes a commented config where --config, " +
    "LORE_CONFIG or the working directory say, and its JSON Schema beside it, so that editors " +
    "know its keys. An existing config is left alone unless --force is given, and a token is " +
    "never written anywhere. Until the last question is answered nothing is written: Ctrl-C ends " +
    "it at any time.\n\n" +
    "Without a terminal, in robot mode or with --yes nothing is asked: --url and --project must " +
    "be given, unless the address is that of a project. Where the token's variable is not set, " +
    "--yes writes the config unchecked; without --yes that is an error. What the forge refuses is " +
    "an error with and without it.",
  examples: [
    { line: "lore init", brief: "Ask for everything" },
    {
      line: "lore init --url https://gitlab.example.com/group/repo",
      brief: "Begin with one project, by the address of its page",
    },
    {
      line:
        "lore init --url https://gitlab.example.com --project group/repo --project 'team/*' --yes",
      brief: "Ask nothing: for scripts",
    },
  ],
  flags: {
    forge: {
      kind: "parsed",
      parse: usableForge,
      default: "gitlab",
      placeholder: "gitlab",
      brief: "Which forge it is; this version mirrors GitLab",
    },
    url: {
      kind: "parsed",
      parse: String,
      optional: true,
      placeholder: "URL",
      brief: "Address of the forge, or of a project there",
    },
    tokenEnv: {
      kind: "parsed",
      parse: String,
      optional: true,
      placeholder: "NAME",
      brief: "Environment variable that holds the token, GITLAB_TOKEN by default",
    },
    project: {
      kind: "parsed",
      parse: nonEmpty,
      variadic: true,
      optional: true,
      placeholder: "PATH",
      brief: "Project or wildcard to mirror, as group/repo or group/*",
    },
    name: {
      kind: "parsed",
      parse: String,
      optional: true,
      placeholder: "NAME",
      brief: "What messages call the source; the forge's host by default",
    },
    yes: { kind: "boolean", alias: "y", brief: "Ask nothing; without a token write unchecked" },
    force: { kind: "boolean", brief: "Replace an existing config" },
  },
  permissions: ["read:config", "write:config", "net:forge", "env"],
  // There is none yet; and one that is to be replaced may be broken.
  usesConfig: false,
  async run(app, flags) {
    const [{ init }, { askerFor }] = await Promise.all([
      import("../lib/init/init.ts"),
      import("../lib/ask/asker_for.ts"),
    ]);
    using asker = flags.yes ? undefined : await askerFor(app, "init");
    return await init({ ...app, configFlag: app.globals.config, asker }, flags);
  },
  text: initText,
  resultSchema: async () => (await import("../lib/init/init_schema.ts")).initSchema,
});

/** No enumeration: a name that is near must not be taken for the other forge. */
function usableForge(input: string): "gitlab" {
  if (input === "gitlab") return "gitlab";
  throw new TypeError(
    input === "github"
      ? "this version of lore mirrors GitLab only; a GitHub source would be refused by lore sync"
      : "it must be gitlab",
  );
}

if (import.meta.main) await main(init);
