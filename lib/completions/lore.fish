# What Tab offers for lore, in fish.
#
# For this shell:     lore completions fish | source
# For every new one:  lore completions fish > ~/.config/fish/completions/lore.fish
#
# It completes the word lore, and a path that ends in it: an executable, or a function such as
#   function lore; deno run -q -P=lore --unstable-lazy-dynamic-imports /path/to/lore/main.ts $argv; end
# An abbreviation or alias to another program works where it is such a function.

function __lore_complete
    # While it completes, fish tells nothing of what is behind the cursor.
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    while string match -qr '^\w+=' -- $before[1]
        set -e before[1]
    end
    set -l program (string replace -r '^~/' $HOME/ -- $before[1])
    set -e before[1]
    type -q $program; or return
    set -l lines ($program __complete fish (count $before) $before $current 2>/dev/null </dev/null)
    set -l header (string split \t -- $lines[1])
    switch $header[1]
        case files
            for path in (__fish_complete_path $header[3])
                echo -- $header[2]$path
            end
        case values
            printf '%s\n' $lines[2..-1]
    end
end

complete -c lore -e
complete -c lore -f -k -a '(__lore_complete)'
