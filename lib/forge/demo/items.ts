/**
 * Issues and merge requests as they were generated, without what hangs on them.
 *
 * @module
 */

import type { Item, MergeRequestPart, Project, State } from "./model.ts";
import { BOT, GHOST, PEOPLE } from "./people.ts";
import { day } from "./projects.ts";
import {
  issueDescription,
  issueTitle,
  mergeDescription,
  mergeTitle,
  type Subject,
} from "./prose.ts";
import { hexId, type Random } from "./random.ts";
import { type Place, randomAt, type Timing } from "./timeline.ts";
import { type Theme, THEMES } from "./themes.ts";

const NOTE_COUNTS = [0, 1, 1, 2, 2, 3, 4, 5, 7, 10];

/** The theme of a number. */
export function themeAt(theme: number): Theme {
  const found = THEMES[theme % THEMES.length];
  if (found === undefined) throw new RangeError(`There is no theme ${theme}`);
  return found;
}

/** Ids are unique among items of one kind over all projects, and only there. */
export function itemId(project: Project, iid: number): number {
  return project.id * 1_000_000 + iid;
}

/** Makes an item; the same place gives the same item. */
export function makeItem(project: Project, place: Place, timing: Timing): Item {
  const random = randomAt(place, 2);
  const { kind, iid } = place;
  const theme = random.between(0, THEMES.length - 1);
  const touched = timing.updatedAt > timing.createdAt;
  const noteCount = touched ? random.pick(NOTE_COUNTS) : 0;
  const labels = touched ? labelsFor(project, themeAt(theme), random) : [];
  const silent = noteCount === 0 && labels.length === 0 && timing.state === "opened";
  const endedAt = endOf(timing, noteCount, random);
  return {
    kind,
    id: itemId(project, iid),
    iid,
    ...textOf(place, theme, random),
    state: timing.state,
    author: authorOf(random),
    assignees: random.some(PEOPLE, random.pick([0, 0, 1, 1, 2])).map((person) => person.id),
    labels,
    milestone: touched && random.chance(0.4) ? random.pick(project.milestones).id : null,
    createdAt: timing.createdAt,
    updatedAt: timing.updatedAt,
    closedAt: timing.state === "closed" ? endedAt : null,
    closedBy: timing.state === "closed" ? actorOf(random) : null,
    // Something must have moved the time of the last change.
    noteCount: touched && silent ? 1 : noteCount,
    upvotes: random.pick([0, 0, 0, 1, 2, 5]),
    downvotes: random.pick([0, 0, 0, 0, 1]),
    discussionLocked: random.chance(0.03) ? true : null,
    confidential: kind === "issue" && random.chance(0.04),
    issueType: random.pick(["issue", "issue", "issue", "issue", "incident", "task"]),
    dueDate: random.chance(0.1) ? day(timing.createdAt + random.between(5, 60) * 86_400_000) : null,
    movedToId: null,
    theme,
    mergeRequest: kind === "merge_request"
      ? mergeRequestPart(project, { place, timing, endedAt, theme }, random)
      : null,
  };
}

function textOf(
  { kind, iid }: Place,
  theme: number,
  random: Random,
): Pick<Item, "title" | "description"> {
  const subject: Subject = { theme: themeAt(theme), variant: random.between(0, 2), iid };
  if (kind === "issue") {
    return { title: issueTitle(subject, random), description: issueDescription(subject, random) };
  }
  const closes = random.chance(0.5) ? random.between(1, iid * 2) : null;
  return {
    title: mergeTitle(subject, random),
    description: mergeDescription(subject, closes, random),
  };
}

/** When a closed or merged item was: at its last change, or earlier where a note came after. */
function endOf({ createdAt, updatedAt, state }: Timing, noteCount: number, random: Random): number {
  const early = random.chance(0.4);
  const share = 0.5 + random.next() * 0.45;
  if (state === "opened" || noteCount === 0 || !early) return updatedAt;
  return Math.floor(createdAt + (updatedAt - createdAt) * share);
}

function labelsFor(project: Project, theme: Theme, random: Random): number[] {
  const fitting = project.labels.filter((label) => theme.labels.includes(label.topic));
  const chosen = random.some(fitting, random.pick([0, 1, 1, 2]));
  const others = random.chance(0.3) ? random.some(project.labels.slice(0, 3), 1) : [];
  return [...others, ...chosen].map((label) => label.id);
}

function authorOf(random: Random): number {
  const draw = random.next();
  if (draw < 0.02) return GHOST.id;
  return draw < 0.04 ? BOT.id : random.pick(PEOPLE).id;
}

/** Nobody, where the one who did it is gone. */
function actorOf(random: Random): number | null {
  return random.chance(0.08) ? null : random.pick(PEOPLE).id;
}

interface Circumstances {
  readonly place: Place;
  readonly timing: Timing;
  readonly endedAt: number;
  readonly theme: number;
}

function mergeRequestPart(
  project: Project,
  { place, timing, endedAt, theme }: Circumstances,
  random: Random,
): MergeRequestPart {
  const merged = timing.state === "merged";
  const squash = random.chance(0.3);
  const id = (what: number): string => hexId(place.seed, place.projectIndex, place.iid, what);
  const unpushed = !merged && random.chance(0.04);
  return {
    reviewers: random.some(PEOPLE, random.pick([0, 1, 1, 2])).map((person) => person.id),
    sourceBranch: `${random.pick(["fix", "feature", "chore"])}/${themeAt(theme).slug}-${place.iid}`,
    targetBranch: random.chance(0.93) ? "main" : "release/2.4",
    sourceProjectId: random.chance(0.03) ? null : project.id,
    draft: isOpen(timing.state) && random.chance(0.3),
    sha: unpushed ? null : id(1),
    mergeCommitSha: merged ? id(2) : null,
    squashCommitSha: merged && squash ? id(3) : null,
    mergedAt: merged ? endedAt : null,
    mergedBy: merged ? actorOf(random) : null,
    squash,
    forceRemoveSourceBranch: random.pick([true, true, false, null]),
  };
}

function isOpen(state: State): boolean {
  return state === "opened";
}
