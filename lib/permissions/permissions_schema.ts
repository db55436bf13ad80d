/** The result of `lore permissions`, for programs. Loads zod: import it lazily. @module */

import { z } from "zod";
import type { PermissionsResult } from "./list_permissions.ts";

const flags = z.array(z.string()).readonly();

const need = z.strictObject({
  kind: z.string().describe("As Deno names it: read, write, net, env, run"),
  values: z.array(z.string()).readonly().describe(
    "Absolute paths, hosts with a port where it is not the protocol's own, names of variables or " +
      "programs; empty for all of the kind",
  ),
  why: z.string().describe("What for, in words"),
}).readonly();

const command = z.strictObject({
  command: z.string().describe("The command's name"),
  flags: flags.describe("The least flags for Deno, one a kind, not quoted for a shell"),
  kinds: z.array(need).readonly().describe("The same, each reason on its own"),
  line: z.string().describe("The whole command in a checkout, quoted for a POSIX shell"),
  optional: z.strictObject({
    variables: z.array(z.string()).readonly().describe(
      "Environment variables that are honoured where Deno allows them and not missed otherwise: " +
        "colours, robot mode, log filters",
    ),
    flags: flags.describe("The least flags with these variables"),
    line: z.string().describe("The whole command with these variables"),
  }).readonly().describe("What the command does without where it is not allowed"),
}).readonly();

/** What `data` is. */
export const permissionsSchema: z.ZodType<PermissionsResult> = z.strictObject({
  config: z.strictObject({
    path: z.string().describe("Absolute path of the config file"),
    place: z.enum(["--config", "LORE_CONFIG", "working directory", "user config"]).describe(
      "How it was come by",
    ),
  }).readonly().nullable().describe(
    "The config that the flags follow from; null where there is none and defaults stand in: a " +
      "source at gitlab.com and the standard folders",
  ),
  commands: z.array(command).readonly().describe("The commands that were asked for"),
}).readonly();
