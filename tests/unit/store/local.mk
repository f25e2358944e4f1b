# Unit tests of the layer store: one program, test-store.
check_PROGRAMS += tests/unit/store/test-store
TESTS += tests/unit/store/test-store
tests_unit_store_test_store_SOURCES = \
	tests/unit/store/main.c \
	tests/unit/store/test_store.c \
	tests/unit/store/tests.h
tests_unit_store_test_store_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_unit_store_test_store_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_store_test_store_LDADD = $(STORE_LIBS)
