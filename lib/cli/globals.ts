/** The flags that every command has, on either side of its name. @module */

import type { BooleanFlag, CounterFlag, EnumFlag, FlagSpecs, ParsedFlag } from "./command.ts";

/** The global flags: parsing, help and docs are made from this table. */
export const GLOBAL_FLAGS = {
  config: {
    kind: "parsed",
    parse: String,
    placeholder: "PATH",
    completes: "path",
    optional: true,
    brief: "Config file; else LORE_CONFIG, ./lore.config.json, $XDG_CONFIG_HOME/lore/config.json",
  },
  robot: {
    kind: "boolean",
    alias: "J",
    brief: "One JSON envelope on stdout and nothing else; also by LORE_ROBOT=1",
  },
  quiet: {
    kind: "boolean",
    alias: "q",
    brief: "On stderr only warnings and errors; wins over -v",
  },
  verbose: {
    kind: "counter",
    alias: "v",
    brief: "More log lines on stderr: -v, -vv, -vvv",
  },
  logFormat: {
    kind: "enum",
    values: ["text", "json"],
    default: "text",
    brief: "Format of log lines on stderr",
  },
  color: {
    kind: "enum",
    values: ["auto", "always", "never"],
    default: "auto",
    brief: "Colours; auto honours NO_COLOR",
  },
  help: { kind: "boolean", alias: "h", brief: "Show help" },
  version: { kind: "boolean", alias: "V", brief: "Show the version" },
} as const satisfies FlagSpecs & {
  readonly robot: BooleanFlag;
  readonly verbose: CounterFlag;
  readonly logFormat: EnumFlag;
  readonly config: ParsedFlag;
};

/** The values of the global flags. */
export interface Globals {
  readonly config: string | undefined;
  readonly robot: boolean;
  readonly quiet: boolean;
  /** How many `-v` were given. */
  readonly verbose: number;
  readonly logFormat: "text" | "json";
  readonly color: "auto" | "always" | "never";
  readonly help: boolean;
  readonly version: boolean;
}

/** What holds when no global flag is given. */
export const DEFAULT_GLOBALS: Globals = {
  config: undefined,
  robot: false,
  quiet: false,
  verbose: 0,
  logFormat: "text",
  color: "auto",
  help: false,
  version: false,
};
