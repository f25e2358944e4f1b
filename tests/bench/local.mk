# tests/bench: figures, beside those of the clients that are installed. Nothing passes or fails.
EXTRA_DIST += tests/bench/bench.py
.PHONY: bench
bench: all tests/lib/vtscreen$(EXEEXT)
	TOP_BUILDDIR='$(abs_top_builddir)' PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 $(top_srcdir)/tests/bench/bench.py
