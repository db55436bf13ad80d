# What Tab offers for lore, in bash.
#
# For this shell:     source <(lore completions bash)
# For every new one:  mkdir -p ~/.local/share/bash-completion/completions
#                     lore completions bash > ~/.local/share/bash-completion/completions/lore
#                     or, without the package bash-completion, the first line in ~/.bashrc
#
# It completes the word lore, and a path that ends in it: an executable, or a function such as
#   lore() { deno run -q -P=lore --unstable-lazy-dynamic-imports /path/to/lore/main.ts "$@"; }
# An alias does not work: the candidates come from lore itself, and an alias cannot be asked.

_lore() {
  local program=$1 before=${COMP_LINE:0:COMP_POINT} after=${COMP_LINE:COMP_POINT}
  local kind line
  if [[ $program == \~/* ]]; then program=$HOME${program:1}; fi
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r line; do COMPREPLY[${#COMPREPLY[@]}]=$line; done
  } < <("$program" __complete bash "$before" "$2" "$after" 2>/dev/null </dev/null)
  # Behind a folder comes what is in it.
  if [[ ${#COMPREPLY[@]} == 1 && $COMPREPLY == */ ]]; then compopt -o nospace 2>/dev/null; fi
  if [[ $kind == files ]]; then compopt -o default 2>/dev/null; fi
}

# In the order in which lore gives them, where bash can (4.4 and later).
complete -o nosort -F _lore lore 2>/dev/null || complete -F _lore lore
