/**
 * lore as a library, and, when run directly, lore as a program.
 *
 * The exports are light to import: nothing of the forges, the store or the command line is loaded.
 *
 * @example
 * ```ts
 * import { logger, record, span, withRun } from "./mod.ts";
 *
 * const log = logger("import");
 * const stages = await withRun({ command: "import" }, async (run) => {
 *   await span("read", { project: "acme/web" }, () => {
 *     record({ items_processed: 1 });
 *     log.info("Read a page");
 *   });
 *   return run.stages();
 * });
 * ```
 *
 * @module
 */

export * from "./library.ts";

if (import.meta.main) await import("./main.ts");
