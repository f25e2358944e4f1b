# make-builtin.awk: turns themes/*.theme into the C table of src/ui/theme_builtin.h.
BEGIN {
	print "/* Made by themes/make-builtin.awk from themes/; do not edit. */"
	print "#include \"config.h\"\n\n#include \"ui/theme_builtin.h\"\n\n#include <stddef.h>\n"
	print "const BuiltinTheme builtin_themes[] = {"
}
FNR == 1 {
	if (NR > 1) print "    },"
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.theme$/, "", name)
	printf "    {\n        \"%s\",\n", name
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	printf "        \"%s\\n\"\n", $0
}
END { print "    },\n    {NULL, NULL},\n};" }
