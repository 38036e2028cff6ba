# SPDX-License-Identifier: MIT
# What the shells offer.

completion=$XNS_SRC/bash-completion/xns-utils

# offered PROGRAM WORD...: what the completion offers for the last word
offered() {
	bash --norc -c '
		source "$1"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
		_xns_utils "$1" && printf "%s\n" "${COMPREPLY[@]}"' bash "$completion" "$@"
}


# offered_by_words PROGRAM WORD...: the same, what is left to the shell excepted
offered_by_words() {
	sh "$XNS_SRC/completion/words" "$@" | awk -F '\t' '$1 == "word" || $1 == "part" { print $2 }'
}

# in_fish LINE: what fish offers behind LINE, without the descriptions
in_fish() {
	HOME=$T XDG_RUNTIME_DIR=$T bounded fish -c 'source $argv[1]; complete -C $argv[2]' -- \
		"$XNS_SRC/completion/xns-utils.fish" "$1" | cut -f1
}

# in_zsh LINE: what zsh offers, and what becomes of the line (see zsh-complete)
in_zsh() {
	bounded zsh -f "$XNS_SRC/tests/helpers/zsh-complete" "$XNS_SRC/completion" "$1"
}

same() {
	diff -u --label "$1" --label "$2" <(echo "$3") <(echo "$4")
}

# offers WANTED... -- PROGRAM WORD...: these, and nothing else
offers() {
	local wanted=()
	while [[ $1 != -- ]]; do
		wanted+=("$1")
		shift
	done
	shift
	same wanted offered "$(printf '%s\n' "${wanted[@]}" | sort)" "$(offered "$@" | sort)"
}
