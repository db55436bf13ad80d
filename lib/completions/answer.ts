/**
 * The answer to a shell that asks what can come next: `lore __complete SHELL …`.
 *
 * Owns: what each shell's script sends and what it gets. The first line is `values`, with one
 * candidate a line behind it, or `files` where the shell is to look itself. Leaves to others: what is
 * offered (`candidates.ts`), the scripts (`lore.bash`, `lore.zsh`, `lore.fish`).
 *
 * @module
 */

import type { Command } from "../cli/command.ts";
import type { Candidate, FindNames, Offer } from "./candidates.ts";
import { offerFor } from "./candidates.ts";
import { BASH, bashQuoted, FISH, shellWords, unquote } from "./shell_words.ts";
import { situationOf, type TypedLine } from "./situation.ts";

/** What an answer is made from. */
export interface AnswerOptions {
  readonly commands: readonly Command[];
  /** Asks the mirror that a line is about; whatever is wrong with it, it has no names. */
  findNames(configFlag: string | undefined): FindNames;
}

/** The answer to the arguments behind `__complete`; empty where there is none. */
export async function answer(
  [shell, ...args]: readonly string[],
  options: AnswerOptions,
): Promise<string> {
  if (shell === "bash") return await answerBash(args, options);
  if (shell !== "zsh" && shell !== "fish") return "";
  const line = lineOfWords(args, shell);
  const offer = await offerOn(line, options);
  if (offer.kind === "files") return `files\t${offer.fixed}\t${offer.typed}\n`;
  return lines(offer.candidates.map(({ value, brief }) => `${value}\t${oneLine(brief)}`));
}

async function offerOn(line: TypedLine, options: AnswerOptions): Promise<Offer> {
  const { commands } = options;
  const situation = situationOf(line, commands);
  const findNames = options.findNames(situation.given.get("config")?.at(-1));
  return await offerFor(situation, { current: line.current, commands, findNames });
}

/** zsh and fish split lines themselves: the index of the word at the cursor, then the words. */
function lineOfWords([index, ...words]: readonly string[], shell: "zsh" | "fish"): TypedLine {
  const at = Number(index);
  const typed = words[at] ?? "";
  return {
    before: words.slice(0, at),
    // fish does not take the quotes off the word that is being typed.
    current: shell === "fish" ? unquote(typed, FISH).text : typed,
    after: words.slice(at + 1),
  };
}

/**
 * bash sends the line up to the cursor, how much of its end it is going to replace (it cuts words at
 * `=` and `:` as well), and the rest of the line. What it gets, it puts there as it is.
 */
async function answerBash(
  [before = "", replaced = "", after = ""]: readonly string[],
  options: AnswerOptions,
): Promise<string> {
  const typed = shellWords(before, BASH);
  const last = typed.at(-1);
  if (last === undefined) return "";
  const rest = shellWords(after, BASH).map(({ text }) => text);
  const line: TypedLine = {
    before: argumentsAmong(typed.slice(0, -1).map(({ raw, text }) => ({ raw, text }))),
    current: last.text,
    // A word that the cursor stands in goes on behind it.
    after: /^\s|^$/.test(after) ? rest : rest.slice(1),
  };
  const offer = await offerOn(line, options);
  if (offer.kind === "files") return "files\n";
  const kept = last.raw.endsWith(replaced)
    ? last.raw.slice(0, last.raw.length - replaced.length)
    : "";
  return lines(bashReplacements(offer.candidates, kept));
}

/** What goes behind the part of the word that stays. */
function bashReplacements(candidates: readonly Candidate[], kept: string): string[] {
  const { text, open } = unquote(kept, BASH);
  return candidates.filter(({ value }) => value.startsWith(text))
    .map(({ value }) => bashQuoted(value.slice(text.length), open));
}

/** The words behind the program, without variables before it and without redirections. */
function argumentsAmong(
  words: readonly { readonly raw: string; readonly text: string }[],
): string[] {
  const program = words.findIndex(({ raw }) => !/^\w+=/.test(raw));
  const found: string[] = [];
  for (let index = program + 1; index < words.length; index++) {
    const { raw = "", text = "" } = words[index] ?? {};
    const redirection = /^(\d*|&)[<>][<>&|]*/.exec(raw)?.[0];
    if (redirection === undefined) found.push(text);
    else if (redirection === raw) index++;
  }
  return found;
}

function lines(rows: readonly string[]): string {
  return ["values", ...rows].map((row) => `${row}\n`).join("");
}

function oneLine(brief: string): string {
  return brief.replaceAll(/\s+/g, " ");
}
