# Files of the layer xmpp.
noinst_LIBRARIES += src/xmpp/libxmpp.a
src_xmpp_libxmpp_a_SOURCES = \
	src/xmpp/check_server.c \
	src/xmpp/dial.c \
	src/xmpp/dial.h \
	src/xmpp/disco.c \
	src/xmpp/disco.h \
	src/xmpp/guard.c \
	src/xmpp/guard.h \
	src/xmpp/iq.c \
	src/xmpp/iq.h \
	src/xmpp/keepalive.c \
	src/xmpp/link.c \
	src/xmpp/link.h \
	src/xmpp/login.c \
	src/xmpp/lru.c \
	src/xmpp/lru.h \
	src/xmpp/origin.c \
	src/xmpp/origin.h \
	src/xmpp/outbox.c \
	src/xmpp/registration.c \
	src/xmpp/router.c \
	src/xmpp/router.h \
	src/xmpp/sasl.c \
	src/xmpp/sasl.h \
	src/xmpp/scram.c \
	src/xmpp/scram.h \
	src/xmpp/session.c \
	src/xmpp/session.h \
	src/xmpp/session_modules.c \
	src/xmpp/session_private.h \
	src/xmpp/session_stream.c \
	src/xmpp/stanza.c \
	src/xmpp/stanza.h \
	src/xmpp/stanza_build.c \
	src/xmpp/starttls.c \
	src/xmpp/starttls.h \
	src/xmpp/stream_management.c \
	src/xmpp/stream_management.h \
	src/xmpp/target.c \
	src/xmpp/target.h \
	src/xmpp/tls.c \
	src/xmpp/tls.h \
	src/xmpp/transport.c \
	src/xmpp/transport.h \
	src/xmpp/xep.c \
	src/xmpp/xep.h \
	src/xmpp/xep/language.c \
	src/xmpp/xep/language.h \
	src/xmpp/xep/rfc6121_message.c \
	src/xmpp/xep/rfc6121_message.h \
	src/xmpp/xep/rfc6121_presence.c \
	src/xmpp/xep/rfc6121_presence.h \
	src/xmpp/xep/rfc6121_roster.c \
	src/xmpp/xep/rfc6121_roster.h \
	src/xmpp/xep/xep_0004_forms.c \
	src/xmpp/xep/xep_0004_forms.h \
	src/xmpp/xep/xep_0030_disco.c \
	src/xmpp/xep/xep_0030_disco.h \
	src/xmpp/xep/xep_0085_chat_states.c \
	src/xmpp/xep/xep_0085_chat_states.h \
	src/xmpp/xep/xep_0092_version.c \
	src/xmpp/xep/xep_0092_version.h \
	src/xmpp/xep/xep_0115_caps.c \
	src/xmpp/xep/xep_0115_caps.h \
	src/xmpp/xep/xep_0172_nick.c \
	src/xmpp/xep/xep_0172_nick.h \
	src/xmpp/xep/xep_0199_ping.c \
	src/xmpp/xep/xep_0202_time.c \
	src/xmpp/xep/xep_0202_time.h \
	src/xmpp/xep/xep_0203_delay.c \
	src/xmpp/xep/xep_0203_delay.h \
	src/xmpp/xep/xep_0319_idle.c \
	src/xmpp/xep/xep_0319_idle.h \
	src/xmpp/xep/xep_0359_stanza_ids.c \
	src/xmpp/xep/xep_dump.c \
	src/xmpp/xep_list.h
src_xmpp_libxmpp_a_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS) $(STROPHE_CFLAGS) $(EXPAT_CFLAGS) \
	$(GSASL_CFLAGS) $(OPENSSL_CFLAGS) $(CURL_CFLAGS)
XMPP_LIBS = src/xmpp/libxmpp.a src/model/libmodel.a src/config/libconfig.a $(BASE_LIBS) \
	$(GIO_LIBS) $(STROPHE_LIBS) $(EXPAT_LIBS) $(GSASL_LIBS) $(OPENSSL_LIBS) $(CURL_LIBS)
