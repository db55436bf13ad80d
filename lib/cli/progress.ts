/**
 * What takes longer than a second, as live lines on stderr.
 *
 * Owns: which open spans are shown and how they read. Leaves to others: the screen (`stderr.ts`),
 * what is counted (`record()` of `lib/spans`).
 *
 * @module
 */

import type { Clock } from "../platform/clock.ts";
import type { SpanNode, SpanObserver } from "../spans/mod.ts";
import { count, duration, stageLabel } from "./format.ts";
import type { Style } from "./style.ts";
import { displayWidth, fit, printable } from "./width.ts";

/** Milliseconds that a span must be open to be shown. */
const SHOWN_AFTER_MS = 1_000;
/** Milliseconds between two drawings. */
const REDRAW_MS = 100;
/** Live lines at most. */
const LINES = 3;
/** Columns that a project's name keeps where there are too few. */
const LEAST_PROJECT = 6;
const GAP = "  ";

/** What progress is made of. */
export interface ProgressOptions {
  readonly clock: Clock;
  /** Where the live lines go, and how wide it is. */
  readonly screen: { show(lines: readonly string[]): void; columns(): number };
  readonly style: Style;
}

/** Watches a run's spans and shows those that take their time, until disposed. */
export class Progress implements SpanObserver, Disposable {
  readonly #options: ProgressOptions;
  readonly #open = new Set<SpanNode>();
  readonly #ticking: Disposable;

  /** Starts drawing. */
  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#ticking = options.clock.every(REDRAW_MS, () => this.#draw());
  }

  /** A span was opened. The root is the command itself and has no line. */
  opened(node: SpanNode): void {
    if (node.parent !== undefined) this.#open.add(node);
  }

  /** A span was closed. */
  closed(node: SpanNode): void {
    this.#open.delete(node);
  }

  /** Stops drawing and clears the lines. */
  [Symbol.dispose](): void {
    this.#ticking[Symbol.dispose]();
    this.#options.screen.show([]);
  }

  #draw(): void {
    const now = this.#options.clock.monotonic();
    const shown = innermost(
      [...this.#open].filter((node) => now - node.startedAt >= SHOWN_AFTER_MS),
    );
    const groups = shown.length <= LINES ? shown.map((node) => [node]) : byStage(shown);
    const lines = groups.slice(0, LINES).map((nodes) => this.#line(nodes, now));
    this.#options.screen.show(lines);
  }

  /** `Sync discussions  acme/web  42/150  12.5/s  3s  120 requests left`. */
  #line(nodes: readonly SpanNode[], now: number): string {
    const { style } = this.#options;
    const [first] = nodes;
    if (first === undefined) return "";
    const done = sum(nodes, itemsOf);
    const total = nodes.every((node) => node.total !== undefined)
      ? sum(nodes, (node) => node.total ?? 0)
      : undefined;
    const elapsed = now - Math.min(...nodes.map((node) => node.startedAt));
    // A gauge of the run: set while the forge tells how many requests it still allows.
    const left = first.metrics?.snapshot().gauges.requests_left;
    const parts = [
      style.bold(stageLabel(first.name)),
      total === undefined ? (done > 0 ? String(done) : "") : `${done}/${total}`,
      done > 0 ? `${(done / (elapsed / 1000)).toFixed(1)}/s` : "",
      style.dim(duration(Math.floor(elapsed / 1000) * 1000)),
      left === undefined ? "" : style.yellow(`${count(left, "request")} left`),
    ];
    return this.#withProject(parts.filter((part) => part !== ""), projectsOf(nodes));
  }

  /** Puts the project behind the stage, cut so that the numbers have room. */
  #withProject([stage = "", ...numbers]: readonly string[], project: string): string {
    if (project === "") return [stage, ...numbers].join(GAP);
    const taken = displayWidth([stage, "", ...numbers].join(GAP));
    const room = Math.max(LEAST_PROJECT, this.#options.screen.columns() - 1 - taken);
    return [stage, fit(project, room), ...numbers].join(GAP);
  }
}

/** Those without another one inside: a stage whose part is shown need not be. */
function innermost(nodes: readonly SpanNode[]): SpanNode[] {
  const outer = new Set<SpanNode>();
  for (const node of nodes) {
    for (let at = node.parent; at !== undefined; at = at.parent) outer.add(at);
  }
  return nodes.filter((node) => !outer.has(node));
}

function byStage(nodes: readonly SpanNode[]): SpanNode[][] {
  return [...Map.groupBy(nodes, (node) => node.name).values()];
}

function projectsOf(nodes: readonly SpanNode[]): string {
  const projects = new Set(nodes.map((node) => node.fields.project).filter((each) => each));
  if (projects.size > 1) return count(projects.size, "project");
  const [project] = projects;
  return project === undefined ? "" : printable(String(project));
}

function itemsOf({ counts }: SpanNode): number {
  return counts.items_processed + counts.items_skipped + counts.errors;
}

function sum(nodes: readonly SpanNode[], pick: (node: SpanNode) => number): number {
  return nodes.reduce((total, node) => total + pick(node), 0);
}
