/**
 * Texts of the demo: titles, descriptions and comments, put together from themes and words.
 *
 * @module
 */

import { PEOPLE } from "./people.ts";
import type { Random } from "./random.ts";
import type { Theme } from "./themes.ts";
import {
  CHECKLISTS,
  COMMENTS,
  HOSTS,
  MERGE_COMMENTS,
  OPENINGS,
  REPLIES,
  TITLE_TAILS,
  VERSIONS,
  WISHES,
} from "./words.ts";

/** Fills a text's slots. */
export function fill(text: string, random: Random): string {
  if (!text.includes("{")) return text;
  return text.replace(/\{(n|ms|host|version)\}/g, (_slot, name: string) => {
    if (name === "n") return String(random.between(2, 9));
    if (name === "ms") return String(random.between(12, 480) * 10);
    return name === "host" ? random.pick(HOSTS) : random.pick(VERSIONS);
  });
}

/** What a text is made from: a theme, and which of its problems. */
export interface Subject {
  readonly theme: Theme;
  /** A theme's titles, symptoms, causes and remedies of equal position belong together. */
  readonly variant: number;
  readonly iid: number;
}

function at(list: readonly string[], variant: number): string {
  return list[variant % list.length] ?? "";
}

/** Title of an issue. */
export function issueTitle({ theme, variant }: Subject, random: Random): string {
  return fill(at(theme.issueTitles, variant) + random.pick(TITLE_TAILS), random);
}

/** Title of a merge request. */
export function mergeTitle({ theme, variant }: Subject, random: Random): string {
  return fill(at(theme.mergeTitles, variant), random);
}

/** Description of an issue; null where nobody wrote one. */
export function issueDescription({ theme, variant, iid }: Subject, random: Random): string | null {
  if (random.chance(0.05)) return null;
  const parts = [random.pick(OPENINGS), at(theme.symptoms, variant)];
  if (random.chance(0.5)) parts.push("```\n" + theme.evidence + "\n```");
  if (random.chance(0.6)) parts.push(at(theme.causes, variant));
  if (iid > 1 && random.chance(0.3)) parts.push(`Related to #${random.between(1, iid - 1)}.`);
  if (random.chance(0.5)) parts.push(random.pick(WISHES));
  return paragraphs(parts, random);
}

/** Description of a merge request that closes an issue, if any is named. */
export function mergeDescription(
  { theme, variant }: Subject,
  closes: number | null,
  random: Random,
): string {
  const parts = [at(theme.causes, variant), at(theme.approaches, variant)];
  if (random.chance(0.3)) {
    const lines = [...theme.before.map(minus), ...theme.after.map(plus)];
    parts.push("```diff\n" + lines.join("\n") + "\n```");
  }
  parts.push(random.pick(CHECKLISTS));
  if (closes !== null) parts.push(`${random.pick(["Closes", "Fixes", "Related to"])} #${closes}`);
  return paragraphs(parts, random);
}

/** A comment: the first of a thread, or one that stands alone. */
export function comment(theme: Theme, options: CommentOptions): string {
  const { random, onMergeRequest, iid } = options;
  if (random.chance(0.45)) {
    const text = fill(random.pick(theme.talk), random);
    return iid > 1 && random.chance(0.15)
      ? `${text}\n\nSee also #${random.between(1, iid)}.`
      : text;
  }
  return fill(random.pick(onMergeRequest ? MERGE_COMMENTS : COMMENTS), random);
}

/** What a comment depends on. */
export interface CommentOptions {
  readonly random: Random;
  readonly onMergeRequest: boolean;
  readonly iid: number;
}

/** A reviewer's comment at a line. */
export function review(theme: Theme, random: Random): string {
  const text = fill(random.pick(theme.reviews), random);
  const [line] = theme.after;
  return line !== undefined && random.chance(0.2)
    ? `${text}\n\n\`\`\`suggestion:-0+0\n${line}\n\`\`\``
    : text;
}

/** An answer in a thread. */
export function reply(random: Random): string {
  const text = fill(random.pick(REPLIES), random);
  return random.chance(0.15) ? `@${random.pick(PEOPLE).username} ${text}` : text;
}

function paragraphs(parts: readonly string[], random: Random): string {
  return fill(parts.filter((part) => part !== "").join("\n\n"), random);
}

function minus(line: string): string {
  return `- ${line}`;
}

function plus(line: string): string {
  return `+ ${line}`;
}
