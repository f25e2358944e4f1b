# Files of the layer command.
noinst_LIBRARIES += src/command/libcommand.a
src_command_libcommand_a_SOURCES = \
	src/command/command.h
src_command_libcommand_a_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS)
COMMAND_LIBS = src/command/libcommand.a src/ui/libui.a src/xmpp/libxmpp.a src/store/libstore.a \
	src/omemo/libomemo.a src/model/libmodel.a src/config/libconfig.a $(BASE_LIBS) $(GIO_LIBS) \
	$(NCURSES_LIBS) $(READLINE_LIBS) $(STROPHE_LIBS) $(EXPAT_LIBS) $(GSASL_LIBS) \
	$(OPENSSL_LIBS) $(CURL_LIBS) $(SQLITE_LIBS)
