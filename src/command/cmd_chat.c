/* cmd_chat.c: opening, closing and finding chats; saying things.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/command_list.h"
#include "command/target.h"

#include "base/text.h"

#include <string.h>

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* The chat with WHO, made where needed; NULL (reason told) when there is none. */
static Chat *target_chat(CommandCall *call, const char *who)
{
    Account *account = NULL;
    g_autoptr(Jid) jid = command_target(call, who, &account);
    if (jid == NULL) {
        return NULL;
    }
    Chat *chat = account_find_chat(account, jid_text(jid));
    if (chat != NULL) {
        return chat;
    }
    g_autoptr(Jid) bare = jid_bare_dup(jid);
    return account_get_chat(account, bare, CHAT_CONTACT);
}

static void say_in(Chat *chat, const char *text)
{
    g_autofree char *clean = text_xml_clean_dup(text, -1);
    if (*clean != '\0') {
        (void)chat_say(chat, clean);
    }
}

static void run_msg(CommandCall *call)
{
    Chat *chat = target_chat(call, command_arg(call, "who"));
    const char *text = command_arg(call, "text");
    if (chat == NULL) {
        return;
    }
    chat_open(chat);
    if (text != NULL && *text != '\0') {
        say_in(chat, text);
        if (chat != call->chat) {
            command_answer(call, "To %s (window %u): %s", chat_title(chat), chat_number(chat),
                           text);
        }
    } else if (call->env->ui != NULL) {
        ui_show(call->env->ui, chat);
    }
}

const Command cmd_msg = {
    .name = "msg",
    .aliases = WORDS("m", "message"),
    .topic = "Chats",
    .usage = "<who:contact> [text...]",
    .summary = "write to somebody and stay here; without text, open the chat",
    .help = "who is an address, a contact's name, a window number or . for this chat.",
    .examples =
        WORDS("/msg romeo@montague.example", "/msg Romeo good night, good night", "/msg 3 me too"),
    .run = run_msg,
};

static void run_query(CommandCall *call)
{
    Chat *chat = target_chat(call, command_arg(call, "who"));
    const char *text = command_arg(call, "text");
    if (chat == NULL) {
        return;
    }
    chat_open(chat);
    if (text != NULL && *text != '\0') {
        say_in(chat, text);
    }
    if (call->env->ui != NULL) {
        ui_show(call->env->ui, chat);
    }
}

const Command cmd_query = {
    .name = "query",
    .aliases = WORDS("q", "chat"),
    .topic = "Chats",
    .usage = "<who:contact> [text...]",
    .summary = "open a chat and go there",
    .help = "As /msg, but the chat comes to the screen.",
    .examples = WORDS("/query romeo@montague.example", "/query Romeo art thou there?"),
    .run = run_query,
};

static Chat *chat_of_number(CommandCall *call, const char *text)
{
    guint64 number = 0;
    Chat *chat = NULL;
    if (g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT, &number, NULL)) {
        chat = model_chat_by_number(call->env->model, (guint)number);
    }
    if (chat == NULL) {
        command_fail(call, "There is no window %s. /win list shows them.", text);
    }
    return chat;
}

static void run_close(CommandCall *call)
{
    const char *number = command_arg(call, "win");
    Chat *chat = number != NULL ? chat_of_number(call, number) : call->chat;
    if (chat == NULL) {
        if (number == NULL) {
            command_fail(call, "The home window stays. /close N closes window N.");
        }
        return;
    }
    if (call->env->ui != NULL && ui_current(call->env->ui) == chat) {
        ui_show(call->env->ui, NULL);
    }
    chat_close(chat);
}

const Command cmd_close = {
    .name = "close",
    .aliases = WORDS("wc"),
    .topic = "Chats",
    .usage = "[win:window]",
    .summary = "close this chat; its history stays",
    .help = "/query opens it again, with all that was said.",
    .examples = WORDS("/close", "/close 3"),
    .run = run_close,
};

static void win_list(CommandCall *call)
{
    g_autoptr(GString) text = g_string_new("Windows:\n  1 home");
    GPtrArray *chats = model_open_chats(call->env->model);
    for (guint i = 0; i < chats->len; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        g_string_append_printf(text, "\n  %u %s  %s", chat_number(chat), chat_title(chat),
                               jid_text(chat_address(chat)));
        if (chat_unread(chat) > 0) {
            g_string_append_printf(text, "  %u unread", chat_unread(chat));
        }
    }
    command_answer(call, "%s", text->str);
}

