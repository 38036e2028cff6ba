# fish completion for xns-utils
# SPDX-License-Identifier: MIT
#
# What can be completed is printed by the script "words", which is also used by bash and zsh.

# make install puts the name of the installed script here.
set -g __xns_engine (status dirname)/words

# Paths that begin with the second argument, as fish completes them, behind the first
function __xns_paths
    for path in (complete -C "__xns_no_command "(string escape -- $argv[2]))
        string match -q -- '*/' $path; or test "$argv[3]" != directories; or continue
        printf '%s%s\n' $argv[1] $path
    end
end

function __xns_utils
    set -l before (commandline -opc)
    set -l raw (commandline -ct)
    # a quote may be open
    set -l word (string unescape -- $raw; or string unescape -- $raw"'"; or string unescape -- $raw'"'; or echo $raw)
    sh $__xns_engine $before "$word" 2>/dev/null | while read -l -d \t kind text help
        switch $kind
            case word part
                printf '%s\t%s\n' $text $help
            case files directories
                __xns_paths "$text" (string sub -s (math (string length -- "$text") + 1) -- "$word") $kind
            case command
                complete -C (string join ' ' -- (string escape -- $before[(math $text + 1)..]) $raw)
        end
    end
end

for program in xunshare xnsenter xclone xpidinit xmountprop xlsprop xlsns xnspin xveth xcgexec
    complete -c $program -f -a '(__xns_utils)'
end
