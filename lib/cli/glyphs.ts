/** The characters of lore's own that are not in ASCII, and what stands for them where they must be. @module */

import type { Environment } from "../platform/environment.ts";

/** What lore itself puts between and behind what it shows. */
export interface Glyphs {
  /** Where something was cut off. */
  readonly ellipsis: string;
  /** Between facts on one line. */
  readonly dot: string;
}

/** Of terminals that show Unicode: nearly all. */
export const UNICODE_GLYPHS: Glyphs = { ellipsis: "…", dot: "·" };

const ASCII_GLYPHS: Glyphs = { ellipsis: "...", dot: "-" };

/**
 * The glyphs for a locale: ASCII where `LC_ALL`, `LC_CTYPE` or `LANG`, the first of them that is set,
 * names another encoding than UTF-8, as `C` and `POSIX` do. What a forge has written is shown as it
 * is: no other letter says the same.
 */
export function glyphsFor(environment: Environment): Glyphs {
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(environment).find((value) => value);
  return locale === undefined || /utf-?8/i.test(locale) ? UNICODE_GLYPHS : ASCII_GLYPHS;
}
