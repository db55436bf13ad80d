/** One ingest in a process of its own, which then tells its peak memory in bytes. @module */

import process from "node:process";
import { ingest } from "./mirror.ts";

const [url = "", token = "", path = "", ...projects] = Deno.args;
const { issues } = await ingest({ url, token, projects }, path, { resourceEvents: false });
// Of the process as the kernel counts it, the same as VmHWM; in KiB.
const peak = process.resourceUsage().maxRSS * 1024;
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify({ issues, peak })));
