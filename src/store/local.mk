# Files of the layer store.
noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES = \
	src/store/history.c \
	src/store/lock.c \
	src/store/schema.c \
	src/store/store.c \
	src/store/store.h \
	src/store/store_private.h \
	src/store/writer.c \
	src/store/writes.c
src_store_libstore_a_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(SQLITE_CFLAGS)
STORE_LIBS = src/store/libstore.a $(MODEL_LIBS) $(SQLITE_LIBS)
