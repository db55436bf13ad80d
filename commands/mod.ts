/** The list of commands: what `lore --help` shows, in this order. @module */

import type { Command } from "../lib/cli/mod.ts";
import { backup } from "./backup.ts";
import { completions } from "./completions.ts";
import { coverage } from "./coverage.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { embed } from "./embed.ts";
import { explain } from "./explain.ts";
import { fileHistory } from "./file_history.ts";
import { generateDocs } from "./generate_docs.ts";
import { ingest } from "./ingest.ts";
import { init } from "./init.ts";
import { issues } from "./issues.ts";
import { logs } from "./logs.ts";
import { mrs } from "./mrs.ts";
import { permissions } from "./permissions.ts";
import { reset } from "./reset.ts";
import { robotDocs } from "./robot_docs.ts";
import { search } from "./search.ts";
import { stats } from "./stats.ts";
import { sync } from "./sync.ts";
import { syncStatus } from "./sync_status.ts";
import { threads } from "./threads.ts";

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  init,
  sync,
  ingest,
  generateDocs,
  embed,
  search,
  issues,
  mrs,
  threads,
  fileHistory,
  syncStatus,
  coverage,
  stats,
  explain,
  logs,
  doctor,
  backup,
  reset,
  permissions,
  robotDocs,
  completions,
  demo,
];
