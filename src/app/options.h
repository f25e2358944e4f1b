/* options.h: the command line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_APP_OPTIONS_H
#define CAUSERIE_APP_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char **accounts; /* -a; NULL-terminated, nullable */
    char *config_dir;
    char *data_dir;
    char **execute; /* -x */
    char *theme;
    char *color; /* auto, always, never; nullable */
    char *debug_file;
    char *dump;
    gboolean offline;
    gboolean version;
    char **rest;   /* what is no option */
    char *address; /* borrowed from rest; nullable */
} Options;

/* Reads ARGV; the error is a sentence for standard error (exit status 64). */
bool options_parse(Options *options, int *argc, char ***argv,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void options_clear(Options *options);

#endif
