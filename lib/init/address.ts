/**
 * Where a forge is, from whatever was pasted: an instance, a project's page, a clone address.
 *
 * Owns: the places where the forge may be, most likely first, since an address does not tell whether
 * `gitlab.example.com/tools/web` is the project `tools/web` or a GitLab below `/tools`. Leaves to
 * others: asking them (`find_forge.ts`).
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import { looksLikeToken } from "./token_name.ts";

/** One place where the forge may be, and the project that the rest of the address then names. */
export interface Address {
  readonly url: string;
  /** `group/repo`, or `group/*` for what is only one level deep. */
  readonly project?: string;
}

/** All places that an address can mean, most likely first. */
export type Addresses = readonly [Address, ...Address[]];

/** Pages of GitLab itself, which are no groups. */
const PAGES = new Set(["users", "dashboard", "explore", "admin", "help", "api", "-"]);

/**
 * Reads an address.
 *
 * @throws LoreError `USAGE` for what is none, or must not be used; never repeats a secret.
 */
export function readAddress(text: string): Addresses {
  const url = parsed(text.trim());
  const origin = url.origin;
  const path = decoded(url.pathname);
  const [, beforeApi] = /^(.*?)\/api\/v\d+(?:\/|$)/.exec(path) ?? [];
  if (beforeApi !== undefined) return [{ url: `${origin}${beforeApi}` }];
  const [page = ""] = path.split("/-/");
  const all = page.split("/").filter((segment) => segment !== "");
  const segments = all[0] === "groups" ? all.slice(1) : all;
  if (PAGES.has(segments[0] ?? "")) return [{ url: origin }];
  const last = segments.at(-1)?.replace(/\.git$/, "");
  if (last !== undefined) segments[segments.length - 1] = last;
  const places = segments.map((_, depth): Address => {
    const rest = segments.slice(depth);
    return {
      url: [origin, ...segments.slice(0, depth)].join("/"),
      project: rest.length === 1 ? `${rest[0]}/*` : rest.join("/"),
    };
  });
  const whole = { url: [origin, ...segments].join("/") };
  const [first, ...others] = places;
  return first === undefined ? [whole] : [first, ...others, whole];
}

/**
 * The place that an address means where the forge cannot be asked: two levels or more are a project,
 * one is taken for part of the address, and all of it is where the projects are known.
 */
export function likeliest(
  addresses: Addresses,
  { projectsKnown }: { readonly projectsKnown: boolean },
): Address {
  const whole = addresses.at(-1) ?? addresses[0];
  return projectsKnown || addresses[0].project?.endsWith("/*") === true ? whole : addresses[0];
}

function parsed(text: string): URL {
  if (looksLikeToken(text)) throw unusable(undefined, "it looks like a token");
  const full = withScheme(text);
  if (!URL.canParse(full)) throw unusable(undefined, "it is no address");
  const url = new URL(full);
  if (url.username !== "" || url.password !== "") {
    throw unusable(undefined, "it holds a user name or password");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw unusable(undefined, "it must begin with https:// or http://");
  }
  if (/^(?:www\.|api\.)?github\.com$/.test(url.hostname)) {
    throw unusable(url.origin, "it is GitHub's, and this version of lore mirrors GitLab only");
  }
  return url;
}

/** Clone addresses and bare hosts as addresses of pages. */
function withScheme(text: string): string {
  const [, host, path] = /^(?:[\w.-]+@)([\w.-]+):(?!\d+\/|\/\/)(.+)$/.exec(text) ?? [];
  if (host !== undefined) return `https://${host}/${path}`;
  const [, sshHost, sshPath] =
    /^(?:ssh|git):\/\/(?:[\w.-]+@)?([\w.-]+)(?::\d+)?(\/.*)?$/.exec(text) ??
      [];
  if (sshHost !== undefined) return `https://${sshHost}${sshPath ?? ""}`;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return text;
  if (!/^[\w.-]+(:\d+)?(\/|$)|^\[[\da-f:]+\]/i.test(text)) return "";
  return `${isLoopback(text.split(/[:/]/)[0] ?? "") ? "http" : "https"}://${text}`;
}

/** Whether what is sent to a host stays on this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    // Not written by an encoder: taken as it stands.
    return path;
  }
}

function unusable(shown: string | undefined, why: string): LoreError {
  const what = shown === undefined ? "the address that was given" : `"${shown}"`;
  return new LoreError("USAGE", `Cannot use ${what}: ${why}`, {
    hint:
      "Give the address of a GitLab, like https://gitlab.example.com, or of one of its projects",
    actions: ["lore init --help"],
  });
}

/**
 * A project as it is pasted, as the config wants it: without the forge's address, `.git`, `/-/…`
 * and slashes around it.
 */
export function projectPath(text: string, url?: string): string {
  const trimmed = text.trim();
  const bare = url !== undefined && trimmed.startsWith(`${url}/`)
    ? trimmed.slice(url.length)
    : trimmed.replace(/^https?:\/\/[^/]+/, "").replace(/^[\w.-]+@[\w.-]+:/, "");
  return bare.replace(/[?#].*$/, "").replace(/\/-\/.*$|\/-$/, "").replace(/^\/+|\/+$/g, "")
    .replace(/\.git$/, "");
}

/** Several projects in one text, by blanks or commas. */
export function projectPaths(text: string, url?: string): string[] {
  const paths = text.split(/[\s,]+/).filter((word) => word !== "");
  return [...new Set(paths.map((path) => projectPath(path, url)))];
}
