# Files of the layer ui.
noinst_LIBRARIES += src/ui/libui.a
src_ui_libui_a_SOURCES = \
	src/ui/decode.h \
	src/ui/input.h \
	src/ui/keymap.h \
	src/ui/nick_color.c \
	src/ui/nick_color.h \
	src/ui/paint.h \
	src/ui/pane.h \
	src/ui/screen.h \
	src/ui/textflow.c \
	src/ui/textflow.h \
	src/ui/theme.c \
	src/ui/theme.h \
	src/ui/theme_builtin.h \
	src/ui/tty.h \
	src/ui/ui.h \
	src/ui/ui_private.h
nodist_src_ui_libui_a_SOURCES = src/ui/theme_builtin.c
src_ui_libui_a_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(NCURSES_CFLAGS) $(READLINE_CFLAGS)
UI_LIBS = src/ui/libui.a src/model/libmodel.a src/config/libconfig.a $(BASE_LIBS) $(GIO_LIBS) \
	$(NCURSES_LIBS) $(READLINE_LIBS) -lm
