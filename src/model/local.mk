# Files of the layer model.
noinst_LIBRARIES += src/model/libmodel.a
src_model_libmodel_a_SOURCES = \
	src/model/account.h src/model/chat.h src/model/contact.h src/model/form.h src/model/message.h src/model/model.h
src_model_libmodel_a_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS)
MODEL_LIBS = src/model/libmodel.a $(BASE_LIBS)
