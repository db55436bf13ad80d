/**
 * Filters and orders of lists of issues and merge requests.
 *
 * @module
 */

import { badParameter, Refused } from "./answer.ts";
import type { ItemIndex, OrderBy } from "./item_index.ts";
import type { Item, Kind, Project } from "./model.ts";
import { personNamed } from "./people.ts";
import { maySee, OWNER, type Viewer } from "./viewer.ts";
import type { World } from "./world.ts";

/** Iids that a list's parameters select, in the order asked for. @throws Refused */
export function selectItems(
  world: World,
  { project, kind, query, viewer = OWNER }: {
    readonly project: Project;
    readonly kind: Kind;
    readonly query: URLSearchParams;
    readonly viewer?: Viewer;
  },
): Uint32Array {
  const index = world.index(project, kind);
  const by = orderOf(query);
  const tests = [...timeTests(index, query, by), ...stateTest(index, kind, query)];
  const itemTests = testsOfItems(project, query);
  if (!viewer.seesInternal) itemTests.push((item) => maySee(viewer, item));
  if (itemTests.length > 0) {
    tests.push((iid) => {
      const item = world.item(project, kind, iid);
      return item !== undefined && itemTests.every((test) => test(item));
    });
  }
  const range = rangeOf(index, by, query);
  const selected = tests.length === 0
    ? range
    : range.filter((iid) => tests.every((test) => test(iid)));
  return choice(query, "sort", ["desc", "asc"]) === "asc" ? selected : selected.toReversed();
}

/** The order that is asked for; other orders than by time are not offered. */
export function orderOf(query: URLSearchParams): OrderBy {
  return choice(query, "order_by", ["created_at", "updated_at"]) as OrderBy;
}

/** A parameter with a fixed set of values, of which the first is the default. */
function choice(query: URLSearchParams, name: string, values: readonly string[]): string {
  const given = query.get(name) ?? values[0] ?? "";
  if (values.includes(given)) return given;
  throw new Refused(badParameter(`${name} does not have a valid value`));
}

type TimeBounds = { readonly from: number; readonly to: number };

/** Both bounds are inclusive, as GitLab's are. */
function boundsOf(query: URLSearchParams, by: OrderBy): TimeBounds {
  const stem = by === "updated_at" ? "updated" : "created";
  return {
    from: timeIn(query, `${stem}_after`) ?? -Infinity,
    to: timeIn(query, `${stem}_before`) ?? Infinity,
  };
}

function timeIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Refused(badParameter(`${name} is invalid`));
  return time;
}

/** The part of an order within its bounds, found by halving. */
function rangeOf(index: ItemIndex, by: OrderBy, query: URLSearchParams): Uint32Array {
  const order = index.ascending(by);
  const { from, to } = boundsOf(query, by);
  const first = firstWhere(order, (iid) => index.timeOf(iid, by) >= from);
  return order.subarray(first, firstWhere(order, (iid) => index.timeOf(iid, by) > to));
}

function firstWhere(order: Uint32Array, holds: (iid: number) => boolean): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(order[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

type Test = (iid: number) => boolean;

/** Bounds on the time that the list is not ordered by. */
function timeTests(index: ItemIndex, query: URLSearchParams, by: OrderBy): Test[] {
  const other: OrderBy = by === "updated_at" ? "created_at" : "updated_at";
  const { from, to } = boundsOf(query, other);
  if (from === -Infinity && to === Infinity) return [];
  return [(iid) => {
    const time = index.timeOf(iid, other);
    return time >= from && time <= to;
  }];
}

function stateTest(index: ItemIndex, kind: Kind, query: URLSearchParams): Test[] {
  const states = ["all", "opened", "closed", ...(kind === "issue" ? [] : ["locked", "merged"])];
  const state = choice(query, "state", states);
  return state === "all" ? [] : [(iid) => index.stateOf(iid) === state];
}

/** Filters that need the item itself. */
function testsOfItems(project: Project, query: URLSearchParams): ((item: Item) => boolean)[] {
  const tests: ((item: Item) => boolean)[] = [];
  const iids = query.getAll("iids[]").map(Number);
  if (iids.length > 0) tests.push((item) => iids.includes(item.iid));
  const labels = query.get("labels");
  if (labels !== null && labels !== "") {
    const ids = labels.split(",").map((name) =>
      project.labels.find((one) => one.name === name)?.id
    );
    tests.push((item) => ids.every((id) => id !== undefined && item.labels.includes(id)));
  }
  const author = query.get("author_username");
  if (author !== null) tests.push((item) => item.author === personNamed(author)?.id);
  const words = query.get("search")?.toLowerCase();
  if (words !== undefined && words !== "") {
    tests.push((item) => `${item.title}\n${item.description}`.toLowerCase().includes(words));
  }
  return tests;
}
