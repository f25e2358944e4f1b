# Themes that are installed, and compiled in.
THEMES = \
	themes/dark.theme \
	themes/default.theme \
	themes/light.theme \
	themes/mono.theme
themesdir = $(pkgdatadir)/themes
dist_themes_DATA = $(THEMES)
EXTRA_DIST += themes/make-builtin.awk
CLEANFILES += src/ui/theme_builtin.c

src/ui/theme_builtin.c: $(THEMES) themes/make-builtin.awk
	$(AM_V_GEN)$(MKDIR_P) src/ui && \
	$(AWK) -f $(srcdir)/themes/make-builtin.awk `for t in $(THEMES); do echo $(srcdir)/$$t; done` \
		> $@.tmp && mv $@.tmp $@
