# Unit tests of the layer ui: one program, test-ui.
check_PROGRAMS += tests/unit/ui/test-ui
TESTS += tests/unit/ui/test-ui
tests_unit_ui_test_ui_SOURCES = \
	tests/unit/ui/main.c \
	tests/unit/ui/tests.h \
	tests/unit/ui/test_decode.c \
	tests/unit/ui/test_input.c \
	tests/unit/ui/test_keymap.c \
	tests/unit/ui/pty.c \
	tests/unit/ui/pty.h \
	tests/unit/ui/test_tty.c \
	tests/unit/ui/test_textflow.c \
	tests/unit/ui/test_theme.c
tests_unit_ui_test_ui_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit/ui
tests_unit_ui_test_ui_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(NCURSES_CFLAGS)
tests_unit_ui_test_ui_LDADD = $(UI_LIBS)
