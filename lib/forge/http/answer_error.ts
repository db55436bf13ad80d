/** Answers that no retry will change, as errors. @module */

import { type ErrorCode, LoreError } from "../../errors.ts";

/** Most characters of a forge's words in an error. */
const QUOTED_CHARS = 300;

/**
 * The error that an unsuccessful answer stands for. A 404 is `NOT_FOUND`; it is also what forges
 * answer for what the token may not see.
 */
export async function answerError(request: Request, response: Response): Promise<LoreError> {
  const { status } = response;
  const said = forgeMessage(await response.text());
  const answered = said === ""
    ? `${status}`
    : said.startsWith(`${status}`)
    ? said
    : `${status} ${said}`;
  const [code, hint] = meaning(status);
  return new LoreError(code, `"${request.url}" answered ${answered}`, {
    hint,
    details: { url: request.url, status, answer: said },
  });
}

function meaning(status: number): [code: ErrorCode, hint: string] {
  if (status === 401) {
    return ["AUTH_FAILED", "Check the source's token: it may be wrong, expired or revoked"];
  }
  if (status === 403) {
    return ["AUTH_FAILED", "Give the token the scope read_api, and its user access to the project"];
  }
  if (status === 404 || status === 410) {
    return ["NOT_FOUND", "Check the name, and that the token's user may see it"];
  }
  if (status >= 500) return ["FORGE_UNAVAILABLE", "Check the state of the forge"];
  return ["FAILED", "The forge does not take this request: it may be too old or too new for lore"];
}

/**
 * What a forge says in the body of an error: `message` as a string, an array or an object of
 * arrays, `error`, or plain text. Empty for an HTML page.
 */
export function forgeMessage(body: string): string {
  const text = body.trim();
  if (text.startsWith("<")) return "";
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    // Plain text, as the `Retry later` of GitLab's rate limiter.
    return text.slice(0, QUOTED_CHARS);
  }
  const { message, error, error_description } = Object(said);
  return flat(message ?? error_description ?? error ?? said).slice(0, QUOTED_CHARS);
}

function flat(said: unknown): string {
  if (Array.isArray(said)) return said.map(flat).join(", ");
  if (typeof said !== "object" || said === null) return String(said);
  return Object.entries(said).map(([key, value]) => `${key} ${flat(value)}`).join("; ");
}
