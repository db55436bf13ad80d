/** `lore logs` in words: lines as the terminal shows them. @module */

import { LEVELS } from "../log/level.ts";
import { dayOf } from "../log/log_files.ts";
import { formatText, type TextSpan } from "../log/text_format.ts";
import type { LineSpan, LogLine } from "./log_line.ts";
import type { Logs } from "./logs.ts";

/** What the words are made with. */
export interface LogsWords {
  /** Unix ms. */
  readonly now: number;
  readonly style: { readonly isOn: boolean };
  printable(text: string): string;
}

/** Lines for people, or as they stand in the file where that was asked for. */
export function logsText(logs: Logs, words: LogsWords): string {
  if (logs.raw !== undefined) return logs.raw.join("\n");
  return logs.lines.map((line) =>
    isLogLine(line) ? lineText(line, words) : words.printable(line.raw)
  ).join("\n");
}

function isLogLine(line: Logs["lines"][number]): line is LogLine {
  return LEVELS.some((level) => "level" in line && line.level === level);
}

/** A line as on the terminal; those of another day begin with it. */
export function lineText(
  line: LogLine,
  { now, style, showSpans = true }: Pick<LogsWords, "now" | "style"> & {
    readonly showSpans?: boolean;
  },
): string {
  const { message, ...fields } = line.fields;
  const time = Date.parse(line.timestamp);
  const text = formatText({
    time,
    level: line.level,
    target: line.target,
    message,
    fields,
    span: spanOf(line.spans),
  }, { color: style.isOn, showSpans });
  const { name: day } = dayOf(time);
  return day === dayOf(now).name ? text : `${day} ${text}`;
}

/** The chain of spans that a line names, as far as text needs it. */
function spanOf(spans: readonly LineSpan[]): TextSpan | undefined {
  return spans.reduce<TextSpan | undefined>((parent, { name, run_id, ...fields }) => ({
    name,
    fields: fields as TextSpan["fields"],
    runId: run_id,
    parent,
  }), undefined);
}
