/** A data directory with a config and a small mirror, and lore to ask about it. @module */

import { join } from "node:path";
import { embed } from "../../commands/embed.ts";
import { generateDocs } from "../../commands/generate_docs.ts";
import { search } from "../../commands/search.ts";
import { markDirty } from "../../lib/db/dirty_documents.ts";
import { saveDiscussion } from "../../lib/db/discussions.ts";
import { saveIssue } from "../../lib/db/issues.ts";
import { saveMergeRequest } from "../../lib/db/merge_requests.ts";
import { type Database, openStore, type Transaction } from "../../lib/db/mod.ts";
import { saveProject, saveSource } from "../../lib/db/projects.ts";
import { FakeHost, type LoreRun, runLore } from "./fake_host.ts";
import { aDiscussion, aMergeRequest, anIssue, aNote, aProject, aUser, NOON } from "./model.ts";
import { temporaryFolder } from "./temporary_folder.ts";

const DAY_MS = 86_400_000;

/** Where commands run in a test. */
export class SearchScene implements Disposable {
  readonly #folder = temporaryFolder();
  readonly dataDir = join(this.#folder.path, "data");
  readonly variables: Record<string, string> = {
    LORE_DATA_DIR: this.dataDir,
    LORE_CONFIG: join(this.#folder.path, "lore.config.json"),
    HOME: this.#folder.path,
  };

  /** @param embedding What the config says of it. */
  constructor(embedding?: Record<string, unknown>) {
    const source = { name: "work", forge: "gitlab", url: "https://forge.test", token_env: "T" };
    const sources = [{ ...source, projects: ["acme/*"] }];
    this.configure({ sources, ...(embedding === undefined ? {} : { embedding }) });
  }

  configure(config: Record<string, unknown>): void {
    Deno.writeTextFileSync(this.variables.LORE_CONFIG ?? "", JSON.stringify(config));
  }

  open(): Database {
    return openStore(join(this.dataDir, "lore.db"), { mode: "write" });
  }

  write<T>(body: (tx: Transaction) => T): T {
    using database = this.open();
    return database.transaction(body);
  }

  /** The first column of each row. */
  column(sql: string): unknown[] {
    using database = this.open();
    return database.all<Record<string, unknown>>(sql).map((row) => Object.values(row)[0]);
  }

  /** Two issues, a merge request and a discussion, as a sync leaves them: not yet documents. */
  mirror(): void {
    this.write((tx) => {
      const sourceId = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
      const projectId = saveProject(tx, sourceId, aProject());
      const scope = { sourceId, projectId, serverTime: NOON };
      const dirty = (kind: "issue" | "merge_request" | "discussion", entityId: number): void =>
        markDirty(tx, kind, { entityId, runId: "00000001" });
      const login = saveIssue(
        tx,
        scope,
        anIssue(12, {
          title: "Login fails after token refresh",
          description: "The session\x1b[31m expired\x07 too early.",
          labels: [{ id: 1, name: "bug", color: null, description: null }],
          updatedAt: NOON - 3 * DAY_MS,
        }),
      );
      dirty("issue", login.id);
      dirty("issue", saveIssue(tx, scope, anIssue(13, { title: "Dark mode" })).id);
      const mr = aMergeRequest(34, { title: "Refresh tokens early", author: aUser("bob") });
      dirty("merge_request", saveMergeRequest(tx, scope, mr).id);
      const discussion = aDiscussion("d1", [aNote(77, { body: "Cookies help with the login." })]);
      const item = { kind: "issue", id: login.id } as const;
      dirty("discussion", saveDiscussion(tx, scope, { item, discussion }).id);
    });
  }

  /** Runs lore, on a terminal when asked to. */
  run(
    argv: readonly string[],
    { terminal = false, prepare }: {
      readonly terminal?: boolean;
      readonly prepare?: (host: FakeHost) => void;
    } = {},
  ): Promise<LoreRun> {
    const host = new FakeHost(this.variables);
    host.terminal.stdoutIsTerminal = terminal;
    prepare?.(host);
    return runLore(argv, { commands: [generateDocs, embed, search], host });
  }

  /** Mirror, documents and vectors. */
  async ready(): Promise<this> {
    this.mirror();
    await this.run(["-q", "generate-docs"]);
    await this.run(["-q", "embed"]);
    return this;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
