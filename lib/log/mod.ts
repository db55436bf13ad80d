/** Loggers, filters, formats, handlers, redaction. @module */

export { type FileHandler, fileHandler, type FileHandlerOptions } from "./file_handler.ts";
export {
  type Directive,
  fileFilter,
  type Filter,
  parseFilter,
  stderrFilter,
  type StderrFilterOptions,
} from "./filter.ts";
export { formatJson } from "./json_format.ts";
export { type Level, LEVELS, type Threshold } from "./level.ts";
export { type LogFileStats, logFileStats, type Sweep, sweepLogs } from "./log_files.ts";
export {
  configureLogging,
  type LogFields,
  type Logger,
  logger,
  type LoggingOptions,
  type LogHandler,
  type LogRecord,
} from "./logger.ts";
export { redact, REDACTED, registerSecret } from "./redact.ts";
export {
  type ActiveLogging,
  type FileSetup,
  type LoggingSetup,
  setUpLogging,
  type StderrSetup,
} from "./set_up.ts";
export { stderrHandler, type StderrHandlerOptions } from "./stderr_handler.ts";
export { formatText, type TextLook, type TextRecord, type TextSpan } from "./text_format.ts";
