/* test_account_file.c: the accounts: read with every key, written without loss.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/account_file.h"
#include "unit/config/fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

static const char full[] = "# mine\n"
                           "[work]\n"
                           "address=Juliet@Capulet.example\n"
                           "password=wherefore art thou\n"
                           "password-command=pass show \"my xmpp\"\n"
                           "autoconnect=false\n"
                           "nick=Jule\n"
                           "resource=balcony\n"
                           "server=xmpp.capulet.example\n"
                           "port=5223\n"
                           "security=direct\n"
                           "ca-file=/etc/ca.pem\n"
                           "proxy=socks5://127.0.0.1:9050\n"
                           "client-certificate=/home/juliet/cert.pem\n"
                           "encryption=always\n";

static AccountFile *open_with(Fixture *f, const char *text)
{
    fixture_write(f, text, -1);
    return account_file_open(f->path, f->problems);
}

static void put(AccountFile *file, const AccountConfig *config)
{
    g_autoptr(GError) error = NULL;
    bool done = account_file_put(file, config, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

static AccountConfig *config_for(const char *name, const char *address)
{
    g_autoptr(Jid) jid = jid_parse(address, NULL);
    g_assert_nonnull(jid);
    return account_config_new(name, jid);
}

static void assert_full(const AccountConfig *config)
{
    g_assert_cmpstr(config->name, ==, "work");
    g_assert_cmpstr(jid_text(config->address), ==, "juliet@capulet.example");
    g_assert_cmpstr(secret_peek(config->password), ==, "wherefore art thou");
    g_assert_cmpstr(config->password_command, ==, "pass show \"my xmpp\"");
    g_assert_false(config->autoconnect);
    g_assert_cmpstr(config->nick, ==, "Jule");
    g_assert_cmpstr(config->resource, ==, "balcony");
    g_assert_cmpstr(config->server, ==, "xmpp.capulet.example");
    g_assert_cmpuint(config->port, ==, 5223);
    g_assert_cmpint(config->security, ==, SECURITY_DIRECT);
    g_assert_cmpstr(config->ca_file, ==, "/etc/ca.pem");
    g_assert_cmpstr(config->proxy, ==, "socks5://127.0.0.1:9050");
    g_assert_cmpstr(config->client_certificate, ==, "/home/juliet/cert.pem");
    g_assert_cmpint(config->encryption, ==, ENCRYPTION_ALWAYS);
}

static void each_key_is_read(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(AccountFile) file = open_with(f, full);
    fixture_assert_no_problem(f);
    g_assert_true(account_file_is_sound(file));
    g_assert_cmpuint(account_file_size(file), ==, 1);
    assert_full(account_file_get(file, 0));
    g_autoptr(AccountConfig) copy = account_config_copy(account_file_get(file, 0));
    assert_full(copy);
    g_assert_true(copy->password == account_file_get(file, 0)->password);
}

static void absent_keys_have_defaults(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(AccountFile) file = open_with(f, "[a]\naddress=a@b\nnick=\n");
    fixture_assert_no_problem(f);
    const AccountConfig *config = account_file_get(file, 0);
    g_assert_null(config->password);
    g_assert_null(config->password_command);
    g_assert_true(config->autoconnect);
    g_assert_null(config->nick);
    g_assert_null(config->resource);
    g_assert_null(config->server);
    g_assert_cmpuint(config->port, ==, 0);
    g_assert_cmpint(config->security, ==, SECURITY_AUTO);
    g_assert_null(config->ca_file);
    g_assert_null(config->proxy);
    g_assert_null(config->client_certificate);
    g_assert_cmpint(config->encryption, ==, ENCRYPTION_AUTO);
}

static void words_are_read(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(AccountFile) file =
        open_with(f, "[a]\naddress=a@b\nautoconnect=on\nsecurity=starttls\nencryption=never\n"
                     "[b]\naddress=b@b\nautoconnect=off\nsecurity=auto\nencryption=auto\n");
    fixture_assert_no_problem(f);
    g_assert_true(account_file_get(file, 0)->autoconnect);
    g_assert_cmpint(account_file_get(file, 0)->security, ==, SECURITY_STARTTLS);
    g_assert_cmpint(account_file_get(file, 0)->encryption, ==, ENCRYPTION_NEVER);
    g_assert_false(account_file_get(file, 1)->autoconnect);
}

static void bad_values_are_named(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *line, *problem;
    } rows[] = {
        {"port=0", "accounts line 3: port is a number from 1 to 65535."},
        {"port=65536", "accounts line 3: port is"},
        {"port=x", "accounts line 3: port is"},
        {"security=none", "accounts line 3: security is auto, direct or starttls;"},
        {"security=", "accounts line 3: security is"},
        {"encryption=yes", "accounts line 3: encryption is auto, always or never."},
        {"autoconnect=maybe", "accounts line 3: autoconnect is true or false."},
        {"pasword=x", "accounts line 3: this key is not known here."},
        {"nonsense", "accounts line 3: there is no = in it"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("[a]\naddress=a@b\n%s\nnick=n\n", rows[i].line);
        g_autoptr(AccountFile) file = open_with(f, text);
        fixture_assert_problem(f, rows[i].problem);
        const AccountConfig *config = account_file_get(file, 0);
        g_assert_cmpstr(config->nick, ==, "n");
        g_assert_cmpuint(config->port, ==, 0);
        g_assert_cmpint(config->security, ==, SECURITY_AUTO);
        g_assert_cmpint(config->encryption, ==, ENCRYPTION_AUTO);
        g_autoptr(AccountFile) quiet = account_file_open(f->path, NULL);
        g_assert_cmpuint(account_file_size(quiet), ==, 1);
    }
}

static void account_without_an_address_is_left_out(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *problem;
    } rows[] = {
        {"[a]\nnick=n\n", "accounts: [a] is left out: it has no address=you@server."},
        {"[a]\naddress=capulet.example\n", "[a] is left out: its address is not like you@server."},
        {"[a]\naddress=\n", "[a] is left out: its address is not like you@server, it is empty."},
        {"[a]\naddress=a b@c\n", "[a] is left out: its address is not like you@server, the part"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(rows[i].text, "[b]\naddress=b@b/phone\n", NULL);
        g_autoptr(AccountFile) file = open_with(f, text);
        fixture_assert_problem(f, rows[i].problem);
        g_assert_cmpuint(account_file_size(file), ==, 1);
        g_assert_cmpstr(account_file_get(file, 0)->name, ==, "b");
        /* The resource has a key of its own. */
        g_assert_cmpstr(jid_text(account_file_get(file, 0)->address), ==, "b@b");
    }
}

