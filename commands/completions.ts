/** `lore completions`: the script by which a shell completes lines for lore. @module */

import { defineCommand, main } from "../lib/cli/mod.ts";

/** The command. */
export const completions = defineCommand({
  name: "completions",
  summary: "Print the script by which bash, zsh or fish completes lore",
  description:
    "The script is to be sourced; its first lines say how to do that for every new shell. At a " +
    "Tab the shell then asks lore what can come: commands, flags, their values, and from the " +
    "mirror projects, labels, users, milestones and run ids. That asks no forge and changes " +
    "nothing. lore must be an executable or a shell function: an alias cannot be asked.",
  examples: [
    { line: "source <(lore completions bash)", brief: "For this shell, in bash or zsh" },
    { line: "lore completions fish | source", brief: "For this shell, in fish" },
  ],
  flags: {},
  positional: {
    shell: { kind: "enum", values: ["bash", "zsh", "fish"], brief: "The shell it is for" },
  },
  permissions: [],
  usesConfig: false,
  async run(_app, { shell }) {
    const { completionScript } = await import("../lib/completions/scripts.ts");
    return completionScript(shell);
  },
  text: ({ script }) => script.trimEnd(),
  resultSchema: async () =>
    (await import("../lib/completions/scripts_schema.ts")).completionsSchema,
});

if (import.meta.main) await main(completions);
