/** Numbers of items as people give them. Light to import: help loads it. @module */

/** An item by its number. */
export interface ItemReference {
  readonly iid: number;
  /** Path of its project, where it was given. */
  readonly project?: string;
}

/**
 * What reads `12`, `#12`, or with a project as lists and search show it: `acme/web#12`. Merge requests
 * have `!` for `#`, and neither is taken for the other.
 */
export function referenceParser(mark: "#" | "!"): (input: string) => ItemReference {
  const form = new RegExp(`^(?:([^\\s#!]+)(?=${mark}))?${mark}?(\\d{1,15})$`);
  return (input) => {
    const [, project = "", digits = ""] = form.exec(input) ?? [];
    const iid = Number(digits);
    if (iid > 0) return project === "" ? { iid } : { iid, project };
    throw new TypeError(`it must be a number, as in 12 or acme/web${mark}12`);
  };
}
