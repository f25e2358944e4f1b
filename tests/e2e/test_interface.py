"""The screen: windows, list, input line, completion, help, sizes, what keys do."""
from conftest import befriend


def short(address):
    return address.split("@")[0]


def test_the_first_screen_shows_home_list_status_and_prompt(juliet):
    screen = juliet.screen
    assert screen.lines[0].startswith(" Home   " + juliet.address)
    assert screen.find("CHATS") == 1
    assert juliet.address in screen.lines[-2] and "Alt-h help" in screen.lines[-2]
    assert screen.lines[-1].startswith("home>")
    assert screen.cursor[0] == 23


def test_windows_are_switched_by_number_next_previous_and_last(juliet, romeo, person):
    other = person("switch-nurse")
    juliet.enter(f"/query {romeo.address}")
    juliet.enter(f"/query {other}")
    juliet.wait_prompt("switch-nurse")
    juliet.keys("M-1")
    juliet.wait_prompt("home")
    juliet.keys("M-2")
    juliet.wait_prompt(short(romeo.address))
    juliet.keys("C-n")
    juliet.wait_prompt("switch-nurse")
    juliet.keys("C-p")
    juliet.wait_prompt(short(romeo.address))
    juliet.keys("M-/")
    juliet.wait_prompt("switch-nurse")
    juliet.enter("/win 1")
    juliet.wait_prompt("home")


def test_closing_keeps_the_numbers_of_the_others(juliet, romeo, person):
    one, two = person("close-a"), person("close-b")
    juliet.enter(f"/query {one}")
    juliet.enter(f"/query {two}")
    juliet.wait_row("3 close-b")
    juliet.enter("/close 2")
    juliet.wait_gone("close-a")
    assert juliet.wait_row("3 close-b")
    juliet.enter(f"/query {one}")
    juliet.wait_row("2 close-a")


def test_commands_are_completed_with_a_menu(juliet):
    juliet.type("/rem")
    juliet.keys("Tab")
    juliet.wait_row(r"home> /remove")
    juliet.keys("C-u")
    juliet.type("/re")
    juliet.keys("Tab")
    juliet.wait_text("/reload", "/remove", "/rename")
    juliet.keys("C-g")
    juliet.wait_row(r"home> /re$")


def test_addresses_are_completed(juliet, romeo):
    befriend(juliet, romeo)
    juliet.type("/query rom")
    juliet.keys("Tab")
    juliet.wait_row(rf"home> /query {romeo.address}|home> /query {short(romeo.address)}")
    juliet.keys("Enter")
    juliet.wait_prompt(short(romeo.address))


def test_a_mistyped_command_gets_a_proposal_where_it_was_typed(juliet, romeo):
    juliet.enter(f"/query {romeo.address}")
    juliet.resize(24, 120)
    juliet.type("/qurey x")
    juliet.keys("Enter")
    juliet.wait_text("Unknown command /qurey. Did you mean /query?", "> /qurey x")
    juliet.keys("C-u")
    juliet.type("/etc/hosts is wrong")
    juliet.keys("Enter")
    juliet.wait_text("Unknown command /etc", "Enter again sends it as text")
    juliet.keys("Enter")
    romeo.wait_body("/etc/hosts is wrong")


def test_missing_arguments_are_named(juliet):
    juliet.type("/msg")
    juliet.keys("Enter")
    juliet.wait_text("It needs <who>. Usage: /msg <who> [text...]")


def test_help_lists_and_explains_every_command(juliet):
    juliet.resize(40, 100)
    juliet.enter("/help")
    juliet.wait_text("/msg", "q closes")
    juliet.type("q")
    juliet.wait_gone("q closes")
    juliet.enter("/help query")
    juliet.wait_text("Help: query", "Examples")
    juliet.type("q")
    juliet.keys("M-h")
    juliet.wait_text("q closes")


def test_history_of_the_line_is_kept_for_each_chat(juliet, romeo, person):
    other = person("history-b")
    juliet.enter(f"/query {romeo.address}")
    juliet.enter("first line")
    juliet.enter("second line")
    juliet.enter(f"/query {other}")
    juliet.wait_prompt("history-b")
    juliet.keys("Up")
    juliet.keys("M-2")
    juliet.wait_prompt(short(romeo.address))
    juliet.keys("Up", "Up")
    juliet.wait_row("> second line|> first line")


