/** Telling the name of a variable from the token itself. @module */

import { masked } from "../config/problems.ts";
import { VARIABLE } from "../config/schema.ts";
import type { Environment } from "../platform/environment.ts";

/**
 * Why a text is not the name of the token's variable; undefined for one that is. The words never
 * repeat the text, which may be the token.
 */
export function tokenNameProblem(text: string, environment: Environment): string | undefined {
  if (VARIABLE.test(text)) {
    // Whatever it looks like: what is set under this name is the name's value.
    if ((environment(text) ?? "") !== "" || !looksLikeToken(text)) return undefined;
  } else if (!looksLikeToken(text)) {
    return "must be the name of an environment variable, like GITLAB_TOKEN";
  }
  return "looks like a token: give the name of the environment variable that holds it, and " +
    "revoke the token if somebody may have seen it";
}

/** Whether a text has the shape of a secret: by its prefix, or as letters and digits at random. */
export function looksLikeToken(text: string): boolean {
  if (masked(text) !== text) return true;
  if (!/^[\w-]{16,}$/.test(text) || !/\d/.test(text) || !/[a-z]/.test(text)) return false;
  return /[A-Z]/.test(text) || (text.length >= 20 && !/[_-]/.test(text));
}
