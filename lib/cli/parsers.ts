/** Parsers for the values of flags: each returns the value or throws with what is wanted. @module */

/** A whole number from 1 up. */
export function positiveInteger(input: string): number {
  const value = Number(input);
  if (/^\d+$/.test(input) && Number.isSafeInteger(value) && value > 0) return value;
  throw new TypeError("it must be a whole number from 1 up");
}

/** What reads the number of an item: `12`, or `#12` with its mark, as lists show it. */
export function itemNumber(mark: "#" | "!"): (input: string) => number {
  return (input) => {
    try {
      return positiveInteger(input.startsWith(mark) ? input.slice(1) : input);
    } catch {
      throw new TypeError(`it must be a number as 12 or ${mark}12, its project given by -p`);
    }
  };
}

/** A whole number from 0 up. */
export function wholeNumber(input: string): number {
  const value = Number(input);
  if (/^\d+$/.test(input) && Number.isSafeInteger(value)) return value;
  throw new TypeError("it must be a whole number from 0 up");
}

/** A TCP port; 0 for any that is free. */
export function portNumber(input: string): number {
  const value = wholeNumber(input);
  if (value <= 65_535) return value;
  throw new TypeError("it must be a port from 0 to 65535");
}

/** Any text but an empty one. */
export function nonEmpty(input: string): string {
  if (input.trim() !== "") return input;
  throw new TypeError("it must not be empty");
}
