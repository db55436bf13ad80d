/**
 * What a command file needs. Light to import: `lore --help` loads every command file, so what makes
 * text comes as `Look`, and what runs a command is loaded when one runs.
 *
 * @module
 */

export type { App, Host } from "./app.ts";
export {
  type AccessKind,
  type BooleanFlag,
  type Command,
  type Completes,
  type CounterFlag,
  defineCommand,
  type EnumFlag,
  type EnumPositional,
  type Example,
  type FlagSpec,
  type FlagSpecs,
  type OptionsOf,
  type ParsedFlag,
  type ParsedPositional,
  type Permission,
  type PositionalSpec,
  type PositionalSpecs,
  type RestPositional,
} from "./command.ts";
export type { Globals } from "./globals.ts";
export { ITEM_FLAGS, LIST_ONLY } from "./item_flags.ts";
export { LIST_FLAGS, type ListSpec } from "./list.ts";
export type { Look } from "./look.ts";
export { main, mainOf } from "./main.ts";
export { itemNumber, nonEmpty, portNumber, positiveInteger, wholeNumber } from "./parsers.ts";
export { PROJECT_FLAG } from "./project_flag.ts";
export type { Style } from "./style.ts";
export type { Column } from "./table.ts";
