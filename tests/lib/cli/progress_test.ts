import assert from "node:assert/strict";
import { gauge } from "../../../lib/metrics/mod.ts";
import { Progress, type ProgressOptions } from "../../../lib/cli/progress.ts";
import { makeStyle } from "../../../lib/cli/style.ts";
import { record, span, withRun } from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";

interface Scene {
  readonly clock: FakeClock;
  /** What stands there at the moment. */
  readonly lines: () => readonly string[];
}

/** Runs `body` in a run whose progress is watched. */
async function watched(
  body: (scene: Scene) => Promise<void>,
  options: Partial<ProgressOptions> = {},
): Promise<readonly string[]> {
  const clock = new FakeClock();
  let lines: readonly string[] = [];
  const screen = { columns: () => 80, show: (shown: readonly string[]) => void (lines = shown) };
  const progress = new Progress({ clock, screen, style: makeStyle(false), ...options });
  await withRun(
    { command: "sync", clock, observer: progress },
    () => body({ clock, lines: () => lines }),
  );
  progress[Symbol.dispose]();
  return lines;
}

Deno.test("Progress shows a stage once it is open for a second, until it closes", async () => {
  const left = await watched(async ({ clock, lines }) => {
    await span("ingest_mrs", { project: "acme/web" }, async () => {
      record({ total: 120 });
      await clock.sleep(900);
      assert.deepEqual(lines(), []);
      record({ items_processed: 30, items_skipped: 5, errors: 1 });
      await clock.sleep(1_600);
      assert.deepEqual(lines(), ["Ingest MRs  acme/web  36/120  14.4/s  2.0s"]);
    });
    await clock.sleep(100);
    assert.deepEqual(lines(), []);
  });
  assert.deepEqual(left, []);
});

Deno.test("Progress shows the innermost stages, and requests left while they are limited", async () => {
  const requestsLeft = gauge("requests_left");
  await watched(async ({ clock, lines }) => {
    await span("ingest_issues", {}, () =>
      span("sync_discussions", { project: "a/b" }, async () => {
        await clock.sleep(2_000);
        assert.deepEqual(lines(), ["Sync discussions  a/b  2.0s"]);
        requestsLeft.set(12);
        await clock.sleep(100);
        assert.deepEqual(lines(), ["Sync discussions  a/b  2.0s  12 requests left"]);
      }));
  });
});

Deno.test("Progress gives several projects a line each, and many of them one together", async () => {
  await watched(async ({ clock, lines }) => {
    const gate = Promise.withResolvers<void>();
    const open = (project: string) =>
      span("fetch_pages", { project }, async () => {
        record({ items_processed: 10, total: 100 });
        await gate.promise;
      });
    const first = [open("a"), open("b")];
    await clock.sleep(2_000);
    assert.deepEqual(lines(), [
      "Fetch pages  a  10/100  5.0/s  2.0s",
      "Fetch pages  b  10/100  5.0/s  2.0s",
    ]);
    const more = [open("c"), open("d")];
    await clock.sleep(2_000);
    assert.deepEqual(lines(), ["Fetch pages  4 projects  40/400  10.0/s  4.0s"]);
    gate.resolve();
    await Promise.all([...first, ...more]);
  });
});

Deno.test("Progress lets no control character of a project's name through", async () => {
  await watched(async ({ clock, lines }) => {
    await span("embed", { project: "a\x1b[2J\nb" }, async () => {
      await clock.sleep(1_000);
      assert.deepEqual(lines(), ["Embed  a[2J b  1.0s"]);
    });
  });
});
