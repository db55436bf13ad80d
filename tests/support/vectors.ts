/** Vectors by a fixed generator. @module */

import { BuiltinProvider } from "../../lib/embedding/builtin.ts";

/** Numbers from 0 to 1, the same every time. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Vectors of length 1 in directions without any order. */
export function unitVectors(count: number, dimensions: number): Float32Array[] {
  const random = generator(7);
  return Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: dimensions }, () => random() + random() - 1);
    return unit(vector);
  });
}

/** A vector with its length set to 1. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Texts of invented words, frequent and rare ones, and questions of three words from one of them. */
export function syntheticTexts(count: number, questions: number): {
  readonly texts: readonly string[];
  readonly questions: readonly string[];
} {
  const random = generator(11);
  const syllables = ["ka", "lo", "mi", "tre", "sun", "ver", "pol", "da", "qui", "ber", "ni", "fo"];
  const words = Array.from({ length: 3000 }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 3) },
      () => syllables[Math.floor(random() * syllables.length)],
    ).join(""));
  const word = (): string => words[Math.floor(random() ** 3 * words.length)] ?? "";
  const texts = Array.from(
    { length: count },
    () => Array.from({ length: 10 + Math.floor(random() * 70) }, word).join(" "),
  );
  return {
    texts,
    questions: Array.from({ length: questions }, () => {
      const from = (texts[Math.floor(random() * count)] ?? "").split(" ");
      return [1, 2, 3].map(() => from[Math.floor(random() * from.length)]).join(" ");
    }),
  };
}

/** The same as builtin vectors. */
export function synthetic(count: number, questions: number): {
  readonly documents: readonly Float32Array[];
  readonly questions: readonly Float32Array[];
} {
  const provider = new BuiltinProvider();
  const made = syntheticTexts(count, questions);
  return {
    documents: made.texts.map((text) => unit(provider.embedText(text))),
    questions: made.questions.map((text) => unit(provider.embedText(text))),
  };
}
