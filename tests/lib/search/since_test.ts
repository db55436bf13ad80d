import assert from "node:assert/strict";
import { parseSince } from "../../../lib/search/since.ts";

const DAY = 86_400_000;

Deno.test("parseSince() reads durations and dates", () => {
  const now = Date.UTC(2026, 0, 15, 12);
  const cases: readonly (readonly [string, number])[] = [
    ["12h", now - DAY / 2],
    ["7d", now - 7 * DAY],
    ["2W", now - 14 * DAY],
    ["3m", now - 90 * DAY],
    ["1y", now - 365 * DAY],
    [" 1d ", now - DAY],
    ["2026-01-10", Date.UTC(2026, 0, 10)],
    ["2026-01-10T06:30:00Z", Date.UTC(2026, 0, 10, 6, 30)],
  ];
  for (const [input, expected] of cases) assert.equal(parseSince(input)(now), expected, input);
});

Deno.test("parseSince() says what it wants", () => {
  for (const input of ["", "7", "d", "7 days", "-7d", "yesterday", "2026-13-40", "01/02/2026"]) {
    assert.throws(() => parseSince(input), /it must be like/, input);
  }
});
