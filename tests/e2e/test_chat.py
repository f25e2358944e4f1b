"""Two people chat across two servers: what is sent arrives once, what comes is shown once."""
import re

from conftest import befriend


def open_chat(client, peer):
    client.enter(f"/query {peer.address}")
    client.wait_prompt(peer.address.split("@")[0])


def test_a_line_arrives_once_and_gets_its_tick(juliet, romeo):
    open_chat(juliet, romeo)
    juliet.enter("O Romeo, Romeo!")
    romeo.wait_body("O Romeo, Romeo!")
    juliet.wait_row(r"me +O Romeo, Romeo! +✓")
    assert romeo.bodies().count("O Romeo, Romeo!") == 1


def test_an_answer_stands_under_the_name_of_its_sender(juliet, romeo):
    open_chat(juliet, romeo)
    romeo.say(juliet.address, "wherefore art thou?")
    juliet.wait_row(r"\d\d:\d\d romeo\d+ +wherefore art thou\?")


def test_a_message_for_another_window_is_announced_and_waits_under_a_rule(juliet, romeo):
    romeo.say(juliet.address, "first")
    romeo.say(juliet.address, "second")
    juliet.wait_row(r"Act: 2:2")
    juliet.keys("M-a")
    screen = juliet.wait_text("2 new", "first", "second")
    assert screen.find("2 new") < screen.find("first") < screen.find("second")


def test_msg_with_text_sends_and_stays(juliet, romeo):
    juliet.enter(f"/msg {romeo.address} by the by")
    romeo.wait_body("by the by")
    assert juliet.screen.find(" Home") == 0


def test_messages_keep_their_order(juliet, romeo):
    open_chat(juliet, romeo)
    for i in range(30):
        juliet.enter(f"line {i:02}")
        juliet.wait_row(rf"me +line {i:02}")
    romeo.wait_body("line 29")
    assert romeo.bodies() == [f"line {i:02}" for i in range(30)]
    for i in range(30):
        romeo.say(juliet.address, f"answer {i:02}")
    screen = juliet.wait_text("answer 29")
    shown = re.findall(r"answer (\d\d)", screen.text)
    assert shown == sorted(shown) and len(shown) == len(set(shown))


def test_typing_is_told_and_shown(juliet, romeo):
    befriend(juliet, romeo)
    open_chat(juliet, romeo)
    romeo.say(juliet.address, "hello", state="active")
    juliet.wait_text("hello")
    romeo.raw(f"<message to='{juliet.address}' type='chat'>"
              "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>")
    juliet.wait_text("is typing…")
    romeo.say(juliet.address, "done", state="active")
    juliet.wait_gone("is typing…")
    juliet.type("I am")
    romeo.wait(lambda: [m for m in romeo.messages if m.xml.find(
        "{http://jabber.org/protocol/chatstates}composing") is not None], "composing")


def test_me_is_shown_as_an_act_on_both_sides(juliet, romeo):
    open_chat(juliet, romeo)
    juliet.enter("/me waves")
    romeo.wait_body("/me waves")
    juliet.wait_row(r"\* +me waves|\* +juliet\d* waves|me waves")
    romeo.say(juliet.address, "/me bows")
    row = juliet.wait_row(r"romeo\d+ bows")
    assert "/me" not in row


def test_text_of_any_script_is_typed_shown_and_sent_whole(juliet, romeo):
    open_chat(juliet, romeo)
    text = "é ✓ 漢字 العربية 👩‍👩‍👧 ñ Ω"
    juliet.enter(text)
    romeo.wait_body(text)
    juliet.wait_text("漢字", "ñ Ω")
    romeo.say(juliet.address, "Привет, Джульетта 🇵🇹 ❤️")
    juliet.wait_text("Привет, Джульетта")


def test_several_lines_are_one_message(juliet, romeo):
    open_chat(juliet, romeo)
    juliet.type("one")
    juliet.keys("C-j")
    juliet.type("two")
    juliet.keys("M-Enter")
    juliet.enter("three")
    romeo.wait_body("one\ntwo\nthree")
    screen = juliet.wait_row(r"me +one +✓") and juliet.screen
    assert screen.find("one") + 1 == screen.find("two") == screen.find("three") - 1


def test_a_pasted_stack_trace_is_one_message(juliet, romeo):
    open_chat(juliet, romeo)
    lines = [f"frame {i}" for i in range(40)]
    juliet.paste("\r".join(lines))
    juliet.wait_text("pasted 40 lines: Enter sends as one message")
    juliet.keys("Enter")
    romeo.wait_body("\n".join(lines))
    assert len(romeo.bodies()) == 1


def test_a_command_in_a_paste_is_text(juliet, romeo):
    open_chat(juliet, romeo)
    juliet.paste("/quit")
    juliet.keys("Enter")
    romeo.wait_body("/quit")


def test_a_slash_can_be_sent(juliet, romeo):
    open_chat(juliet, romeo)
    juliet.enter("//etc/hosts is wrong")
    romeo.wait_body("/etc/hosts is wrong")


def test_a_message_from_before_keeps_its_time_and_is_counted(loop, verona, home, start, peer,
                                                            person):
    address = person("offline-juliet")
    home.add_account(address, verona.capulet.c2s, verona.ca)
    romeo = peer("romeo@montague.example")
    romeo.say(address, "while you were away")
    client = start()
    client.wait_row(r"Act: 2:1|while you were away")
    client.keys("M-a")
    client.wait_text("1 new", "while you were away")


def test_what_was_written_offline_goes_out_at_the_next_connection(juliet, romeo):
    open_chat(juliet, romeo)
    juliet.enter("/disconnect")
    juliet.wait_prompt("romeo") and juliet.wait_text("offline")
    juliet.enter("typed in the dark")
    juliet.wait_row(r"typed in the dark +…")
    juliet.enter("/connect")
    romeo.wait_body("typed in the dark")
    juliet.wait_row(r"typed in the dark +✓")
    assert romeo.bodies().count("typed in the dark") == 1


def test_an_address_that_does_not_exist_fails_with_the_reason(juliet):
    juliet.enter("/query nobody@capulet.example")
    juliet.wait_prompt("nobody")
    juliet.enter("is anybody there?")
    juliet.wait_row(r"is anybody there\? +✗")
    juliet.wait_text("Not sent")


def test_a_fault_of_one_account_leaves_the_other_alone(verona, home, start, romeo, person, proxy):
    one, two = person("two-a"), person("two-b")
    bad = proxy(verona.capulet.c2s)
    home.add_account(one, bad.port, verona.ca, name="one")
    home.add_account(two, verona.capulet.c2s, verona.ca, name="two")
    client = start()
    client.wait_text(f"Connected as {one}", f"Connected as {two}")
    bad.refuse = True
    bad.cut()
    client.wait_text("Reconnecting in")
    romeo.say(two, "still here?")
    client.wait_row(r"Act: 2:1")
    client.keys("M-a")
    client.wait_text("still here?")
    client.enter("yes")
    romeo.wait_body("yes")
