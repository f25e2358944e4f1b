# The manual page comes out of the program's own tables.
nodist_man_MANS = man/causerie.1
CLEANFILES += man/causerie.1

man/causerie.1: src/app/causerie$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && ASAN_OPTIONS=detect_leaks=0 src/app/causerie$(EXEEXT) --dump man > $@.tmp && mv $@.tmp $@
