/* secret.c: one mapping of its own per secret: locked, out of dumps and forks, wiped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/secret.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct Secret {
    gatomicrefcount refs;
    gsize length;
    gsize mapped;
    char *bytes;
};

void secret_wipe(void *buffer, gsize len)
{
    if (buffer != NULL) {
        explicit_bzero(buffer, len);
    }
}

Secret *secret_new(const char *bytes, gssize len)
{
    gsize length = len < 0 ? strlen(bytes) : (gsize)len;
    gsize page = (gsize)sysconf(_SC_PAGESIZE);
    gsize mapped = (length + 1 + page - 1) / page * page;
    char *memory = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        g_error("out of memory for a secret");
    }
    /* Refusals (a small RLIMIT_MEMLOCK) leave it in ordinary memory; it is wiped all the same. */
    (void)mlock(memory, mapped);
    (void)madvise(memory, mapped, MADV_DONTDUMP);
    (void)madvise(memory, mapped, MADV_WIPEONFORK);
    memcpy(memory, bytes, length);
    Secret *secret = g_new0(Secret, 1);
    g_atomic_ref_count_init(&secret->refs);
    secret->length = length;
    secret->mapped = mapped;
    secret->bytes = memory;
    return secret;
}

Secret *secret_ref(Secret *secret)
{
    g_atomic_ref_count_inc(&secret->refs);
    return secret;
}

void secret_unref(Secret *secret)
{
    if (secret != NULL && g_atomic_ref_count_dec(&secret->refs)) {
        secret_wipe(secret->bytes, secret->mapped);
        munmap(secret->bytes, secret->mapped);
        g_free(secret);
    }
}

const char *secret_peek(const Secret *secret)
{
    return secret->bytes;
}

gsize secret_length(const Secret *secret)
{
    return secret->length;
}
