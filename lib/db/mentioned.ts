/** People and milestones that items mention. @module */

import type { Issue, MergeRequest, Milestone, User } from "../model.ts";
import type { Transaction } from "./database.ts";
import { milestoneId } from "./projects.ts";
import { userId } from "./users.ts";

/** Stores how those describe themselves whom items mention that are stored already, each once. */
export class MentionedSaver {
  readonly #sourceId: number;
  readonly #projectId: number;
  readonly #people = new Set<number>();
  readonly #milestones = new Set<number>();

  /** lore's keys of source and project. */
  constructor({ sourceId, id }: { readonly sourceId: number; readonly id: number }) {
    this.#sourceId = sourceId;
    this.#projectId = id;
  }

  /** Stores what an item mentions and none before it did. */
  save(tx: Transaction, item: Issue | MergeRequest): void {
    this.#user(tx, item.author);
    this.#user(tx, item.closedBy);
    for (const user of item.assignees) this.#user(tx, user);
    this.#milestone(tx, item.milestone);
    if (!("reviewers" in item)) return;
    this.#user(tx, item.mergedBy);
    for (const user of item.reviewers) this.#user(tx, user);
  }

  #user(tx: Transaction, user: User | null): void {
    if (user === null || this.#people.has(user.id)) return;
    userId(tx, this.#sourceId, user);
    this.#people.add(user.id);
  }

  #milestone(tx: Transaction, milestone: Milestone | null): void {
    if (milestone === null || this.#milestones.has(milestone.id)) return;
    milestoneId(tx, this.#projectId, milestone);
    this.#milestones.add(milestone.id);
  }
}
