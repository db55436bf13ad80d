/** A path for a store that is gone afterwards. @module */

/** Gives `body` a path for a fresh store, and removes what it leaves there. */
export async function inFreshFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "lore-bench-" });
  try {
    return await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
