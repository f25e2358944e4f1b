#!/usr/bin/env bash
# check-layers.sh: holds src/ to the table in src/LAYERS: no include across layers, no
# third-party header in the wrong layer, no forbidden function. Speaks TAP.
set -u
src="${TOP_SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}/src"
bad=()

allowed() { # layer column: the words of that column (2: own layers, 3: third party)
	sed -n "s/^$1:[[:space:]]*//p" "$src/LAYERS" | cut -d: -f"$2"
}
third_party() { # header: the library it belongs to
	case $1 in
		glib.h|glib/*|glib-unix.h|glib-object.h) echo glib ;;
		gio/*) echo gio ;;
		utf8proc.h) echo utf8proc ;;
		idna.h|stringprep.h|idn-free.h|punycode.h|pr29.h|tld.h) echo libidn ;;
		signal/*) echo libsignal ;;
		openssl/*) echo openssl ;;
		sqlite3.h) echo sqlite ;;
		strophe.h) echo libstrophe ;;
		expat.h) echo expat ;;
		gsasl.h) echo libgsasl ;;
		curl/*) echo libcurl ;;
		ncurses.h|ncursesw/*|curses.h|term.h|panel.h) echo ncursesw ;;
		readline/*) echo readline ;;
		json-glib/*) echo json-glib ;;
		libsecret/*) echo libsecret ;;
	esac
}
for dir in "$src"/*/; do
	layer=$(basename "$dir")
	if ! grep -q "^$layer:" "$src/LAYERS"; then bad+=("$layer is not in src/LAYERS"); continue; fi
	own=" $layer $(allowed "$layer" 1) "
	foreign=" $(allowed "$layer" 2) "
	while IFS=: read -r file line text; do
		header=$(sed -E 's/.*[<"]([^>"]+)[>"].*/\1/' <<<"$text")
		first=${header%%/*}
		where="${file#"$src"/}:$line"
		if [[ $text == *\"* ]]; then
			[[ $header == config.h ]] && continue
			if [[ $first == "$header" ]]; then bad+=("$where: include \"layer/$header\" by its full name"); continue; fi
			[[ $own == *" $first "* ]] || bad+=("$where: $layer may not include $header")
		else
			library=$(third_party "$header")
			[[ -z $library || $foreign == *" $library "* ]] || bad+=("$where: $layer may not use $library ($header)")
		fi
	done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include' "$dir" --include='*.[ch]')
done
# Functions that lose data, ignore a namespace, or invite injection.
while IFS= read -r hit; do bad+=("forbidden function: ${hit#"$src"/}"); done < <(
	grep -rnE '\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|mktemp|tmpnam|alloca|system|popen|xmpp_stanza_get_child_by_name|xmpp_stanza_get_body|xmpp_jid_[a-z]+|xmpp_id_handler_add|xmpp_connect_client)[[:space:]]*\(' \
		"$src" --include='*.[ch]' | grep -vE ':[[:space:]]*(/\*|\*|//)')
echo 1..1
if [ ${#bad[@]} -eq 0 ]; then echo "ok 1 - layers hold"; else
	printf '# %s\n' "${bad[@]}"; echo "not ok 1 - layers hold"; fi
