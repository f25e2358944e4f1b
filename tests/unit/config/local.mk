# Unit tests of the layer config: one program, test-config.
check_PROGRAMS += tests/unit/config/test-config
TESTS += tests/unit/config/test-config
tests_unit_config_test_config_SOURCES = \
	tests/unit/config/main.c \
	tests/unit/config/fixture.c \
	tests/unit/config/fixture.h \
	tests/unit/config/test_account_file.c \
	tests/unit/config/test_keyfile.c \
	tests/unit/config/test_password_command.c \
	tests/unit/config/test_settings.c
tests_unit_config_test_config_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_unit_config_test_config_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS)
tests_unit_config_test_config_LDADD = $(CONFIG_LIBS)
