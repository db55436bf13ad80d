/** The list of commands: what `lore --help` shows, in this order. @module */

import type { Command } from "../lib/cli/mod.ts";

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [];
