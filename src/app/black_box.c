/* black_box.c: a mapped page with what is being handled (see black_box.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/black_box.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAGIC G_GUINT64_CONSTANT(0x31786f42776f7263)
#define SUSPECTS 64

typedef struct {
    guint64 magic;
    guint64 handling; /* the element in hand, 0: none */
    gint64 started;   /* UTC us */
    guint32 running;
    guint32 bad_ends;
    guint32 next; /* suspect to be overwritten next */
    struct {
        guint64 hash;
        guint32 deaths;
    } suspects[SUSPECTS];
} Page;

struct BlackBox {
    Page *page;
    bool unsafe;
};

/* The deaths that HASH is known for; NULL when it is not. */
static guint32 *deaths_of(Page *page, guint64 hash)
{
    for (guint i = 0; i < SUSPECTS; i++) {
        if (page->suspects[i].hash == hash) {
            return &page->suspects[i].deaths;
        }
    }
    return NULL;
}

static void suspect(Page *page, guint64 hash)
{
    guint32 *deaths = deaths_of(page, hash);
    if (deaths == NULL) {
        guint at = page->next++ % SUSPECTS;
        page->suspects[at].hash = hash;
        page->suspects[at].deaths = 0;
        deaths = &page->suspects[at].deaths;
    }
    (*deaths)++;
}

/* Reads what the last run left, and begins this one. */
static void begin_run(BlackBox *box, gint64 now)
{
    Page *page = box->page;
    if (page->magic != MAGIC) {
        memset(page, 0, sizeof *page);
        page->magic = MAGIC;
    }
    if (page->handling != 0) {
        suspect(page, page->handling);
        page->handling = 0;
    }
    gint64 since = now - page->started;
    bool soon = since >= 0 && since < BLACK_BOX_SOON * G_USEC_PER_SEC;
    page->bad_ends = page->running != 0 && soon ? page->bad_ends + 1 : 0;
    box->unsafe = page->bad_ends >= BLACK_BOX_BAD_ENDS;
    page->running = 1;
    page->started = now;
}

BlackBox *black_box_open(const char *dir, gint64 now, GError **error)
{
    g_autofree char *path = g_build_filename(dir, "black-box", NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
    /* The whole page exists before it is mapped: reading past the end of a file kills. */
    bool sized = fd >= 0 && ftruncate(fd, sizeof(Page)) == 0;
    void *page =
        sized ? mmap(NULL, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    int reason = errno;
    if (fd >= 0) {
        close(fd);
    }
    if (page == MAP_FAILED) {
        g_set_error(error, G_IO_ERROR, (int)g_io_error_from_errno(reason), "%s: %s", path,
                    g_strerror(reason));
        return NULL;
    }
    BlackBox *box = g_new0(BlackBox, 1);
    box->page = page;
    begin_run(box, now);
    return box;
}

void black_box_close(BlackBox *box)
{
    if (box != NULL) {
        box->page->running = 0;
        box->page->handling = 0;
        (void)munmap(box->page, sizeof(Page));
        g_free(box);
    }
}

bool black_box_begin(BlackBox *box, guint64 hash)
{
    const guint32 *deaths = deaths_of(box->page, hash);
    if (deaths != NULL && *deaths >= BLACK_BOX_DEATHS) {
        return false;
    }
    box->page->handling = hash;
    return true;
}

void black_box_end(BlackBox *box)
{
    box->page->handling = 0;
}

bool black_box_is_unsafe(const BlackBox *box)
{
    return box->unsafe;
}
