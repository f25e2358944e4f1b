# tests/lib: what tests stand on: servers, peers, faults, and a terminal whose screen can be read.
if HAVE_VTERM
check_PROGRAMS += tests/lib/vtscreen
tests_lib_vtscreen_SOURCES = tests/lib/vtscreen.c
tests_lib_vtscreen_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(VTERM_CFLAGS)
tests_lib_vtscreen_LDADD = $(GLIB_LIBS) $(VTERM_LIBS)
endif
EXTRA_DIST += \
	tests/lib/packages \
	tests/lib/run-python \
	tests/lib/romeo.py \
	tests/lib/try_bed.py \
	tests/lib/prosody/mod_s2s_targets.lua \
	tests/lib/causerie_bed/__init__.py \
	tests/lib/causerie_bed/client.py \
	tests/lib/causerie_bed/peer.py \
	tests/lib/causerie_bed/prosody.py \
	tests/lib/causerie_bed/proxy.py \
	tests/lib/causerie_bed/scripted.py \
	tests/lib/causerie_bed/tap.py \
	tests/lib/causerie_bed/world.py
