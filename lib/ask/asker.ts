/**
 * The questions that can be asked, whoever draws them.
 *
 * Owns: what a question is, and what leaving it means. Leaves to others: drawing (`clack_asker.ts`,
 * `plain_asker.ts`), what is asked (`init/interview.ts`, `store/reset.ts`).
 *
 * @module
 */

import { LoreError } from "../errors.ts";

/** A question that is answered by a text. */
export interface TextQuestion {
  readonly message: string;
  /** What stands for an empty answer. */
  readonly standard?: string;
  /** What is there to be changed or taken. */
  readonly initial?: string;
  /** What an answer may look like. */
  readonly example?: string;
  /** What is wrong with an answer; undefined for a good one. Must not repeat a secret. */
  problem?(answer: string): string | undefined;
}

/** One of several answers. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** A question that is answered by choosing. */
export interface ChoiceQuestion {
  readonly message: string;
  readonly choices: readonly Choice[];
}

/** Someone who can be asked. Whoever leaves a question ends the command: {@link leftQuestion}. */
export interface Asker extends Disposable {
  /** A remark between two questions. */
  say(line: string): void;
  /** What went wrong, and what to do, between two questions. */
  warn(message: string, hint?: string): void;
  text(question: TextQuestion): Promise<string>;
  choose(question: ChoiceQuestion): Promise<string>;
  /** At least one of the choices. */
  chooseMany(question: ChoiceQuestion): Promise<readonly string[]>;
  /** What an empty answer means is `standard`: yes, unless it is false. */
  confirm(message: string, options?: { readonly standard?: boolean }): Promise<boolean>;
}

/** The error for a question of a command that was left by Ctrl-C, Esc or the end of input. */
export function leftQuestion(command: string): LoreError {
  return new LoreError("INTERRUPTED", "Stopped: nothing was changed", {
    hint: `Run lore ${command} again whenever you like`,
    actions: [`lore ${command}`],
  });
}
