/** What texts for people are made with: a part of `cli/look.ts`, which knows the terminal. @module */

type Paint = (text: string) => string;

/** How words are to look, and for how much room. */
export interface Words {
  readonly style: Readonly<Record<"bold" | "dim" | "red" | "green" | "yellow" | "cyan", Paint>>;
  /** Columns to lay out for. */
  readonly columns: number;
  /** Whether a person reads; otherwise nothing need be cut or broken to fit. */
  readonly isTerminal: boolean;
  /** Whether the command for the next page is told beside the text. */
  readonly hasRemarks?: boolean;
  /** `5 minutes ago`; of a time in Unix ms. */
  ago(then: number): string;
  /** `1 item`, `2 items`. */
  count(number: number, one: string, many?: string): string;
  /** Columns that text takes. */
  width(text: string): number;
  /** Text cut to a number of columns. */
  fit(text: string, columns: number): string;
  /** Text filled up to a number of columns. */
  pad(text: string, columns: number, side?: "left" | "right"): string;
  /** Text on one line and without control characters. */
  printable(text: string): string;
  /** Rows under titles. */
  table(
    columns: readonly {
      readonly title: string;
      readonly align?: "left" | "right";
      readonly shrinks?: boolean;
    }[],
    rows: readonly (readonly string[])[],
  ): string;
}
