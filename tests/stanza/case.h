/* case.h: a file of a case: how it begins, what happens, what must be then.
 *
 * A file has parts, each tag on a line of its own. First, if wanted, <account> (lines
 * of setup, see case_setup()) and <roster> (the server's items; without it: romeo both,
 * nurse to, paris from). Then in order and as often as wanted: <receive> or
 * <receive times='N'>, stanzas; <do>, a deed of the user a line; <form>, a data form
 * to read; <send>, exactly what was sent since the last one; <model>, what the account
 * is. A file without <send> or <model> fails: each outcome has to be looked at.
 *
 * In <receive>, <do> and <form> {ID1} is the first id that we made, {x*9} nine times x,
 * {n} how often the part was received before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_STANZA_CASE_H
#define CAUSERIE_TESTS_STANZA_CASE_H

#include "wire.h"

#include <glib.h>

typedef enum {
    PART_ACCOUNT,
    PART_ROSTER,
    PART_RECEIVE,
    PART_DO,
    PART_FORM,
    PART_SEND,
    PART_MODEL,
    PARTS
} Part;

typedef struct {
    Part part;
    guint times; /* of PART_RECEIVE */
    char *text;
} Step;

typedef struct {
    char *path;
    char *head;       /* what stands before the parts */
    GPtrArray *steps; /* Step * */
} Case;

Case *case_read(const char *path);
void case_free(Case *c);
/* Text of the first PART, or OTHERWISE. */
const char *case_text(const Case *c, Part part, const char *otherwise);
/* A wire as C begins. What goes out at login is forgotten, unless the case is about that (its
 * file's name begins with "login"). (transfer full) */
Wire *case_wire(const Case *c);
/* Logs in on WIRE again. */
void case_login(const Case *c, Wire *wire);
/* STEP's text for the N-th time, with what stands in braces put in. (transfer full) */
char *case_expand_dup(Wire *wire, const char *text, guint n);
/* Does what STEP says; nothing for a part that is compared. */
void case_play_step(const Case *c, Wire *wire, const Step *step);
/* Writes C with what its steps say now. */
void case_write(const Case *c);

/* deeds.c: what the user does, a line a deed. */
void deeds_do(const Case *c, Wire *wire, const char *text);
/* Reads TEXT, an <x/> of XEP-0004, as the wire's form. */
void deeds_read_form(Wire *wire, const char *text);

/* bend.c: case B22. */
void bend_run(gconstpointer data);

/* routes.c: every route of every module is fed by some of CASES. */
void routes_run(gconstpointer cases);

#endif
