/**
 * Which source of the config a project belongs to.
 *
 * @module
 */

import type { Config, SourceConfig } from "../../config/types.ts";
import type { Reader } from "../../db/mod.ts";
import { pathsOf, projectsByAnyCase, type StoredProject } from "../../db/projects.ts";
import { LoreError } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import { hintForUnknown, knownPaths, nearestPath } from "../known_paths.ts";
import type { SurgicalRequest } from "./types.ts";
import { syncCommand } from "./words.ts";

/** Where the items are. */
export interface Place {
  readonly source: SourceConfig;
  /** The project's path as it was asked for. */
  readonly path: string;
  /** The project as it is stored, where it is. */
  readonly known: StoredProject | undefined;
}

/** A source that may have the project. */
interface Candidate {
  readonly source: SourceConfig;
  readonly known: StoredProject | undefined;
}

/**
 * Finds the source of a project. Paths are compared as the forge compares them, whatever their case.
 *
 * @param reader the store, where it may be asked: it knows former paths
 * @throws LoreError `NOT_FOUND`; `USAGE` where several sources have such a project
 */
export function findPlace(
  { sources }: Pick<Config, "sources">,
  request: SurgicalRequest,
  reader?: Reader,
): Place {
  const { project: path, source: name } = request;
  const chosen = name === undefined ? sources : sources.filter((source) => source.name === name);
  if (chosen.length === 0) throw unknownSource(name ?? "", sources, request);
  const stored = reader === undefined ? [] : projectsByAnyCase(reader, path);
  const candidates = chosen.flatMap((source): Candidate[] => {
    const known = stored.find((each) => each.source === source.name);
    const paths = known === undefined || reader === undefined ? [path] : [
      path,
      ...pathsOf(reader, known),
    ];
    return source.projects.some((pattern) => covers(pattern, paths)) ? [{ source, known }] : [];
  });
  const known = candidates.filter((candidate) => candidate.known !== undefined);
  const [only, ...others] = known.length === 1 ? known : candidates;
  if (only === undefined) throw unknownProject(chosen, request, reader);
  if (others.length > 0) throw ambiguous(candidates, request);
  return { ...only, path };
}

/** The project of a place as it is stored by now. */
export function storedAt(reader: Reader, { source, path }: Place): StoredProject | undefined {
  return projectsByAnyCase(reader, path).find((each) => each.source === source.name);
}

/** Whether a path or wildcard of the config leads to one of some paths. */
export function covers(pattern: string, paths: readonly string[]): boolean {
  const wanted = pattern.toLowerCase();
  const group = wanted.endsWith("/*") ? wanted.slice(0, -1) : undefined;
  return paths.map((path) => path.toLowerCase()).some((path) =>
    path === wanted || (group !== undefined && path.startsWith(group))
  );
}

function unknownSource(
  name: string,
  sources: readonly SourceConfig[],
  request: SurgicalRequest,
): LoreError {
  const names = sources.map((source) => source.name);
  const [near] = nearest(name, names);
  return new LoreError("NOT_FOUND", `The config has no source "${name}"`, {
    hint: near === undefined
      ? `It has ${names.map((each) => `"${each}"`).join(", ")}`
      : `Did you mean "${near}"?`,
    actions: near === undefined ? ["lore doctor"] : [syncCommand({ ...request, source: near })],
    details: { source: name, known: names },
    meant: { what: "source", given: name, names: near === undefined ? [] : [near] },
  });
}

function unknownProject(
  sources: readonly SourceConfig[],
  request: SurgicalRequest,
  reader: Reader | undefined,
): LoreError {
  const { project } = request;
  const known = knownPaths(sources, reader);
  const meant = nearestPath(project, known);
  const from = request.source === undefined ? "No source of the config" : `"${request.source}"`;
  const lacks = request.source === undefined ? "has" : "does not have";
  return new LoreError("NOT_FOUND", `${from} ${lacks} the project "${project}"`, {
    hint: hintForUnknown(meant, sources),
    actions: meant === undefined ? ["lore doctor"] : [syncCommand({ ...request, project: meant })],
    details: { project, known: known.slice(0, 50) },
    meant: { what: "project", given: project, names: meant === undefined ? [] : [meant] },
  });
}

function ambiguous(candidates: readonly Candidate[], request: SurgicalRequest): LoreError {
  const names = candidates.map(({ source }) => source.name);
  return new LoreError(
    "USAGE",
    `Several sources may have the project "${request.project}": ${
      names.map((name) => `"${name}"`).join(", ")
    }`,
    {
      hint: "Say which by --source",
      actions: names.map((source) => syncCommand({ ...request, source })),
      details: { project: request.project, sources: names },
    },
  );
}
