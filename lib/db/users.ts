/** People. @module */

import type { User } from "../model.ts";
import type { Transaction } from "./database.ts";

interface KnownUser {
  readonly id: number;
  readonly user: User;
}

/** lore's key of a user; stores them when they are new or have changed. */
export function userId(tx: Transaction, sourceId: number, user: User | null): number | null {
  if (user === null) return null;
  const known = tx.remembered<KnownUser>(`users:${sourceId}`);
  const found = known.get(user.id);
  if (found !== undefined && sameUser(found.user, user)) return found.id;
  const row = tx.get<{ id: number }>(
    `insert into users (source_id, forge_id, username, name, web_url, avatar_url, state)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict (source_id, forge_id) do update set
       username = excluded.username, name = excluded.name,
       web_url = coalesce(excluded.web_url, web_url),
       avatar_url = coalesce(excluded.avatar_url, avatar_url),
       state = coalesce(excluded.state, state)
     returning id`,
    sourceId,
    user.id,
    user.username,
    user.name,
    user.webUrl,
    user.avatarUrl,
    user.state,
  );
  const id = row?.id ?? 0;
  known.set(user.id, { id, user });
  return id;
}

function sameUser(known: User, user: User): boolean {
  return known.username === user.username && known.name === user.name &&
    (user.avatarUrl === null || known.avatarUrl === user.avatarUrl) &&
    (user.state === null || known.state === user.state) &&
    (user.webUrl === null || known.webUrl === user.webUrl);
}
