/**
 * Questions drawn on a terminal. Loads the prompts: import it lazily.
 *
 * Owns: how a question looks and which keys answer it. Leaves to others: the streams
 * (`platform/keyboard.ts`), terminals that cannot be drawn on (`plain_asker.ts`).
 *
 * @module
 */

import * as prompts from "@clack/prompts";
import { redact } from "../log/redact.ts";
import { systemKeyboard } from "../platform/keyboard.ts";
import { type Asker, leftQuestion, type TextQuestion } from "./asker.ts";

/** How the terminal is used. */
export interface ClackOptions {
  readonly color: boolean;
  readonly signal: AbortSignal;
  /** Which command asks. */
  readonly command: string;
}

/** Choices from which on one searches by typing instead of only moving. */
const MANY = 8;

/** Asks at the process's terminal. */
export function clackAsker({ color, signal, command }: ClackOptions): Asker {
  const { input, output } = systemKeyboard({ color });
  const common = { input, output, signal };
  const answered = <T>(answer: T | typeof prompts.CANCEL_SYMBOL): T => {
    if (prompts.isCancel(answer)) throw leftQuestion(command);
    return answer as T;
  };
  return {
    say: (line) => prompts.log.info(redact(line), { output }),
    warn: (message, hint) =>
      prompts.log.warn(redact(hint === undefined ? message : `${message}\n${hint}`), { output }),
    text: async (question) =>
      answered(await prompts.text({ ...common, ...textPrompt(question) })).trim() ||
      question.standard || "",
    choose: async ({ message, choices }) =>
      answered(await prompts.select({ ...common, message, options: [...choices] })),
    async chooseMany({ message, choices }) {
      const question = { ...common, message, options: [...choices], required: true };
      if (choices.length < MANY) return answered(await prompts.multiselect(question));
      const chosen = answered(
        await prompts.autocompleteMultiselect({ ...question, maxItems: MANY }),
      );
      // It leaves only a number on the screen.
      const labels = choices.filter(({ value }) => chosen.includes(value)).map(({ label }) =>
        label
      );
      prompts.log.info(labels.join(", "), { output });
      return chosen;
    },
    confirm: async (message, { standard = true } = {}) =>
      answered(await prompts.confirm({ ...common, message, initialValue: standard })),
    [Symbol.dispose]: () => {},
  };
}

/** A question for a text, as it is drawn. */
function textPrompt({ message, standard, initial, example, problem }: TextQuestion) {
  return {
    message,
    placeholder: standard ?? example,
    defaultValue: standard,
    initialValue: initial,
    validate: (typed?: string): string | undefined => {
      const answer = typed?.trim() || standard || "";
      return answer === "" ? "An answer is needed" : problem?.(answer);
    },
  };
}
