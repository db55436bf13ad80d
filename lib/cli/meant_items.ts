/**
 * Items named by a word where a command takes their numbers by flags: `lore sync acme/web#4`.
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import type { FlagToken } from "./arguments.ts";
import { type Command, kebabCase } from "./command.ts";
import { commandLine } from "./command_line.ts";
import type { TypedWords } from "./excluded_flags.ts";

/** `acme/web#4`, `acme/web!4`, `#4`, `4`. */
const REFERENCE = /^(?:([^\s#!]+)(?=[#!]))?([#!]?)([1-9]\d{0,14})$/;

/** Stands for the project where none was given. */
const SOME_PROJECT = "group/repo";

type Mark = "#" | "!";

/** An item as a word names it. */
interface Named {
  readonly project: string;
  /** Empty where the word does not say whether it is an issue or a merge request. */
  readonly mark: Mark | "";
  readonly iid: string;
}

/**
 * The error with the line that has all words as flags, or with both lines where a word may be of
 * either kind; undefined where the words name no items of one project, or the command takes none.
 */
export function withItemFlags(
  command: Command,
  { flags, words, globals }: TypedWords,
  message: string,
): LoreError | undefined {
  const taking = itemFlags(command);
  const named = words.flatMap((word) => namedBy(word) ?? []);
  const given = flags.flatMap(({ name, value }) => name === "project" ? value ?? [] : []);
  const projects = [...named.map(({ project }) => project), ...given].filter((each) => each !== "");
  const [project, ...others] = new Set(projects);
  if (taking.size === 0 || named.length < words.length || others.length > 0) return undefined;
  const kinds: readonly Mark[] = named.some(({ mark }) => mark === "") ? ["#", "!"] : ["#"];
  const lines = kinds.map((kind) => {
    const items = named.flatMap(({ mark, iid }): FlagToken[] => {
      const name = taking.get(mark === "" ? kind : mark);
      return name === undefined ? [] : [{ name, value: iid }];
    });
    const line = { command: command.name, globals, flags: [...flags, ...items], words: [] };
    return commandLine(line, { project: project ?? SOME_PROJECT });
  });
  return new LoreError("USAGE", message, {
    hint: `Did you mean ${lines.join(", or ")}?`,
    actions: project === undefined ? [`lore ${command.name} --help`] : lines,
  });
}

/** The flags that take numbers of items, by the mark of these. */
function itemFlags({ flags }: Command): ReadonlyMap<Mark, string> {
  return new Map(
    Object.entries(flags).flatMap(([name, spec]) =>
      spec.kind === "parsed" && spec.item !== undefined ? [[spec.item, kebabCase(name)]] : []
    ),
  );
}

function namedBy(word: string): Named | undefined {
  const [, project = "", mark = "", iid] = REFERENCE.exec(word) ?? [];
  return iid === undefined ? undefined : { project, mark: mark as Named["mark"], iid };
}
