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
  readonly #newPeople: User[] = [];
  readonly #newMilestones: Milestone[] = [];

  /** lore's keys of source and project. */
  constructor({ sourceId, id }: { readonly sourceId: number; readonly id: number }) {
    this.#sourceId = sourceId;
    this.#projectId = id;
  }

  /** Whether there is anybody or anything to be stored. */
  get hasNew(): boolean {
    return this.#newPeople.length > 0 || this.#newMilestones.length > 0;
  }

  /** Takes note of what an item mentions and none before it did. */
  note(item: Issue | MergeRequest): void {
    this.#user(item.author);
    this.#user(item.closedBy);
    for (const user of item.assignees) this.#user(user);
    this.#milestone(item.milestone);
    if (!("reviewers" in item)) return;
    this.#user(item.mergedBy);
    for (const user of item.reviewers) this.#user(user);
  }

  /** Stores what was noted since. */
  save(tx: Transaction): void {
    for (const user of this.#newPeople.splice(0)) userId(tx, this.#sourceId, user);
    for (const each of this.#newMilestones.splice(0)) milestoneId(tx, this.#projectId, each);
  }

  #user(user: User | null): void {
    if (user === null || this.#people.has(user.id)) return;
    this.#people.add(user.id);
    this.#newPeople.push(user);
  }

  #milestone(milestone: Milestone | null): void {
    if (milestone === null || this.#milestones.has(milestone.id)) return;
    this.#milestones.add(milestone.id);
    this.#newMilestones.push(milestone);
  }
}
