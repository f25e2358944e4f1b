# Unit tests of the layer xmpp: one program, test-xmpp.
check_PROGRAMS += tests/unit/xmpp/test-xmpp
TESTS += tests/unit/xmpp/test-xmpp
tests_unit_xmpp_test_xmpp_SOURCES = \
	tests/unit/xmpp/guard_run.c \
	tests/unit/xmpp/guard_run.h \
	tests/unit/xmpp/main.c \
	tests/unit/xmpp/server.c \
	tests/unit/xmpp/server.h \
	tests/unit/xmpp/server_cert.c \
	tests/unit/xmpp/server_private.h \
	tests/unit/xmpp/test_guard.c \
	tests/unit/xmpp/test_guard_limits.c \
	tests/unit/xmpp/test_iq.c \
	tests/unit/xmpp/test_origin.c \
	tests/unit/xmpp/test_sasl.c \
	tests/unit/xmpp/test_scram.c \
	tests/unit/xmpp/test_stanza.c \
	tests/unit/xmpp/test_stream_management.c \
	tests/unit/xmpp/test_transport.c \
	tests/unit/xmpp/tests.h
tests_unit_xmpp_test_xmpp_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_unit_xmpp_test_xmpp_CFLAGS = $(src_xmpp_libxmpp_a_CFLAGS)
tests_unit_xmpp_test_xmpp_LDADD = $(XMPP_LIBS)
