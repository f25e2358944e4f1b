# bash completion for causerie(1)
_causerie() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local accounts=${XDG_CONFIG_HOME:-$HOME/.config}/causerie/accounts
	case $previous in
		-a | --account)
			COMPREPLY=($(compgen -W "$(sed -n 's/^\[\(.*\)\]$/\1/p' "$accounts" 2>/dev/null)" -- "$current"))
			return ;;
		-c | --config | -d | --data) COMPREPLY=($(compgen -d -- "$current")); return ;;
		--debug) COMPREPLY=($(compgen -f -- "$current")); return ;;
		--color) COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
		--dump) COMPREPLY=($(compgen -W "commands settings keys xeps doap man" -- "$current")); return ;;
		-t | --theme | -x | --execute) return ;;
	esac
	if [[ $current == -* ]]; then
		COMPREPLY=($(compgen -W "-a --account -c --config -d --data -x --execute -t --theme --offline --color --debug --dump -h --help -V --version" -- "$current"))
	else
		COMPREPLY=($(compgen -W "$(sed -n -e 's/^\[\(.*\)\]$/\1/p' -e 's/^address *= *//p' "$accounts" 2>/dev/null)" -- "$current"))
	fi
}
complete -F _causerie causerie
