/** Users and tokens. @module */

import { z } from "zod";
import type { User } from "../../port.ts";
import { optionalText } from "./time.ts";

/** A user wherever one is named. */
export const userSchema = z.object({
  id: z.number(),
  username: z.string(),
  name: z.string(),
  web_url: optionalText,
  avatar_url: optionalText,
  state: optionalText,
});

/** What `/personal_access_tokens/self` tells of the token. */
export const tokenSchema = z.object({
  scopes: z.array(z.string()).nullish(),
  expires_at: optionalText,
});

/** The user in lore's words. */
export function toUser(user: z.infer<typeof userSchema>): User {
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    webUrl: user.web_url ?? null,
    avatarUrl: user.avatar_url ?? null,
    state: user.state ?? null,
  };
}

/** Nobody stays nobody. */
export function toUserOrNull(user: z.infer<typeof userSchema> | null | undefined): User | null {
  return user ? toUser(user) : null;
}
