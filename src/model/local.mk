# Files of the layer model.
noinst_LIBRARIES += src/model/libmodel.a
src_model_libmodel_a_SOURCES = \
	src/model/account.c \
	src/model/account.h \
	src/model/chat.c \
	src/model/chat.h \
	src/model/contact.c \
	src/model/contact.h \
	src/model/form.c \
	src/model/form.h \
	src/model/message.c \
	src/model/message.h \
	src/model/model.c \
	src/model/model.h \
	src/model/model_private.h \
	src/model/roster.c
src_model_libmodel_a_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS)
MODEL_LIBS = src/model/libmodel.a $(BASE_LIBS)
