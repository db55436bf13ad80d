#compdef lore
# What Tab offers for lore, in zsh.
#
# For this shell:     source <(lore completions zsh)     (after compinit)
# For every new one:  lore completions zsh > "${fpath[1]}/_lore"     (a folder of $fpath)
#                     or the first line in ~/.zshrc, below compinit
#
# It completes the word lore, and a path that ends in it: an executable, or a function such as
#   lore() { deno run -q -P=lore --unstable-lazy-dynamic-imports /path/to/lore/main.ts "$@"; }
# An alias does not work: the candidates come from lore itself, and an alias cannot be asked.

_lore() {
  setopt localoptions extendedglob
  local program=${(Q)words[1]} current=$PREFIX line value
  local -a lines header values folders
  program=${~program}
  [[ -n $compstate[quote] ]] || current=${(Q)PREFIX}
  lines=("${(@f)$("$program" __complete zsh $((CURRENT - 2)) "${(@Q)words[2,CURRENT-1]}" \
    "$current" "${(@Q)words[CURRENT+1,-1]}" 2>/dev/null </dev/null)}")
  header=("${(@ps:\t:)lines[1]}")
  case $header[1] in
    files)
      [[ -z $header[2] ]] || compset -P "${(b)header[2]}" || return 1
      _files
      ;;
    values)
      for line in "${(@)lines[2,-1]}"; do
        value=${line%%$'\t'*}
        line="${value//(#m)[\\:]/\\$MATCH}:${line#*$'\t'}"
        # Behind a folder comes what is in it.
        if [[ $value == */ ]]; then folders+=("$line"); else values+=("$line"); fi
      done
      _describe -V -t values lore folders -S '' -- values
      ;;
    *) return 1 ;;
  esac
}

if [[ $funcstack[1] == _lore ]]; then _lore "$@"; else compdef _lore lore; fi
