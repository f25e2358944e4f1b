# Files of the layer ui.
noinst_LIBRARIES += src/ui/libui.a
src_ui_libui_a_SOURCES = \
	src/ui/decode.c \
	src/ui/decode.h \
	src/ui/decode_bytes.c \
	src/ui/form_pane.c \
	src/ui/input.c \
	src/ui/input.h \
	src/ui/input_draw.c \
	src/ui/input_line.c \
	src/ui/input_menu.c \
	src/ui/input_private.h \
	src/ui/keymap.c \
	src/ui/keymap.h \
	src/ui/layout.c \
	src/ui/nick_color.c \
	src/ui/nick_color.h \
	src/ui/page.c \
	src/ui/paint.c \
	src/ui/paint.h \
	src/ui/pane.h \
	src/ui/pane_chat.c \
	src/ui/pane_common.c \
	src/ui/pane_home.c \
	src/ui/pane_line.c \
	src/ui/pane_list.c \
	src/ui/pane_status.c \
	src/ui/pane_title.c \
	src/ui/panes.h \
	src/ui/screen.c \
	src/ui/screen.h \
	src/ui/textflow.c \
	src/ui/textflow.h \
	src/ui/theme.c \
	src/ui/theme.h \
	src/ui/theme_builtin.h \
	src/ui/tty.c \
	src/ui/tty.h \
	src/ui/tty_crash.c \
	src/ui/tty_crash.h \
	src/ui/ui.c \
	src/ui/ui.h \
	src/ui/ui_loop.c \
	src/ui/ui_loop.h \
	src/ui/ui_model.c \
	src/ui/ui_private.h \
	src/ui/wizard.c
nodist_src_ui_libui_a_SOURCES = src/ui/theme_builtin.c
src_ui_libui_a_CPPFLAGS = $(AM_CPPFLAGS) -DPKGDATADIR=\"$(pkgdatadir)\"
src_ui_libui_a_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(GIO_CFLAGS) $(NCURSES_CFLAGS) $(READLINE_CFLAGS)
UI_LIBS = src/ui/libui.a src/model/libmodel.a src/config/libconfig.a $(BASE_LIBS) $(GIO_LIBS) \
	$(NCURSES_LIBS) $(READLINE_LIBS) -lm
