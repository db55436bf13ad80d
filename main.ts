/**
 * lore as a program: what `deno task lore` runs and what the executable is made of.
 *
 * Apart from `mod.ts`, so that `lore --help` does not load the library first.
 *
 * @module
 */

import { mainOf } from "./lib/cli/main.ts";

await mainOf(async () => (await import("./commands/mod.ts")).commands);
