/** lore's version, as `deno.json` has it. @module */

import config from "../../deno.json" with { type: "json" };

/** The version of this lore. */
export const VERSION: string = config.version;
