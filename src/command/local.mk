# Files of the layer command.
noinst_LIBRARIES += src/command/libcommand.a
src_command_libcommand_a_SOURCES = \
	src/command/cmd_chat.c \
	src/command/cmd_contact.c \
	src/command/cmd_program.c \
	src/command/cmd_security.c \
	src/command/cmd_session.c \
	src/command/command.c \
	src/command/command.h \
	src/command/command_list.h \
	src/command/complete.c \
	src/command/grammar.c \
	src/command/grammar.h \
	src/command/help.c \
	src/command/help.h \
	src/command/man.c \
	src/command/suggest.c \
	src/command/suggest.h \
	src/command/target.c \
	src/command/target.h
src_command_libcommand_a_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS)
COMMAND_LIBS = src/command/libcommand.a src/ui/libui.a src/xmpp/libxmpp.a src/store/libstore.a \
	src/omemo/libomemo.a src/model/libmodel.a src/config/libconfig.a $(BASE_LIBS) $(GIO_LIBS) \
	$(NCURSES_LIBS) $(READLINE_LIBS) $(STROPHE_LIBS) $(EXPAT_LIBS) $(GSASL_LIBS) \
	$(OPENSSL_LIBS) $(CURL_LIBS) $(SQLITE_LIBS) -lm
