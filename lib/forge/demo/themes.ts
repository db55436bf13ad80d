/**
 * What the demo's issues and merge requests are about.
 *
 * Owns: the list of themes, each a believable piece of software work with its own words. Leaves to
 * others: sentences that fit any theme (`words.ts`), putting texts together (`prose.ts`).
 *
 * Slots: `{n}` a small number, `{ms}` a time in ms, `{host}` a host, `{version}` a release.
 *
 * @module
 */

import { PRODUCT_THEMES } from "./themes_product.ts";
import { SERVICE_THEMES } from "./themes_service.ts";

/** Words that belong together. */
export interface Theme {
  /** Folder of the sources it touches. */
  readonly area: string;
  /** For branches and names of files. */
  readonly slug: string;
  /** Names of labels that suit it. */
  readonly labels: readonly string[];
  readonly issueTitles: readonly string[];
  /** What is seen. */
  readonly symptoms: readonly string[];
  /** Why it happens. */
  readonly causes: readonly string[];
  readonly mergeTitles: readonly string[];
  /** What a merge request does about it. */
  readonly approaches: readonly string[];
  /** What people say about it. */
  readonly talk: readonly string[];
  /** What reviewers say at a line. */
  readonly reviews: readonly string[];
  /** A log or command, for a code block. */
  readonly evidence: string;
  /** Lines of source, before and after. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Every theme. Items name theirs by position, so the order matters. */
export const THEMES: readonly Theme[] = [...SERVICE_THEMES, ...PRODUCT_THEMES];
