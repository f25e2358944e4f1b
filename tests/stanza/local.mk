# tests/stanza: data cases: stanzas in, model and stanzas out. wire.c stands for src/xmpp/link.c.
check_PROGRAMS += tests/stanza/test-stanza
TESTS += tests/stanza/test-stanza
tests_stanza_test_stanza_SOURCES = \
	tests/stanza/bend.c \
	tests/stanza/case.c \
	tests/stanza/case.h \
	tests/stanza/deeds.c \
	tests/stanza/model_text.c \
	tests/stanza/model_text.h \
	tests/stanza/routes.c \
	tests/stanza/test_stanza_cases.c \
	tests/stanza/wire.c \
	tests/stanza/wire.h
tests_stanza_test_stanza_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/stanza
tests_stanza_test_stanza_CFLAGS = $(src_xmpp_libxmpp_a_CFLAGS)
tests_stanza_test_stanza_LDADD = $(XMPP_LIBS)
EXTRA_DIST += \
	tests/stanza/rfc6120_iq \
	tests/stanza/rfc6121_message \
	tests/stanza/rfc6121_presence \
	tests/stanza/rfc6121_roster \
	tests/stanza/xep_0030 \
	tests/stanza/xep_0085 \
	tests/stanza/xep_0092 \
	tests/stanza/xep_0115 \
	tests/stanza/xep_0172 \
	tests/stanza/xep_0199 \
	tests/stanza/xep_0202 \
	tests/stanza/xep_0203 \
	tests/stanza/xep_0319 \
	tests/stanza/xep_0359
