/** Resource events: state, label, milestone. @module */

import { z } from "zod";
import type { ResourceEvent } from "../../port.ts";
import { toUserOrNull, userSchema } from "./people.ts";
import { labelSchema, milestoneSchema, toLabel, toMilestone } from "./projects.ts";
import { time } from "./time.ts";

const eventFields = { id: z.number(), user: userSchema.nullish(), created_at: time };

/** A change of state. */
export const stateEventSchema = z.object({ ...eventFields, state: z.string() });

/** A label given or taken; the label is null once it was deleted. */
export const labelEventSchema = z.object({
  ...eventFields,
  action: z.string(),
  label: labelSchema.nullish(),
});

/** A milestone given or taken; the milestone is null once it was deleted. */
export const milestoneEventSchema = z.object({
  ...eventFields,
  action: z.string(),
  milestone: milestoneSchema.nullish(),
});

/** The event in lore's words. */
export function toStateEvent(event: z.infer<typeof stateEventSchema>): ResourceEvent {
  return { ...common("state", event), action: event.state, label: null, milestone: null };
}

/** The event in lore's words. */
export function toLabelEvent(event: z.infer<typeof labelEventSchema>): ResourceEvent {
  const label = event.label ? toLabel(event.label) : null;
  return { ...common("label", event), action: event.action, label, milestone: null };
}

/** The event in lore's words. */
export function toMilestoneEvent(event: z.infer<typeof milestoneEventSchema>): ResourceEvent {
  const milestone = event.milestone ? toMilestone(event.milestone) : null;
  return { ...common("milestone", event), action: event.action, label: null, milestone };
}

type Common = Pick<z.infer<typeof stateEventSchema>, keyof typeof eventFields>;

function common<K extends ResourceEvent["kind"]>(kind: K, event: Common) {
  return { kind, id: event.id, user: toUserOrNull(event.user), createdAt: event.created_at };
}
