/**
 * Every change of the store's schema, as SQL text that an executable carries inside.
 *
 * @module
 */

import syncRuns from "./001_sync_runs.sql" with { type: "text" };
import projects from "./002_projects.sql" with { type: "text" };
import users from "./003_users.sql" with { type: "text" };
import labelsMilestones from "./004_labels_milestones.sql" with { type: "text" };
import issues from "./005_issues.sql" with { type: "text" };
import mergeRequests from "./006_merge_requests.sql" with { type: "text" };
import discussions from "./007_discussions.sql" with { type: "text" };
import resourceEvents from "./008_resource_events.sql" with { type: "text" };
import mergeRequestFiles from "./009_merge_request_files.sql" with { type: "text" };
import cursorsCoverage from "./010_cursors_coverage.sql" with { type: "text" };
import dependentsQueue from "./011_dependents_queue.sql" with { type: "text" };
import documents from "./012_documents.sql" with { type: "text" };
import embeddings from "./013_embeddings.sql" with { type: "text" };
import syncRunsEnrichment from "./014_sync_runs_enrichment.sql" with { type: "text" };

/** One step of the schema. */
export interface Migration {
  /** The number in its file's name. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Every schema change released so far, oldest first. Append only. */
export const migrations: readonly Migration[] = [
  { version: 1, name: "sync_runs", sql: syncRuns },
  { version: 2, name: "projects", sql: projects },
  { version: 3, name: "users", sql: users },
  { version: 4, name: "labels_milestones", sql: labelsMilestones },
  { version: 5, name: "issues", sql: issues },
  { version: 6, name: "merge_requests", sql: mergeRequests },
  { version: 7, name: "discussions", sql: discussions },
  { version: 8, name: "resource_events", sql: resourceEvents },
  { version: 9, name: "merge_request_files", sql: mergeRequestFiles },
  { version: 10, name: "cursors_coverage", sql: cursorsCoverage },
  { version: 11, name: "dependents_queue", sql: dependentsQueue },
  { version: 12, name: "documents", sql: documents },
  { version: 13, name: "embeddings", sql: embeddings },
  { version: 14, name: "sync_runs_enrichment", sql: syncRunsEnrichment },
];