/* L01, L10 */
static void file_that_others_read_gives_no_password(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    static const int open_modes[] = {0640, 0604, 0644, 0666, 0620, 0601};
    fixture_write(f, full, -1);
    for (guint i = 0; i < G_N_ELEMENTS(open_modes); i++) {
        g_assert_cmpint(g_chmod(f->path, open_modes[i]), ==, 0);
        g_autoptr(AccountFile) file = account_file_open(f->path, f->problems);
        g_autofree char *sentence =
            g_strdup_printf("accounts is readable by others: chmod 600 %s.", f->path);
        fixture_assert_problem(f, sentence);
        g_assert_null(account_file_get(file, 0)->password);
        g_assert_cmpstr(account_file_get(file, 0)->nick, ==, "Jule");
    }
    g_assert_cmpint(g_chmod(f->path, 0400), ==, 0);
    g_autoptr(AccountFile) file = account_file_open(f->path, f->problems);
    fixture_assert_no_problem(f);
    g_assert_nonnull(account_file_get(file, 0)->password);
}

static void file_without_passwords_may_be_read_by_others(Fixture *f,
                                                         gconstpointer data G_GNUC_UNUSED)
{
    fixture_write(f, "[a]\naddress=a@b\npassword-command=pass x\n", -1);
    g_assert_cmpint(g_chmod(f->path, 0644), ==, 0);
    g_autoptr(AccountFile) file = account_file_open(f->path, f->problems);
    fixture_assert_no_problem(f);
    g_assert_cmpstr(account_file_get(file, 0)->password_command, ==, "pass x");
}

