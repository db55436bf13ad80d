/** HTTP for forges: each concern wraps a `Fetch`, `forgeHttp` stacks them. @module */

export { answerError, forgeMessage } from "./answer_error.ts";
export { withConcurrency } from "./concurrency.ts";
export { linkTo } from "./link.ts";
export { RateGate, withRateLimit } from "./rate_limit.ts";
export { ReadResponse, withBody } from "./read_body.ts";
export { withRedirects } from "./redirects.ts";
export { withRetry } from "./retry.ts";
export { quotaOf, retryAfterMs, serverTime } from "./retry_after.ts";
export { type ForgeHttp, forgeHttp, type HttpOptions } from "./stack.ts";
export { withTimeout } from "./timeout.ts";
export { withToken } from "./token.ts";
export { TransportError } from "./transport_error.ts";
export { withWireLog } from "./wire_log.ts";
