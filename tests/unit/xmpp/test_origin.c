/* test_origin.c: classes of senders, and the table as a whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model/model.h"
#include "unit/xmpp/tests.h"
#include "xmpp/origin.h"
#include "xmpp/xep.h"

static guint classify(Account *account, const char *from)
{
    g_autoptr(Jid) jid = from != NULL ? jid_parse(from, NULL) : NULL;
    return origin_classify(account, jid);
}

static void test_senders_fall_into_classes(void)
{
    g_autoptr(Model) model = model_new();
    g_autoptr(Jid) own = jid_parse("juliet@capulet.example", NULL);
    g_autoptr(Jid) romeo = jid_parse("romeo@montague.example", NULL);
    g_autoptr(Jid) nurse = jid_parse("nurse@capulet.example", NULL);
    g_autoptr(Jid) room = jid_parse("hall@rooms.capulet.example", NULL);
    Account *account = model_add_account(model, "juliet", own);
    RosterItem both = {.subscription = SUBSCRIPTION_BOTH};
    RosterItem to = {.subscription = SUBSCRIPTION_TO};
    account_set_roster_item(account, romeo, &both);
    account_set_roster_item(account, nurse, &to);
    account_get_chat(account, room, CHAT_ROOM);

    g_assert_cmpuint(classify(account, NULL), ==, ORIGIN_SELF);
    g_assert_cmpuint(classify(account, "Juliet@capulet.example"), ==, ORIGIN_SELF);
    g_assert_cmpuint(classify(account, "juliet@capulet.example/phone"), ==, ORIGIN_OWN);
    g_assert_cmpuint(classify(account, "capulet.example"), ==, ORIGIN_SERVER);
    g_assert_cmpuint(classify(account, "capulet.example/juliet@capulet.example"), ==,
                     ORIGIN_STRANGER);
    g_assert_cmpuint(classify(account, "romeo@montague.example/orchard"), ==,
                     ORIGIN_CONTACT | ORIGIN_SUBSCRIBER);
    g_assert_cmpuint(classify(account, "romeo@montague.example"), ==,
                     ORIGIN_CONTACT | ORIGIN_CONTACT_BARE | ORIGIN_SUBSCRIBER);
    g_assert_cmpuint(classify(account, "nurse@capulet.example/x"), ==, ORIGIN_CONTACT);
    g_assert_cmpuint(classify(account, "hall@rooms.capulet.example"), ==, ORIGIN_ROOM);
    g_assert_cmpuint(classify(account, "hall@rooms.capulet.example/juliet"), ==, ORIGIN_OCCUPANT);
    g_assert_cmpuint(classify(account, "mallory@evil.example/e"), ==, ORIGIN_STRANGER);
}

static void test_roster_push_only_from_own_account(void) /* C01 */
{
    const OriginRow *row = origin_find("iq", "query", "jabber:iq:roster");
    g_assert_nonnull(row);
    g_assert_cmpuint(row->allowed, ==, ORIGIN_SELF);
    g_assert_null(origin_find("iq", "query", "urn:evil"));
    g_assert_null(origin_find("message", "query", "jabber:iq:roster"));
}

static void test_every_route_has_a_row(void)
{
    const XepModule *const *modules = xep_modules();
    for (guint m = 0; modules[m] != NULL; m++) {
        for (const Route *r = modules[m]->routes; r != NULL && r->stanza != NULL; r++) {
            g_test_message("%s: %s %s", modules[m]->number, r->stanza,
                           r->payload != NULL ? r->payload : "-");
            g_assert_nonnull(origin_find(r->stanza, r->payload, r->ns));
        }
    }
}

static void test_every_row_has_its_reason(void)
{
    guint n;
    const OriginRow *rows = origin_rows(&n);
    g_assert_cmpuint(n, >, 5);
    for (guint i = 0; i < n; i++) {
        g_assert_nonnull(rows[i].because);
        g_assert_cmpuint(rows[i].allowed, !=, 0);
        g_assert_true(origin_find(rows[i].stanza, rows[i].payload, rows[i].ns) == &rows[i]);
    }
}

void test_origin_register(void)
{
    g_test_add_func("/origin/senders_fall_into_classes", test_senders_fall_into_classes);
    g_test_add_func("/origin/C01_roster_push_only_from_own_account",
                    test_roster_push_only_from_own_account);
    g_test_add_func("/origin/every_route_has_a_row", test_every_route_has_a_row);
    g_test_add_func("/origin/every_row_has_its_reason", test_every_row_has_its_reason);
}