/* A password that was not read is not lost by a change beside it. */
static void withheld_password_stays_in_the_file(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    fixture_write(f, "[a]\naddress=a@b\npassword=secret\n", -1);
    g_assert_cmpint(g_chmod(f->path, 0644), ==, 0);
    g_autoptr(AccountFile) file = account_file_open(f->path, f->problems);
    g_autoptr(AccountConfig) config = account_config_copy(account_file_get(file, 0));
    config->nick = g_strdup("n");
    put(file, config);
    fixture_assert_content(f, "[a]\naddress=a@b\npassword=secret\nautoconnect=true\nnick=n\n");
    g_assert_cmphex(fixture_mode(f), ==, 0600);
}

static void what_is_put_is_read_again(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(AccountFile) from = open_with(f, full);
    g_autoptr(AccountConfig) config = account_config_copy(account_file_get(from, 0));
    g_assert_cmpint(g_unlink(f->path), ==, 0);
    g_autoptr(AccountFile) to = account_file_open(f->path, f->problems);
    g_assert_cmpuint(account_file_size(to), ==, 0);
    put(to, config);
    g_assert_cmphex(fixture_mode(f), ==, 0600);
    g_assert_cmpuint(account_file_size(to), ==, 1);
    assert_full(account_file_get(to, 0));
    g_autoptr(AccountFile) again = account_file_open(f->path, f->problems);
    fixture_assert_no_problem(f);
    assert_full(account_file_get(again, 0));
}

static void put_replaces_its_group_only(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(AccountFile) file = open_with(f, "# first\n[a]\naddress=a@b\npassword=x\nnick=n\n"
                                               "# second\n[b]\naddress=b@b\nown=1\n");
    g_ptr_array_set_size(f->problems, 0);
    g_autoptr(AccountConfig) config = config_for("a", "new@b");
    put(file, config);
    fixture_assert_content(f, "# first\n[a]\naddress=new@b\nautoconnect=true\n"
                              "# second\n[b]\naddress=b@b\nown=1\n");
    g_assert_cmpuint(account_file_size(file), ==, 2);
    g_assert_cmpstr(jid_text(account_file_get(file, 0)->address), ==, "new@b");
    g_autoptr(AccountConfig) third = config_for("c", "c@b");
    put(file, third);
    g_assert_cmpuint(account_file_size(file), ==, 3);
    g_autoptr(GError) error = NULL;
    g_assert_true(account_file_remove(file, "b", &error));
    g_assert_no_error(error);
    g_assert_cmpuint(account_file_size(file), ==, 2);
    g_assert_null(account_file_find(file, "b"));
    g_assert_true(account_file_remove(file, "nobody", &error));
    g_assert_cmpuint(account_file_size(file), ==, 2);
    g_autoptr(AccountFile) again = account_file_open(f->path, f->problems);
    fixture_assert_no_problem(f);
    g_assert_cmpuint(account_file_size(again), ==, 2);
}

/* J12 */
static void edit_by_hand_is_not_written_over(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(AccountFile) file = open_with(f, "[a]\naddress=a@b\n");
    fixture_write(f, "[a]\naddress=a@b\n# added\n[z]\naddress=z@b\n", -1);
    g_autoptr(AccountConfig) config = config_for("c", "c@b");
    put(file, config);
    fixture_assert_content(f, "[a]\naddress=a@b\n# added\n[z]\naddress=z@b\n\n[c]\naddress=c@b\n"
                              "autoconnect=true\n");
}

/* J12 */
static void file_that_cannot_be_read_is_left_alone(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    fixture_write(f, "", 0);
    g_assert_cmpint(truncate(f->path, 100 << 20), ==, 0);
    g_autoptr(AccountFile) file = account_file_open(f->path, f->problems);
    fixture_assert_problem(f, "larger than 1 MiB");
    g_assert_false(account_file_is_sound(file));
    g_autoptr(AccountConfig) config = config_for("c", "c@b");
    g_autoptr(GError) error = NULL;
    g_assert_false(account_file_put(file, config, &error));
    g_assert_nonnull(strstr(error->message, "It is left as it is."));
    g_clear_error(&error);
    g_assert_false(account_file_remove(file, "c", &error));
    g_assert_nonnull(error);
    g_assert_cmpuint(account_file_size(file), ==, 0);
}

