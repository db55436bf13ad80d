/**
 * What `lore init` is told and what it comes to. Light to import: help loads the command's file.
 *
 * CONTRACT: fields of the result are added, never renamed.
 *
 * @module
 */

import type { ConfigPlace } from "../config/types.ts";

/** What the flags say. */
export interface InitFlags {
  readonly forge?: string;
  readonly url?: string;
  readonly tokenEnv?: string;
  readonly project: readonly string[];
  readonly name?: string;
  /** Ask nothing, and write without a check where there is no token. */
  readonly yes: boolean;
  /** Replace what is there. */
  readonly force: boolean;
}

/** Whether one thing that the config names is in order. */
export interface InitCheck {
  readonly check: "token" | "forge" | "project";
  /** What was looked at: a variable, an address, a project or wildcard. */
  readonly subject: string;
  readonly status: "ok" | "warn" | "fail";
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** The source as it stands in the config. */
export interface InitSource {
  readonly name: string;
  readonly forge: "gitlab";
  readonly url: string;
  readonly token_env: string;
  readonly projects: readonly string[];
}

/** Who the token belongs to. */
export interface TokenOwner {
  readonly user: string;
  /** Null where the forge does not tell. */
  readonly scopes: readonly string[] | null;
  /** `2027-01-31`; null when it lasts for good or the forge does not tell. */
  readonly expires_at: string | null;
}

/** What everything leads to before it is written. */
export interface Plan {
  readonly source: InitSource;
  /** Null where nothing was asked of the forge. */
  readonly owner: TokenOwner | null;
  readonly checks: readonly InitCheck[];
}

/** What was written. */
export interface InitResult {
  /** The config's absolute path. */
  readonly path: string;
  /** Why it is there. */
  readonly place: ConfigPlace;
  /** Whether a file that was there before was replaced. */
  readonly replaced: boolean;
  /** The JSON Schema beside it, which its `$schema` names. */
  readonly schema: { readonly path: string; readonly written: boolean };
  readonly sources: readonly InitSource[];
  /** Null where the forge was not asked. */
  readonly token: TokenOwner | null;
  readonly checks: readonly InitCheck[];
  /** What else deserves to be known. */
  readonly notes: readonly string[];
  /** Commands to run next. */
  readonly next: readonly string[];
}
