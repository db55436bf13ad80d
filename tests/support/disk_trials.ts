/**
 * Runs that find less and more room: a process with a small disk of its own, which leaves a page more
 * free each time, until there is enough.
 *
 * @module
 */

import { cpSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { type LoreHome, loreHome } from "./lore_process.ts";
import { onDisk } from "./mounted.ts";
import { type SceneName, tell, tellingsOf, type Trial, Trials } from "./trials.ts";

/** What the process is told to do. */
interface Task {
  readonly scene: SceneName;
  /** Where the disk is. */
  readonly disk: string;
  /** Pages of room in the first run, and how many more in each that follows. */
  readonly first: number;
  readonly step: number;
}

/** More than any of the runs needs. */
const DISK = "size=16m";

/** Makes runs with `first` pages of room, and with `step` more each time, until there is enough. */
export function fillDisk(
  scene: SceneName,
  { first, step }: Pick<Task, "first" | "step">,
): Promise<Trial[]> {
  return tellingsOf("disk_trials.ts", (folder) => {
    const disk = join(folder, "disk");
    return { through: onDisk(disk, DISK), options: { scene, disk, first, step } satisfies Task };
  });
}

/** Bytes of a page, of the disk as of SQLite. */
const PAGE = 4096;

/** Runs in a row that have enough room: then more room changes nothing. */
const ENOUGH = 3;

/** A run in so many is made once more on the disk that it has filled. */
const ONCE_MORE = 3;

/** Takes up all of a disk but so many pages. */
function leave(disk: string, pages: number): void {
  const free = statfsSync(disk).bfree;
  Deno.writeFileSync(join(disk, "ballast"), new Uint8Array((free - pages) * PAGE));
}

/** A run with that much room, perhaps another with what is left, and their end. Whether it was full. */
async function runWith(room: number, trials: Trials, disk: string): Promise<boolean> {
  trials.begin();
  leave(disk, room);
  const outputs = [await trials.run()];
  const full = outputs[0]?.code !== 0;
  if (full && room % ONCE_MORE === 0) {
    // Looking at the store takes room that the disk has not.
    using copy = copyOf(disk);
    outputs.push(await trials.run(trials.scene.recovery(copy)));
  }
  using home = copyOf(disk);
  for (const name of ["data", "ballast"]) Deno.removeSync(join(disk, name), { recursive: true });
  const judged = await trials.judge({ home, outputs, code: "DISK_FULL" });
  tell<Trial>({ where: `${room} pages of room`, hit: full, ...judged });
  return full;
}

/** What is in the data directory, where there is room enough. */
function copyOf(disk: string): LoreHome {
  const home = loreHome({ url: "https://forge.test" });
  cpSync(join(disk, "data"), home.dataDir, { recursive: true });
  return home;
}

if (import.meta.main) {
  const { scene, disk, first, step }: Task = JSON.parse(Deno.args[0] ?? "");
  await using trials = await Trials.of(scene, join(disk, "data"));
  for (let [room, enough] = [first, 0]; enough < ENOUGH; room += step) {
    enough = await runWith(room, trials, disk) ? 0 : enough + 1;
  }
}
