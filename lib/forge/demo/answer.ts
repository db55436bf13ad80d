/** What the demo forge is asked and what it answers, apart from how that travels. @module */

/** A request, taken apart. */
export interface Question {
  readonly method: string;
  readonly url: URL;
  /** Path below `/api/v4`, split and decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** An answer before it becomes a `Response`. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the connection breaks in the middle of the body. */
  readonly cut?: boolean;
}

const JSON_TYPE = { "content-type": "application/json" };

/** An answer of JSON. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, body: JSON.stringify(value), headers: { ...JSON_TYPE, ...headers } };
}

/** A refusal in GitLab's usual form, as in `404 Project Not Found`. */
export function refusal(status: number, what: string): Answer {
  return { status, body: JSON.stringify({ message: `${status} ${what}` }), headers: JSON_TYPE };
}

/** A refusal of parameters, which GitLab words otherwise. */
export function badParameter(error: string, status = 400): Answer {
  return { status, body: JSON.stringify({ error }), headers: JSON_TYPE };
}

/** Thrown below the router to answer at once. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(readonly answer: Answer) {
    super(answer.body);
  }
}
