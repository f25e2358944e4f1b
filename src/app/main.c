/* main.c: the entry: hardens the process, reads the command line, runs what was asked.
 *
 * Order matters: masks and limits come before any file is opened or thread is
 * started. A password never comes by argument or environment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/app.h"
#include "base/log.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Variables by which others could read our traffic or steer our libraries. */
static const char *const unwanted[] = {
    "SSLKEYLOGFILE",  "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES",
    "CURL_CA_BUNDLE", "http_proxy",   "https_proxy",     "all_proxy",
};

static void harden(void)
{
    umask(077);
    signal(SIGPIPE, SIG_IGN);
    app_block_signals();
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    if (getenv("CAUSERIE_DEBUGGABLE") == NULL) {
        (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur > 1024) {
        /* select() inside libstrophe takes no descriptor from 1024 on. */
        files.rlim_cur = 1024;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    for (guint i = 0; i < G_N_ELEMENTS(unwanted); i++) {
        unsetenv(unwanted[i]);
    }
}

/* Says C.UTF-8 for characters and leaves the rest. In the environment too, since readline sets
 * the locale again from there. */
static void force_utf8(void)
{
    const char *all = getenv("LC_ALL");
    if (all != NULL && *all != '\0') {
        g_autofree char *rest = g_strdup(all);
        g_setenv("LANG", rest, TRUE);
        g_unsetenv("LC_ALL");
    }
    g_setenv("LC_CTYPE", "C.UTF-8", TRUE);
    (void)setlocale(LC_ALL, "");
    (void)setlocale(LC_CTYPE, "C.UTF-8");
}

/* Text is UTF-8 inside; a locale that is missing, or C, nearly always stands under a terminal
 * that speaks UTF-8. */
static void choose_locale(void)
{
    const char *found = setlocale(LC_ALL, "");
    const char *type = setlocale(LC_CTYPE, NULL);
    if (found == NULL || strcmp(type, "C") == 0 || strcmp(type, "POSIX") == 0) {
        force_utf8();
    }
    (void)setlocale(LC_NUMERIC, "C");
}

static int dump(const char *table)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = command_dump(table, &error);
    if (text == NULL) {
        app_complain(error->message);
        return EXIT_USAGE;
    }
    return fputs(text, stdout) == EOF || fflush(stdout) != 0 ? EXIT_IO : 0;
}

int main(int argc, char **argv)
{
    harden();
    choose_locale();
    g_set_prgname("causerie");
    /* A thread of GLib's pool that has nothing to do would wake up later, only to end. */
    g_thread_pool_set_max_unused_threads(0);
    Options options;
    g_autoptr(GError) error = NULL;
    int status = 0;
    if (!options_parse(&options, &argc, &argv, &error)) {
        g_autofree char *text =
            g_strconcat(error->message, " causerie --help lists options.", NULL);
        app_complain(text);
        status = EXIT_USAGE;
    } else if (options.version) {
        puts(PACKAGE_STRING);
    } else if (options.dump != NULL) {
        status = dump(options.dump);
    } else if (options.debug_file != NULL && !log_open(options.debug_file, &error)) {
        app_complain(error->message);
        status = EXIT_IO;
    } else {
        status = app_run(&options);
    }
    options_clear(&options);
    log_close();
    return status;
}
