# Files of the layer base.
noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/clock.c \
	src/base/clock.h \
	src/base/jid.c \
	src/base/jid.h \
	src/base/log.c \
	src/base/log.h \
	src/base/observers.c \
	src/base/observers.h \
	src/base/secret.c \
	src/base/secret.h \
	src/base/text.c \
	src/base/text.h \
	src/base/text_names.c \
	src/base/text_width.c \
	src/base/xdg.c \
	src/base/xdg.h
src_base_libbase_a_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(UTF8PROC_CFLAGS) $(IDN_CFLAGS)
BASE_LIBS = src/base/libbase.a $(GLIB_LIBS) $(UTF8PROC_LIBS) $(IDN_LIBS)
