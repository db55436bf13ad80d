/** lore's version. A test holds it to that of `deno.json`, which has comments and so is no module. @module */

/** The version of this lore. */
export const VERSION = "0.1.0";
