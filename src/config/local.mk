# Files of the layer config.
noinst_LIBRARIES += src/config/libconfig.a
src_config_libconfig_a_SOURCES = \
	src/config/account_file.h src/config/settings.h
src_config_libconfig_a_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS)
CONFIG_LIBS = src/config/libconfig.a $(BASE_LIBS) $(GIO_LIBS)
