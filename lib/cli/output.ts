/**
 * Where the words of lore itself go: the result to stdout, everything else to stderr.
 *
 * Owns: the choice between text and envelope, colours, and that errors and remarks hold no secret.
 * Results are data: they are printed as they are. Leaves to others: log lines (`logging.ts`).
 *
 * @module
 */

import { type LoreError, toLoreError } from "../errors.ts";
import { redact } from "../log/redact.ts";
import type { Host } from "./app.ts";
import type { Correction } from "./arguments.ts";
import { envelope, type Meta, type Outcome } from "./envelope.ts";
import type { Globals } from "./globals.ts";
import { glyphsFor } from "./glyphs.ts";
import { lenient } from "./lenient_environment.ts";
import { type Look, makeLook } from "./look.ts";
import { reportError } from "./report.ts";
import { Stderr } from "./stderr.ts";
import { makeStyle, type Style, wantsColor } from "./style.ts";
import { wrapMessage } from "./wrap.ts";
import { writeResult } from "./write_result.ts";

/** Makes the text of a result. */
type TextOf = (look: Look) => string | Promise<string>;

/** The two streams of a command, as its global flags want them. */
export class Output {
  readonly stderr: Stderr;
  /** Colours of stderr. */
  readonly errorStyle: Style;
  /** Whether someone at a terminal follows on stderr: progress, summary and remarks are for them. */
  readonly interactive: boolean;
  readonly #host: Host;
  readonly #globals: Globals;

  readonly #logged = new WeakSet<LoreError>();
  #emitted = false;

  /** Makes the output of one command. */
  constructor(host: Host, globals: Globals) {
    const { terminal } = host;
    const environment = lenient(host.environment);
    this.#host = host;
    this.#globals = globals;
    this.stderr = new Stderr(terminal);
    this.interactive = terminal.stderrIsTerminal && this.#talks;
    this.errorStyle = makeStyle(
      wantsColor(globals.color, { isTerminal: terminal.stderrIsTerminal, environment }),
    );
  }

  /** A remark on stderr for the person who waits; nothing with `-q` or `--robot`. */
  say(line: string): void {
    if (this.#talks) this.stderr.write(this.#wrapped(redact(line)));
  }

  /** A warning that no log line carries; with `-q` as well. */
  warn(text: string): void {
    this.stderr.write(this.#wrapped(`${this.errorStyle.yellow("warning:")} ${redact(text)}`));
  }

  /** Whether stderr may hold words for people beside log lines and errors. */
  get #talks(): boolean {
    const { quiet, robot, logFormat } = this.#globals;
    return !quiet && !robot && logFormat === "text";
  }

  /** Says what was mistyped, to people: a robot finds it in `meta`, a log reader in the log. */
  warnOfCorrections(corrections: readonly Correction[]): void {
    if (this.#globals.robot || this.#globals.logFormat === "json") return;
    for (const { given, used } of corrections) this.warn(`No "${given}": taken for "${used}"`);
  }

  /** Writes a part of the result on the way. Resolves to false once nobody reads any more. */
  async emit(data: unknown, meta: Meta, text: TextOf): Promise<boolean> {
    this.#emitted = true;
    return this.#out(
      this.#globals.robot ? envelope({ data }, meta) : await text(this.resultLook()),
    );
  }

  /**
   * Writes what a command came to and returns its exit code. With a signal the text may be shown page
   * by page, until it aborts.
   */
  async finish(
    outcome: Outcome,
    meta: Meta,
    { text, pages }: { readonly text: TextOf; readonly pages?: AbortSignal },
  ): Promise<number> {
    const { error } = outcome;
    const robot = this.#globals.robot;
    // What was written on the way is the result: there need be nothing more at the end.
    const said = this.#emitted && outcome.data === undefined && error === undefined;
    if (robot && !said) this.#out(envelope(outcome, meta));
    else if (outcome.data !== undefined) await this.#show(await text(this.resultLook()), pages);
    if (error !== undefined && !robot && !this.#logged.has(error)) this.#report(error);
    return error?.exitCode ?? 0;
  }

  /** Writes a failure when nothing else can be said any more. */
  async fail(thrown: unknown, meta: Meta): Promise<number> {
    try {
      return await this.finish({ error: toLoreError(thrown) }, meta, { text: () => "" });
    } catch (unwritten) {
      // No envelope can be written: stderr is all that is left.
      const error = toLoreError(unwritten);
      this.#report(error);
      return error.exitCode;
    }
  }

  /** Notes that an error stands on stderr as a log line: with `--log-format json` that is all. */
  saidByLog(error: LoreError): void {
    if (this.#globals.logFormat === "json") this.#logged.add(error);
  }

  #report(error: LoreError): void {
    const { verbose, quiet } = this.#globals;
    const report = reportError(error, { style: this.errorStyle, verbose: quiet ? 0 : verbose });
    // Redacted first: half of a secret is not known for one.
    this.stderr.write(this.#wrapped(redact(report)));
  }

  /** Words on stderr, broken for a terminal: for a file they are whole lines. */
  #wrapped(text: string): string {
    const { terminal } = this.#host;
    return terminal.stderrIsTerminal ? wrapMessage(text, terminal.columns()) : text;
  }

  /** How text on stdout is to look. */
  resultLook(): Look {
    const { terminal } = this.#host;
    const environment = lenient(this.#host.environment);
    const isTerminal = terminal.stdoutIsTerminal;
    const style = makeStyle(wantsColor(this.#globals.color, { isTerminal, environment }));
    return this.#look(style, isTerminal);
  }

  /** How text on stderr is to look. */
  remarkLook(): Look {
    return this.#look(this.errorStyle, this.#host.terminal.stderrIsTerminal);
  }

  #look(style: Style, isTerminal: boolean): Look {
    const { terminal, clock } = this.#host;
    const glyphs = glyphsFor(lenient(this.#host.environment));
    const hasRemarks = this.interactive;
    const columns = terminal.columns();
    return makeLook({ style, glyphs, columns, now: clock.now(), isTerminal, hasRemarks });
  }

  /** Writes a text for people: page by page where it is longer than the screen. */
  async #show(text: string, pages: AbortSignal | undefined): Promise<void> {
    const { terminal } = this.#host;
    const mayBe = pages !== undefined && terminal.stdoutIsTerminal && terminal.stdinIsTerminal;
    // Longer than any screen or not: only then is it worth loading what knows.
    if (mayBe && text.length > terminal.rows()) {
      const { showPages, wantsPages } = await import("./pager.ts");
      const environment = lenient(this.#host.environment);
      if (wantsPages(text, { terminal, environment })) {
        return await showPages(text, { terminal, style: this.resultLook().style, signal: pages });
      }
    }
    this.#out(text);
  }

  #out(text: string): boolean {
    if (text === "") return true;
    return writeResult(this.#host.terminal, text.endsWith("\n") ? text : `${text}\n`);
  }
}
