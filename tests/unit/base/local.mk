# Unit tests of the layer base: one program, test-base.
check_PROGRAMS += tests/unit/base/test-base
TESTS += tests/unit/base/test-base
tests_unit_base_test_base_SOURCES = \
	tests/unit/base/main.c \
	tests/unit/base/test_clock.c \
	tests/unit/base/test_jid.c \
	tests/unit/base/test_log.c \
	tests/unit/base/test_observers.c \
	tests/unit/base/test_secret.c \
	tests/unit/base/test_text.c \
	tests/unit/base/test_text_names.c \
	tests/unit/base/test_text_width.c \
	tests/unit/base/test_xdg.c \
	tests/unit/base/tests.h
tests_unit_base_test_base_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_unit_base_test_base_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(UTF8PROC_CFLAGS)
tests_unit_base_test_base_LDADD = $(BASE_LIBS)
