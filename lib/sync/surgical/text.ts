/** What a surgical sync did, would do, or found, in words. @module */

import type { ItemKind } from "../../model.ts";
import type { Words } from "../report.ts";
import type { DryRunReport, PreflightReport, SurgicalResult } from "./types.ts";

/** What the words are made with. */
export interface SurgicalWords extends Words {
  table(
    columns: readonly { readonly title: string; readonly shrinks?: boolean }[],
    rows: readonly (readonly string[])[],
  ): string;
}

/** A line on the whole, a row for each item, and the commands that help. */
export function surgicalText(
  result: SurgicalResult | PreflightReport | DryRunReport,
  words: SurgicalWords,
): string {
  const { count, printable, wrap } = words;
  const items = count(result.entities.length, "item");
  const rows = result.entities.map((entity) => [
    `${MARK[entity.kind]}${entity.iid}`,
    entity.status,
    printable(remarkOn(entity, words)),
  ]);
  const lines = [wrap(headline(result, items, words), "  "), words.table(COLUMNS, rows)];
  if ("renamed_to" in result && result.renamed_to !== null) {
    lines.push(wrap(`The project's path is ${printable(result.renamed_to)} by now`));
  }
  for (const failure of "failures" in result ? result.failures : []) {
    if (failure.iid !== undefined) continue;
    lines.push(wrap(`  ${failure.code}: ${printable(failure.message)}`, "    "));
  }
  if (result.recovery_actions.length > 0) {
    lines.push("", "What helps:", ...result.recovery_actions.map((action) => `  ${action}`));
  }
  return lines.join("\n");
}

const COLUMNS = [{ title: "Item" }, { title: "Status" }, { title: "", shrinks: true }];

const MARK: Readonly<Record<ItemKind, string>> = { issue: "#", merge_request: "!" };

function headline(
  result: SurgicalResult | PreflightReport | DryRunReport,
  items: string,
  { count, printable }: Words,
): string {
  const project = printable(result.project);
  switch (result.mode) {
    case "surgical": {
      const done = `${result.issues + result.merge_requests} of ${items}`;
      return result.was_done
        ? `${project}: run ${result.run_id} was done before, with ${done} up to date; asked nothing`
        : `${project}: ${done} up to date, ${count(result.documents, "document")} written, ` +
          `run ${result.run_id}`;
    }
    case "preflight":
      return `${project}: asked the forge for ${items}, changed nothing`;
    case "dry_run":
      return `${project}: would ask for ${items} in ${result.requests_at_least} requests or more; ` +
        "asked nothing, changed nothing";
  }
}

type Entity = (SurgicalResult | PreflightReport | DryRunReport)["entities"][number];

/** What there is of an item, or why it is not as it was to be. */
function remarkOn(entity: Entity, { count }: Words): string {
  if ("message" in entity && entity.message !== null) return entity.message;
  if (entity.status === "unknown") return "not mirrored yet";
  if (!("documents" in entity)) return entity.title ?? "";
  const { discussions, events, files, documents } = entity;
  const parts = [
    count(discussions ?? 0, "discussion"),
    count(events ?? 0, "event"),
    count(files ?? 0, "changed file"),
    count(documents, "document"),
  ];
  return parts.filter((part) => !part.startsWith("0 ")).join(", ");
}