static void win_show(CommandCall *call, const char *which)
{
    if (call->env->ui == NULL) {
        command_fail(call, "There is no window without the interface.");
        return;
    }
    if (strcmp(which, "1") == 0 || strcmp(which, "home") == 0) {
        ui_show(call->env->ui, NULL);
        return;
    }
    Chat *chat = strspn(which, "0123456789") == strlen(which) ? chat_of_number(call, which)
                                                              : target_chat(call, which);
    if (chat != NULL) {
        chat_open(chat);
        ui_show(call->env->ui, chat);
    }
}

static void run_win(CommandCall *call)
{
    const char *what = command_arg(call, "what");
    const char *number = command_arg(call, "number");
    if (what == NULL || strcmp(what, "list") == 0) {
        win_list(call);
    } else if (strcmp(what, "move") == 0) {
        guint64 to = 0;
        if (call->chat == NULL || number == NULL ||
            !g_ascii_string_to_unsigned(number, 10, 2, 9999, &to, NULL)) {
            command_fail(call, "/win move N gives this chat the number N, from 2 on.");
            return;
        }
        model_renumber_chat(call->env->model, call->chat, (guint)to);
    } else {
        win_show(call, what);
    }
}

const Command cmd_win = {
    .name = "win",
    .aliases = WORDS("window", "wins", "buffer", "b"),
    .topic = "Chats",
    .usage = "[what:window] [number]",
    .summary = "go to a window by number or name; list or move windows",
    .help = "/win 3 goes to window 3, /win list shows all, /win move 5 makes this one number 5.",
    .examples = WORDS("/win", "/win 3", "/win list", "/win move 5"),
    .run = run_win,
};

static void run_unread(CommandCall *call)
{
    g_autoptr(GString) text = g_string_new(NULL);
    GPtrArray *chats = model_open_chats(call->env->model);
    for (guint i = 0; i < chats->len; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        if (chat_unread(chat) > 0) {
            g_string_append_printf(text, "%s%u %s: %u unread", text->len > 0 ? "\n" : "",
                                   chat_number(chat), chat_title(chat), chat_unread(chat));
        }
    }
    command_answer(call, "%s", text->len > 0 ? text->str : "Nothing is unread.");
    if (call->env->ui != NULL) {
        ui_show(call->env->ui, NULL);
    }
}

const Command cmd_unread = {
    .name = "unread",
    .topic = "Chats",
    .usage = "",
    .summary = "what is unread, in the home window",
    .help = "Goes to the home window, where every unread chat has a line.",
    .examples = WORDS("/unread"),
    .run = run_unread,
};

static void run_read(CommandCall *call)
{
    if (command_arg(call, "all") == NULL) {
        if (call->chat != NULL) {
            chat_mark_read(call->chat);
        } else {
            command_fail(call, "/read all marks every chat as read.");
        }
        return;
    }
    GPtrArray *chats = model_open_chats(call->env->model);
    for (guint i = 0; i < chats->len; i++) {
        chat_mark_read(g_ptr_array_index(chats, i));
    }
}

const Command cmd_read = {
    .name = "read",
    .topic = "Chats",
    .usage = "[all:all|everything]",
    .summary = "mark this chat, or all, as read",
    .help = "The unread rule and the counts go away.",
    .examples = WORDS("/read", "/read all"),
    .run = run_read,
};

static void run_say(CommandCall *call)
{
    const char *text = command_arg(call, "text");
    if (call->chat == NULL) {
        command_fail(call, "This is the home window. /msg ADDRESS opens a chat to write in.");
        return;
    }
    say_in(call->chat, text);
}

const Command cmd_say = {
    .name = "say",
    .topic = "Messages",
    .usage = "<text...>",
    .summary = "say something, even if it starts with a slash",
    .help = "//text and a space before the slash do the same.",
    .examples = WORDS("/say /help is the word"),
    .run = run_say,
};

static void run_me(CommandCall *call)
{
    if (call->chat == NULL) {
        command_fail(call, "This is the home window. /msg ADDRESS opens a chat to write in.");
        return;
    }
    g_autofree char *text = g_strconcat("/me ", command_arg(call, "text"), NULL);
    say_in(call->chat, text);
}

const Command cmd_me = {
    .name = "me",
    .aliases = WORDS("action"),
    .topic = "Messages",
    .usage = "<text...>",
    .summary = "tell what you do",
    .help = "Shown as a line that begins with * and your name.",
    .examples = WORDS("/me leans her cheek upon her hand"),
    .run = run_me,
};
