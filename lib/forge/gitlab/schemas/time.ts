/** Times and absent values as GitLab writes them. @module */

import { z } from "zod";

/** A time as Unix ms: with milliseconds and `Z`, without, or with an offset. */
export const time = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  context.issues.push({ code: "custom", message: "is not a time", input: text });
  return z.NEVER;
});

/** Text that may be null, or missing on some servers. */
export const optionalText = z.string().nullish();

/** A number that may be null, or missing on some servers. */
export const optionalNumber = z.number().nullish();

/** A claim that may be null, or missing on some servers. */
export const optionalFlag = z.boolean().nullish();
