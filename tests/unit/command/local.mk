# Unit tests of the layer command: one program, test-command.
check_PROGRAMS += tests/unit/command/test-command
TESTS += tests/unit/command/test-command
tests_unit_command_test_command_SOURCES = \
	tests/unit/command/main.c \
	tests/unit/command/test_command.c \
	tests/unit/command/test_grammar.c \
	tests/unit/command/tests.h
tests_unit_command_test_command_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit/command
tests_unit_command_test_command_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS)
tests_unit_command_test_command_LDADD = $(COMMAND_LIBS)
