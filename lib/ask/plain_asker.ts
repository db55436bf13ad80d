/**
 * Questions as lines, for terminals that cannot be drawn on: `TERM=dumb`, an editor's shell window,
 * a locale without the characters of a drawing. ASCII alone, apart from what the forge names.
 *
 * @module
 */

import { redact } from "../log/redact.ts";
import type { LineReader } from "../platform/keyboard.ts";
import { type Asker, type Choice, type ChoiceQuestion, leftQuestion } from "./asker.ts";

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
    text({ message, standard, initial, example, problem }) {
      const taken = initial ?? standard;
      const shown = taken !== undefined
        ? ` [${taken}]`
        : example !== undefined
        ? ` (like ${example})`
        : "";
      return ask(`${message}${shown}: `, (line) => {
        const answer = line || taken || "";
        const wrong = answer === "" ? "An answer is needed" : problem?.(answer);
        if (wrong !== undefined) throw new Misunderstood(wrong);
        return answer;
      });
    },
    choose: (question) => ask(listed(question, "Number"), (line) => one(line, question.choices)),
    chooseMany: (question) =>
      ask(listed(question, "Numbers, with blanks between"), (line) => {
        const words = line.split(/[\s,]+/).filter((word) => word !== "");
        if (words.length === 0) throw new Misunderstood("An answer is needed");
        return words.map((word) => one(word, question.choices));
      }),
    confirm: (message, { standard = true } = {}) =>
      ask(`${message} ${standard ? "[Y/n]" : "[y/N]"}: `, (line) => {
        if (line === "") return standard;
        if (/^y(es)?$/i.test(line)) return true;
        if (/^no?$/i.test(line)) return false;
        throw new Misunderstood("Answer y or n");
      }),
    [Symbol.dispose]: () => lines[Symbol.dispose](),
  };
}

/** An answer that means nothing: the question is asked again. */
class Misunderstood extends Error {}

function listed({ message, choices }: ChoiceQuestion, prompt: string): string {
  const rows = choices.map(({ label, hint }, index) =>
    `  ${index + 1}. ${label}${hint === undefined ? "" : ` (${hint})`}\n`
  );
  return `${message}\n${rows.join("")}${prompt}: `;
}

/** A choice by its number or by itself. */
function one(word: string, choices: readonly Choice[]): string {
  const byNumber = /^\d+$/.test(word) ? choices[Number(word) - 1] : undefined;
  const chosen = byNumber ?? choices.find(({ value, label }) => value === word || label === word);
  if (chosen !== undefined) return chosen.value;
  throw new Misunderstood(`There is no "${word}": give numbers from 1 to ${choices.length}`);
}
