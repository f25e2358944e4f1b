# Files of the layer config.
noinst_LIBRARIES += src/config/libconfig.a
src_config_libconfig_a_SOURCES = \
	src/config/account_file.c \
	src/config/account_file.h \
	src/config/keyfile.c \
	src/config/keyfile.h \
	src/config/password_command.c \
	src/config/settings.c \
	src/config/settings.h \
	src/config/settings_table.c
src_config_libconfig_a_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS)
CONFIG_LIBS = src/config/libconfig.a $(BASE_LIBS) $(GIO_LIBS)
