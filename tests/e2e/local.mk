# tests/e2e: the built program in a pty against real servers. make check-e2e runs them; they are
# not part of make check, which takes seconds. Those in world/ have a network of their own.
E2E_TESTS = \
	tests/e2e/test_chat.py \
	tests/e2e/test_roster.py \
	tests/e2e/test_store.py \
	tests/e2e/test_connection.py \
	tests/e2e/test_hostile.py \
	tests/e2e/test_tls.py \
	tests/e2e/test_interface.py \
	tests/e2e/test_process.py \
	tests/e2e/test_bad_input.py \
	tests/e2e/world/test_first_start.py \
	tests/e2e/world/test_names.py

# Sanitizers have a thread of their own.
E2E_PLAIN_TESTS = tests/e2e/test_idle.py
if SANITIZERS
E2E_RUN = $(E2E_TESTS)
else
E2E_RUN = $(E2E_TESTS) $(E2E_PLAIN_TESTS)
endif

EXTRA_DIST += tests/e2e/conftest.py tests/e2e/world/conftest.py $(E2E_TESTS) $(E2E_PLAIN_TESTS)
.PHONY: check-e2e
check-e2e: all $(check_PROGRAMS)
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(E2E_RUN)'
