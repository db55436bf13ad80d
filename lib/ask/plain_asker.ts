/**
 * Questions as lines, for terminals that cannot be drawn on: `TERM=dumb`, an editor's shell window,
 * a locale without the characters of a drawing. ASCII alone, apart from what the forge names.
 *
 * @module
 */

import { redact } from "../log/redact.ts";
import type { LineReader } from "../platform/keyboard.ts";
import {
  type Asker,
  type Choice,
  type ChoiceQuestion,
  leftQuestion,
  type TextQuestion,
} from "./asker.ts";

/** What plain questions are asked by. */
export interface PlainOptions {
  readonly lines: LineReader;
  readonly signal: AbortSignal;
  /** Which command asks. */
  readonly command: string;
  /** Writes text as it is. */
  write(text: string): void;
}

/** Asks line by line. */
export function plainAsker({ lines, signal, command, write }: PlainOptions): Asker {
  const next = async (prompt: string): Promise<string> => {
    write(prompt);
    const line = await lines.next(signal);
    if (line !== undefined) return line.trim();
    write("\n");
    throw leftQuestion(command);
  };
  /** Asks until an answer means something; what it does not mean is said as an error. */
  const ask = async <T>(prompt: string, read: (line: string) => T): Promise<T> => {
    for (;;) {
      const line = await next(prompt);
      try {
        return read(line);
      } catch (error) {
        if (!(error instanceof Misunderstood)) throw error;
        write(`! ${error.message}\n`);
      }
    }
  };
  return {
    say: (line) => write(`${redact(line)}\n`),
    warn: (message, hint) =>
      write(redact(`! ${message}\n${hint === undefined ? "" : `  ${hint}\n`}`)),
    text: (question) => ask(asked(question), (line) => typed(line, question)),
    choose: (question) => ask(listed(question, "Number"), (line) => one(line, question.choices)),
    chooseMany: (question) =>
      ask(listed(question, "Numbers, with blanks between"), (line) => many(line, question.choices)),
    confirm: (message, { standard = true } = {}) =>
      ask(`${message} ${standard ? "[Y/n]" : "[y/N]"}: `, (line) => yesOrNo(line, standard)),
    [Symbol.dispose]: () => lines[Symbol.dispose](),
  };
}

/** An answer that means nothing: the question is asked again. */
class Misunderstood extends Error {}

/** A question for a text, with what an empty line stands for. */
function asked({ message, standard, initial, example }: TextQuestion): string {
  const taken = initial ?? standard;
  if (taken !== undefined) return `${message} [${taken}]: `;
  return example === undefined ? `${message}: ` : `${message} (like ${example}): `;
}

function typed(line: string, { standard, initial, problem }: TextQuestion): string {
  const answer = line || (initial ?? standard) || "";
  const wrong = answer === "" ? "An answer is needed" : problem?.(answer);
  if (wrong !== undefined) throw new Misunderstood(wrong);
  return answer;
}

function yesOrNo(line: string, standard: boolean): boolean {
  if (line === "") return standard;
  if (/^y(es)?$/i.test(line)) return true;
  if (/^no?$/i.test(line)) return false;
  throw new Misunderstood("Answer y or n");
}

function listed({ message, choices }: ChoiceQuestion, prompt: string): string {
  const rows = choices.map(({ label, hint }, index) =>
    `  ${index + 1}. ${label}${hint === undefined ? "" : ` (${hint})`}\n`
  );
  return `${message}\n${rows.join("")}${prompt}: `;
}

/** Choices, with blanks or commas between. */
function many(line: string, choices: readonly Choice[]): string[] {
  const words = line.split(/[\s,]+/).filter((word) => word !== "");
  if (words.length === 0) throw new Misunderstood("An answer is needed");
  return words.map((word) => one(word, choices));
}

/** A choice by its number or by itself. */
function one(word: string, choices: readonly Choice[]): string {
  const byNumber = /^\d+$/.test(word) ? choices[Number(word) - 1] : undefined;
  const chosen = byNumber ?? choices.find(({ value, label }) => value === word || label === word);
  if (chosen !== undefined) return chosen.value;
  throw new Misunderstood(`There is no "${word}": give numbers from 1 to ${choices.length}`);
}
