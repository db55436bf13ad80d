/**
 * A history as `git log -M` tells it, and what `git log --follow` makes of it.
 *
 * @module
 */

/** A commit, with what it changed against its first parent. */
export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  /** Committer's time, ISO 8601. */
  readonly committed: string;
  readonly files: readonly {
    /** `M`, `A`, `D`, or `R` with how alike the two are. */
    readonly status: string;
    readonly path: string;
    readonly old_path?: string;
  }[];
}

/** Commits, the newest first. */
export class GitLog {
  readonly commits: readonly Commit[];
  readonly #bySha: ReadonlyMap<string, Commit>;

  constructor(commits: readonly Commit[]) {
    this.commits = commits;
    this.#bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  }

  get(sha: string): Commit | undefined {
    return this.#bySha.get(sha);
  }

  /** Every path that a commit names. */
  paths(): Set<string> {
    const all = this.commits.flatMap(({ files }) => files);
    return new Set(all.flatMap(({ path, old_path }) => [path, old_path ?? path]));
  }

  /** Every path that a commit moved a file from or to. */
  renamed(): Set<string> {
    const moved = this.commits.flatMap(({ files }) => files)
      .filter(({ status }) => status.startsWith("R"));
    return new Set(moved.flatMap(({ path, old_path }) => [path, old_path ?? path]));
  }

  /** The commits that `git log --follow` shows: at a rename it goes on with the old path. */
  follow(path: string): Commit[] {
    let name = path;
    return this.commits.filter(({ files }) => {
      const here = files.filter(({ path, old_path }) => path === name || old_path === name);
      const came = here.find((file) => file.path === name && file.status.startsWith("R"));
      name = came?.old_path ?? name;
      return here.length > 0;
    });
  }

  /** What the file that had a path last is called now, or was when it was deleted. */
  lastName(path: string): string {
    const seen = new Set<string>();
    for (let name = path;;) {
      if (seen.has(name)) return name;
      seen.add(name);
      const last = this.commits.flatMap(({ files }) =>
        files.filter((file) =>
          file.path === name || file.old_path === name
        ).slice(0, 1)
      )[0];
      if (last === undefined || last.old_path !== name) return name;
      name = last.path;
    }
  }

  /** A commit and all before it. */
  ancestors(sha: string): Set<string> {
    const found = new Set<string>();
    const waiting = [sha];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const commit = found.has(next) ? undefined : this.get(next);
      if (commit === undefined) continue;
      found.add(next);
      waiting.push(...commit.parents);
    }
    return found;
  }
}
