# Files of the layer xmpp.
noinst_LIBRARIES += src/xmpp/libxmpp.a
src_xmpp_libxmpp_a_SOURCES = \
	src/xmpp/iq.h \
	src/xmpp/origin.h \
	src/xmpp/router.h \
	src/xmpp/session.h \
	src/xmpp/session_private.h \
	src/xmpp/stanza.h \
	src/xmpp/xep.h \
	src/xmpp/xep_list.h
src_xmpp_libxmpp_a_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS) $(STROPHE_CFLAGS) $(EXPAT_CFLAGS) \
	$(GSASL_CFLAGS) $(OPENSSL_CFLAGS) $(CURL_CFLAGS)
XMPP_LIBS = src/xmpp/libxmpp.a src/model/libmodel.a src/config/libconfig.a $(BASE_LIBS) \
	$(GIO_LIBS) $(STROPHE_LIBS) $(EXPAT_LIBS) $(GSASL_LIBS) $(OPENSSL_LIBS) $(CURL_LIBS)
