/** Failures of one attempt that another attempt may not meet. @module */

/**
 * The request got no answer that can be used: the network failed, time ran out, the body broke off
 * or is not the JSON that was asked for. Worth another attempt.
 */
export class TransportError extends Error {
  override readonly name = "TransportError";
  /** Status of the answer, where there was one. */
  readonly status: number | undefined;

  /** Makes an error; the message is a clause that follows the URL, as in "timed out after 30 s". */
  constructor(
    message: string,
    options: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
  }
}