static void assert_not_put(Fixture *f, AccountFile *file, AccountConfig *config)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(account_file_put(file, config, &error));
    g_assert_nonnull(strstr(error->message, "use password-command"));
    g_assert_cmpuint(account_file_size(file), ==, 0);
    g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
}

static void what_a_line_cannot_hold_is_refused(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(AccountFile) file = account_file_open(f->path, f->problems);
    static const char *const names[] = {"", "a]", "[a", "a\nb", " a", "a\r"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(AccountConfig) config = config_for(names[i], "a@b");
        assert_not_put(f, file, config);
    }
    static const char *const values[] = {" a", "a ", "a\t", "a\nb", "a\r", "a\xff", "a\n[b]"};
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(AccountConfig) config = config_for("a", "a@b");
        config->password = secret_new(values[i], -1);
        assert_not_put(f, file, config);
        g_clear_pointer(&config->password, secret_unref);
        config->nick = g_strdup(values[i]);
        assert_not_put(f, file, config);
    }
    g_autoptr(AccountConfig) nul = config_for("a", "a@b");
    nul->password = secret_new("a\0b", 3);
    assert_not_put(f, file, nul);
    /* Signs that mean something elsewhere on a line. */
    g_autoptr(AccountConfig) odd = config_for("a b=c#;", "a@b");
    odd->password = secret_new("#=; \xc3\xa9\"'\\", -1);
    put(file, odd);
    g_autoptr(AccountFile) again = account_file_open(f->path, f->problems);
    fixture_assert_no_problem(f);
    g_assert_cmpstr(account_file_get(again, 0)->name, ==, "a b=c#;");
    g_assert_cmpstr(secret_peek(account_file_get(again, 0)->password), ==, "#=; \xc3\xa9\"'\\");
}

static void accounts_are_found_by_name_and_address(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(AccountFile) file =
        open_with(f, "[work]\naddress=a@b\n[b@c]\naddress=x@y\n[home]\naddress=b@c\n");
    g_assert_true(account_file_find(file, "work") == account_file_get(file, 0));
    g_assert_true(account_file_find(file, "A@B") == account_file_get(file, 0));
    g_assert_true(account_file_find(file, "a@b/phone") == account_file_get(file, 0));
    /* A name goes before an address. */
    g_assert_true(account_file_find(file, "b@c") == account_file_get(file, 1));
    g_assert_true(account_file_find(file, "home") == account_file_get(file, 2));
    g_assert_null(account_file_find(file, "Work"));
    g_assert_null(account_file_find(file, ""));
    g_assert_null(account_file_find(file, "@"));
    account_config_free(NULL);
    account_file_free(NULL);
}

void test_account_file_register(void)
{
#define ADD(name, test)                                                                            \
    g_test_add("/account_file/" name, Fixture, "accounts", fixture_set_up, test, fixture_tear_down)
    ADD("open/each_key_is_read", each_key_is_read);
    ADD("open/absent_keys_have_defaults", absent_keys_have_defaults);
    ADD("open/words_are_read", words_are_read);
    ADD("open/bad_values_are_named", bad_values_are_named);
    ADD("open/account_without_an_address_is_left_out", account_without_an_address_is_left_out);
    ADD("open/L10_file_that_others_read_gives_no_password",
        file_that_others_read_gives_no_password);
    ADD("open/file_without_passwords_may_be_read_by_others",
        file_without_passwords_may_be_read_by_others);
    ADD("put/withheld_password_stays_in_the_file", withheld_password_stays_in_the_file);
    ADD("put/what_is_put_is_read_again", what_is_put_is_read_again);
    ADD("put/replaces_its_group_only", put_replaces_its_group_only);
    ADD("put/J12_edit_by_hand_is_not_written_over", edit_by_hand_is_not_written_over);
    ADD("put/J12_file_that_cannot_be_read_is_left_alone", file_that_cannot_be_read_is_left_alone);
    ADD("put/what_a_line_cannot_hold_is_refused", what_a_line_cannot_hold_is_refused);
    ADD("find/accounts_are_found_by_name_and_address", accounts_are_found_by_name_and_address);
#undef ADD
}
