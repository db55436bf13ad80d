/**
 * Asking the forge before anything is written: where it is, and whose token it is.
 *
 * Owns: the order of places, and the words for what a token lacks. Leaves to others: projects
 * (`check_projects.ts`), the client (`sync/sources.ts`), what makes a token good enough
 * (`doctor/source_checks.ts`).
 *
 * @module
 */

import { configSchema } from "../config/schema.ts";
import { type Check, ok } from "../doctor/check.ts";
import { tokenCheck } from "../doctor/source_checks.ts";
import { LoreError, toLoreError } from "../errors.ts";
import type { Forge, Identity } from "../forge/port.ts";
import type { Clock } from "../platform/clock.ts";
import type { Environment } from "../platform/environment.ts";
import type { Fetch } from "../platform/fetch.ts";
import { span } from "../spans/mod.ts";
import { openForge } from "../sync/sources.ts";
import type { Address, Addresses } from "./address.ts";
import type { InitCheck, TokenOwner } from "./types.ts";

/** What asking needs. */
export interface ProbeHost {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** With the env file behind it. */
  readonly environment: Environment;
  /** The value of `--config`: what is to be typed next needs it again. */
  readonly configFlag: string | undefined;
}

/** A forge that answered and takes the token. */
export interface FoundForge {
  readonly forge: Forge;
  readonly address: Address;
  readonly owner: TokenOwner;
  /** Of token and forge. */
  readonly checks: readonly InitCheck[];
}

/** Whoever waits at a prompt does not want to wait for a forge that is down. */
const IMPATIENT = { max_retries: 1, request_timeout_secs: 10 };

/** Where to make a token. */
export function tokenPage(url: string): string {
  return `${url}/-/user_settings/personal_access_tokens?name=lore&scopes=read_api`;
}

/**
 * Finds the forge at one of the places, and who the token belongs to.
 *
 * @throws LoreError `TOKEN_MISSING`; `AUTH_FAILED` also for a token that is not wide enough; what the
 * first place answered when none is a forge.
 */
export async function findForge(
  addresses: Addresses,
  token_env: string,
  host: ProbeHost,
): Promise<FoundForge> {
  return await span("find_forge", {}, async () => {
    const failures: LoreError[] = [];
    for (const address of addresses) {
      const forge = open(address, token_env, host);
      try {
        const identity = await forge.identity({ signal: host.signal });
        return await describe(forge, { address, identity, token_env, host });
      } catch (error) {
        const failure = notHere(error, { address, token_env });
        failures.push(failure);
        // Nobody answered at all: no other path of this host will.
        if (failure.code === "FORGE_UNAVAILABLE" && failure.details.status === undefined) break;
      }
    }
    const [first] = failures;
    throw failures.find(({ code }) => code === "AUTH_FAILED") ?? first ?? new Error("no address");
  });
}

function open({ url }: Address, token_env: string, host: ProbeHost): Forge {
  const source = { name: new URL(url).host, forge: "gitlab" as const, url, token_env };
  const settings = configSchema.parse({ sources: [{ ...source, projects: ["a/b"] }] }).sync;
  return openForge({ ...source, projects: [] }, {
    ...host,
    settings: { ...settings, ...IMPATIENT },
  });
}

async function describe(
  forge: Forge,
  { address, identity, token_env, host }: {
    readonly address: Address;
    readonly identity: Identity;
    readonly token_env: string;
    readonly host: ProbeHost;
  },
): Promise<FoundForge> {
  const token = tokenCheck(identity, host.clock.now());
  if (token.status === "fail") {
    throw new LoreError(token.code ?? "AUTH_FAILED", token.message, {
      hint: `Make a token with scope read_api: ${tokenPage(address.url)}`,
      details: { url: address.url, token_env, scopes: identity.scopes, status: 200 },
    });
  }
  const version = await forge.version({ signal: host.signal });
  const answers = `${address.url} answers${version === null ? "" : `, version ${version}`}`;
  const { user, scopes, expiresAt } = identity;
  return {
    forge,
    address,
    owner: {
      user: user.username,
      scopes,
      expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString().slice(0, 10),
    },
    checks: [
      said("token", token_env, token),
      said("forge", address.url, ok(answers)),
    ],
  };
}

/** The answer of one place in words for who is setting lore up. An abort and a bug pass as they are. */
function notHere(
  thrown: unknown,
  { address: { url }, token_env }: { readonly address: Address; readonly token_env: string },
): LoreError {
  const error = toLoreError(thrown);
  const { status } = error.details;
  const details = { ...error.details, url, token_env };
  if (error.code === "AUTH_FAILED" && status === 401) {
    return new LoreError("AUTH_FAILED", `"${url}" refused the token in ${token_env}`, {
      hint: "It may be wrong, expired or revoked, or that of another forge. " +
        `Make one with scope read_api: ${tokenPage(url)}`,
      details,
      cause: thrown,
    });
  }
  if (error.code === "AUTH_FAILED" && status === 403) {
    return new LoreError("AUTH_FAILED", `The token in ${token_env} lacks the scope read_api`, {
      hint: `Make one with scope read_api: ${tokenPage(url)}`,
      details,
      cause: thrown,
    });
  }
  if (error.code === "NOT_FOUND") {
    return new LoreError("NOT_FOUND", `There is no GitLab at "${url}"`, {
      hint: "Check the address: it is that of the page on which you sign in to GitLab",
      details,
      cause: thrown,
    });
  }
  if (error.code === "INTERRUPTED" || error.code === "INTERNAL") throw thrown;
  return error;
}

/** A check of `doctor` as one of `init`. */
export function said(
  check: InitCheck["check"],
  subject: string,
  { status, message, hint }: Check,
): InitCheck {
  return { check, subject, status, message, ...(hint === undefined ? {} : { hint }) };
}
