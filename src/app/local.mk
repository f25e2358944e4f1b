# The program.
bin_PROGRAMS += src/app/causerie
src_app_causerie_SOURCES = src/app/main.c
src_app_causerie_CFLAGS = $(AM_CFLAGS) $(GIO_CFLAGS)
src_app_causerie_LDADD = $(COMMAND_LIBS)
