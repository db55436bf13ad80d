/**
 * Who works in the demo's projects.
 *
 * @module
 */

import type { Person } from "./model.ts";

const NAMES: readonly (readonly [username: string, name: string])[] = [
  ["ada.okafor", "Ada Okafor"],
  ["bruno.keller", "Bruno Keller"],
  ["chen.wei", "陈伟 (Chen Wei)"],
  ["dana.levi", "Dana Levi"],
  ["emil.sorensen", "Emil Sørensen"],
  ["farah.haddad", "Farah Haddad"],
  ["gita.rao", "Gita Rao"],
  ["hugo.martin", "Hugo Martin"],
  ["ines.costa", "Inês Costa"],
  ["jun.tanaka", "田中 純"],
  ["kofi.mensah", "Kofi Mensah"],
  ["lena.novak", "Lena Nováková"],
];

/** People who write issues, notes and merge requests. */
export const PEOPLE: readonly Person[] = NAMES.map(([username, name], at) => ({
  id: 101 + at * 7,
  username,
  name,
  state: at === 7 ? "blocked" : "active",
  hasAvatar: at % 4 !== 3,
}));

/** Takes over what deleted accounts left. */
export const GHOST: Person = {
  id: 88,
  username: "ghost",
  name: "Ghost User",
  state: "active",
  hasAvatar: true,
};

/** Comments on its own, as a project access token does. */
export const BOT: Person = {
  id: 90,
  username: "project_1001_bot_ci",
  name: "ci-reporter",
  state: "active",
  hasAvatar: false,
};

/** Owner of the demo's token. */
export const TOKEN_OWNER: Person = {
  id: 42,
  username: "lore.reader",
  name: "Lore Reader",
  state: "active",
  hasAvatar: true,
};

const BY_ID = new Map([...PEOPLE, GHOST, BOT, TOKEN_OWNER].map((person) => [person.id, person]));

/** The person of an id; unknown ids are the ghost's. */
export function personOf(id: number): Person {
  return BY_ID.get(id) ?? GHOST;
}

/** The person of a username. */
export function personNamed(username: string): Person | undefined {
  for (const person of BY_ID.values()) if (person.username === username) return person;
}
