# Files of the layer omemo.
noinst_LIBRARIES += src/omemo/libomemo.a
src_omemo_libomemo_a_SOURCES =
src_omemo_libomemo_a_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(SIGNAL_CFLAGS) $(OPENSSL_CFLAGS)
OMEMO_LIBS = src/omemo/libomemo.a $(BASE_LIBS) $(SIGNAL_LIBS) $(OPENSSL_LIBS)
