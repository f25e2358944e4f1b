# tests/local.mk: how tests run: unit programs speak TAP, and each has a home of its own.
TEST_EXTENSIONS = .sh .py
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_DRIVER = $(LOG_DRIVER)
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/lib/run-unit
SH_LOG_COMPILER = $(SHELL)
PY_LOG_COMPILER = $(top_srcdir)/tests/lib/run-python
AM_TESTS_ENVIRONMENT = G_TEST_SRCDIR='$(abs_top_srcdir)/tests' G_TEST_BUILDDIR='$(abs_top_builddir)/tests' \
	TOP_SRCDIR='$(abs_top_srcdir)' TOP_BUILDDIR='$(abs_top_builddir)'; \
	export G_TEST_SRCDIR G_TEST_BUILDDIR TOP_SRCDIR TOP_BUILDDIR;
EXTRA_DIST += tests/lib/run-unit tests/lib/run-valgrind tests/lib/valgrind.supp

dist_check_SCRIPTS += tests/check-layers.sh tests/check-sizes.py tests/check-forbidden.sh \
	tests/check-hardening.sh
TESTS += tests/check-layers.sh tests/check-sizes.py tests/check-forbidden.sh
if !SANITIZERS
TESTS += tests/check-hardening.sh
endif

include tests/unit/base/local.mk
include tests/unit/model/local.mk
include tests/unit/config/local.mk
include tests/unit/store/local.mk
include tests/unit/xmpp/local.mk
include tests/unit/ui/local.mk
include tests/unit/command/local.mk
include tests/unit/app/local.mk
include tests/stanza/local.mk
include tests/fuzz/local.mk
include tests/lib/local.mk
include tests/e2e/local.mk
include tests/bench/local.mk
