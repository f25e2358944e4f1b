# The program. Its parts but main() are a library too, so that the tests can link them.
noinst_LIBRARIES += src/app/libapp.a
src_app_libapp_a_SOURCES = \
	src/app/app.c \
	src/app/app.h \
	src/app/black_box.c \
	src/app/black_box.h \
	src/app/first_start.c \
	src/app/options.c \
	src/app/options.h \
	src/app/password.c \
	src/app/signals.c \
	src/app/wiring.c
src_app_libapp_a_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS) $(SECRET_CFLAGS)
bin_PROGRAMS += src/app/causerie
src_app_causerie_SOURCES = src/app/main.c
src_app_causerie_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS)
src_app_causerie_LDADD = src/app/libapp.a $(COMMAND_LIBS) $(SECRET_LIBS)

# Where shells and desktops look for what belongs to a program.
bashcompdir = $(datadir)/bash-completion/completions
zshcompdir = $(datadir)/zsh/site-functions
fishcompdir = $(datadir)/fish/vendor_completions.d
desktopdir = $(datadir)/applications
dist_zshcomp_DATA = src/app/data/_causerie
dist_fishcomp_DATA = src/app/data/causerie.fish
dist_desktop_DATA = src/app/data/causerie.desktop
EXTRA_DIST += src/app/data/causerie.bash

install-data-local:
	$(MKDIR_P) $(DESTDIR)$(bashcompdir)
	$(INSTALL_DATA) $(srcdir)/src/app/data/causerie.bash $(DESTDIR)$(bashcompdir)/causerie

uninstall-local:
	rm -f $(DESTDIR)$(bashcompdir)/causerie