def test_drafts_wait_in_their_chats(juliet, romeo, person):
    other = person("draft-b")
    juliet.enter(f"/query {romeo.address}")
    juliet.type("unfinished")
    juliet.keys("M-1")
    juliet.wait_row(r"2 romeo\d+ +~")
    juliet.enter(f"/query {other}")
    juliet.wait_prompt("draft-b (plain)>")
    juliet.keys("M-2")
    juliet.wait_row("> unfinished")


def test_the_line_is_edited_as_readline_does(juliet):
    juliet.type("world")
    juliet.keys("C-a")
    juliet.type("hello ")
    juliet.wait_row("home> hello world")
    juliet.keys("C-e", "C-w")
    juliet.wait_row("home> hello$")
    juliet.keys("C-u")
    juliet.wait_row("home>$")
    juliet.keys("C-y")
    juliet.wait_row("home> hello")


def test_ctrl_c_clears_and_then_only_hints(juliet):
    juliet.type("away with this")
    juliet.keys("C-c")
    juliet.wait_row("home>$")
    juliet.keys("C-c")
    juliet.wait_text("/quit")
    assert juliet.status is None
    juliet.keys("C-d")
    juliet.type("alive")
    juliet.wait_text("alive")


def test_every_size_down_to_20x5_works_and_a_draft_stays_whole(juliet, romeo):
    juliet.enter(f"/query {romeo.address}")
    romeo.say(juliet.address, "a message that is long enough to be wrapped on a small screen")
    juliet.wait_text("a message that is")
    juliet.type("one")
    juliet.keys("C-j")
    juliet.type("two")
    juliet.keys("C-j")
    juliet.type("three")
    for rows, cols in ((40, 120), (20, 50), (8, 30), (5, 20), (24, 80)):
        juliet.resize(rows, cols)
        juliet.wait(lambda s: s.rows == rows and "three" in s.lines[-1], f"{rows}x{cols}")
        juliet.keys("C-l")
        before = juliet.wait(lambda s: "three" in s.lines[-1] and s, "the draft")
        assert juliet.screen.text == before.text
    assert juliet.screen.find("one") is not None
    juliet.keys("Enter")
    romeo.wait_body("one\ntwo\nthree")


def test_too_small_a_screen_says_so_and_goes_on(juliet, romeo):
    juliet.resize(4, 19)
    juliet.wait(lambda s: "20x5" in s.text, "too small")
    romeo.say(juliet.address, "still there?")
    juliet.resize(24, 80)
    juliet.wait_row("Act: 2:1")


def test_reading_back_holds_the_view_and_end_returns(juliet, romeo):
    juliet.enter(f"/query {romeo.address}")
    for i in range(60):
        romeo.say(juliet.address, f"line {i:03}")
    juliet.wait_text("line 059")
    juliet.keys("PgUp")
    first = juliet.wait(lambda s: "line 059" not in s and s, "older lines").lines[2]
    juliet.keys("PgUp")
    top = juliet.wait(lambda s: s.lines[2] != first and s, "still older lines").lines[2]
    romeo.say(juliet.address, "a new one")
    juliet.wait_text("↓ 1 new", "(End)")
    assert juliet.screen.lines[2] == top
    juliet.keys("End")
    juliet.wait_text("a new one")


def test_settings_are_shown_set_checked_and_kept(juliet, start, home):
    juliet.enter("/set chat.typing off")
    juliet.wait_text("chat.typing")
    juliet.enter("/set chat.typing perhaps")
    juliet.wait_text("on", "off")
    juliet.enter("/set nonsense.key 1")
    juliet.wait_text("nonsense.key")
    juliet.quit()
    assert "typing=false" in (home.config / "config").read_text().replace("off", "false")
    again = start("--offline")
    again.wait_prompt("home>")
    again.enter("/set chat.typing")
    again.wait_row("chat.typing.*off")


def test_a_theme_is_changed_while_running(juliet):
    juliet.enter("/set ui.theme mono")
    juliet.wait_text("ui.theme")
    screen = juliet.screen
    assert all("c" not in look and "C" not in look for look in screen.looks)


def test_mono_carries_everything_without_colour(juliet, romeo, start, home):
    juliet.quit()
    client = start(environment={"NO_COLOR": "1"})
    client.wait_text("Connected as")
    assert all("c" not in look and "C" not in look for look in client.screen.looks)


def test_status_shows_the_window_and_the_account(juliet, romeo):
    juliet.resize(24, 140)
    juliet.enter(f"/query {romeo.address}")
    juliet.wait_row(rf"\d\d:\d\d.*{juliet.address} +online")
    juliet.wait(lambda s: "not encrypted" in s.lines[0], "the state of encryption")
