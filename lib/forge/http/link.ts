/** The `Link` header. @module */

/** The address of a relation in a `Link` header, as it stands there; undefined when absent. */
export function linkTo(relation: string, header: string | null): string | undefined {
  if (header === null) return undefined;
  for (const [, address, parameters] of header.matchAll(/<([^>]*)>((?:\s*;\s*[^,<]*)?)/g)) {
    const names = /(?:^|;)\s*rel\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(parameters ?? "");
    if ((names?.[1] ?? names?.[2] ?? "").split(/\s+/).includes(relation)) return address;
  }
  return undefined;
}
