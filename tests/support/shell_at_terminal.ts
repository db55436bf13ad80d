/**
 * An interactive shell at a pseudo-terminal, in which keys are pressed and the line is read.
 *
 * Each shell is set up so that Ctrl-T prints the line that is being typed: what Tab did is then known
 * without waiting for a while and looking at the screen.
 *
 * @module
 */

import { hasScript } from "./at_terminal.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** The shells. */
export type ShellName = "bash" | "zsh" | "fish";

/** The keys that tests press. */
export const KEYS = { tab: "\t", clear: "\x05\x15", left: "\x02" } as const;

const REPORT = "\x14";

/** How each is started, and told to print its line at Ctrl-T between `<<` and `>>`. */
const SHELLS: Readonly<
  Record<ShellName, { readonly file: string; readonly rc: string; readonly start: string }>
> = {
  bash: {
    file: "bashrc",
    rc: `PS1='ready> '
      bind 'set completion-query-items 0'; bind 'set page-completions off'
      bind 'set show-all-if-ambiguous on'; bind 'set enable-bracketed-paste off'
      bind -x '"\\C-t": printf "\\n<<%s>>\\n" "$READLINE_LINE"'`,
    start: `bash --noprofile --rcfile "$FOLDER/bashrc" -i`,
  },
  zsh: {
    file: ".zshrc",
    rc: `PS1='ready> '; bindkey -e; autoload -Uz compinit; compinit -u -D
      report() { print -rn -- $'\\n<<'"$BUFFER"$'>>\\n' >/dev/tty }
      zle -N report; bindkey '^T' report`,
    start: `ZDOTDIR="$FOLDER" zsh -d -i`,
  },
  fish: {
    file: "init.fish",
    rc: `function fish_prompt; echo -n 'ready> '; end; function fish_greeting; end
      set -g fish_autosuggestion_enabled 0
      bind \\ct 'printf "\\n<<%s>>\\n" (commandline | string collect)'`,
    start: `fish --no-config -C 'source $FOLDER/init.fish' -i`,
  },
};

/** Whether a program can be run. */
export async function hasProgram(name: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", {
    args: ["-c", 'command -v "$1"', "sh", name],
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

/** Whether a shell can be driven at a terminal. */
export async function hasShell(name: ShellName): Promise<boolean> {
  return hasScript && await hasProgram(name);
}

/** A shell at work. */
export interface ShellAtTerminal extends AsyncDisposable {
  /** Presses keys on an empty line; resolves to the line that they lead to, and what was shown. */
  type(keys: string): Promise<{ readonly line: string; readonly shown: string }>;
}

/** Starts a shell that has run `setUp`. */
export async function shellAtTerminal(
  name: ShellName,
  { setUp, env, columns = 160 }: {
    readonly setUp: string;
    readonly env: Readonly<Record<string, string>>;
    readonly columns?: number;
  },
): Promise<ShellAtTerminal> {
  const folder = temporaryFolder();
  const { file, rc, start } = SHELLS[name];
  folder.write(file, `${rc}\n${setUp}\n`);
  const child = new Deno.Command("script", {
    args: ["-qec", `stty cols ${columns} rows 50; ${start}`, "/dev/null"],
    cwd: folder.path,
    env: { TERM: "xterm", LC_ALL: "C.UTF-8", FOLDER: folder.path, HISTFILE: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  const screen = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const press = (keys: string): Promise<void> => keyboard.write(new TextEncoder().encode(keys));
  let unread = "";
  const until = async (sign: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = sign.exec(unread);
      if (found !== null) {
        unread = unread.slice(found.index + found[0].length);
        return found;
      }
      const { value, done } = await screen.read();
      if (done) throw new Error(`${name} ended; it had shown ${JSON.stringify(unread)}`);
      unread += value;
    }
  };
  await until(/ready> /);
  return {
    async type(keys) {
      await press(KEYS.clear + keys + REPORT);
      const [shown, line = ""] = await until(/^[^]*?<<([^]*?)>>/);
      return { line: line.replaceAll("\r\n", "\n"), shown };
    },
    async [Symbol.asyncDispose]() {
      await press(`${KEYS.clear}exit\n`);
      for (let done = false; !done;) ({ done } = await screen.read());
      await keyboard.close().catch(() => {});
      await child.status;
      folder[Symbol.dispose]();
    },
  };
}
