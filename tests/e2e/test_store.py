"""What is kept: talk, drafts, the list; through a restart, through kill -9, on a damaged file."""
import os
import signal
import sqlite3
import stat


def open_chat(client, peer):
    client.enter(f"/query {peer.address}")
    client.wait_prompt(peer.address.split("@")[0])


def test_yesterdays_talk_is_there_at_start(juliet, romeo, start):
    open_chat(juliet, romeo)
    juliet.enter("see you tomorrow")
    romeo.wait_body("see you tomorrow")
    romeo.say(juliet.address, "at nine")
    juliet.wait_text("at nine")
    juliet.quit()
    again = start("--offline")
    again.keys("M-2")
    again.wait_text("see you tomorrow", "at nine")


def test_killing_the_program_loses_no_line_and_no_draft(juliet, romeo, start):
    open_chat(juliet, romeo)
    juliet.enter("before the end")
    juliet.wait_row("before the end +✓")
    juliet.type("half a though")
    juliet.wait_text("half a though")
    juliet.keys("M-1")
    juliet.wait_row(r"2 romeo\d+ +~")
    juliet.signal(signal.SIGKILL)
    assert juliet.wait_exit() == -signal.SIGKILL
    again = start()
    again.wait_text("Connected as")
    again.keys("M-2")
    again.wait_text("before the end", "half a though")
    assert romeo.bodies().count("before the end") == 1


def test_a_line_typed_offline_survives_kill_and_goes_out_once(juliet, romeo, start):
    open_chat(juliet, romeo)
    juliet.enter("/disconnect")
    juliet.wait_text("offline")
    juliet.enter("kept in the dark")
    juliet.wait_row("kept in the dark +…")
    juliet.signal(signal.SIGKILL)
    juliet.wait_exit()
    again = start()
    romeo.wait_body("kept in the dark")
    again.wait_text("Connected as")
    again.keys("M-2")
    again.wait_row("kept in the dark +✓")
    assert romeo.bodies().count("kept in the dark") == 1


def test_files_and_directories_are_mine_alone(juliet, romeo, home):
    open_chat(juliet, romeo)
    juliet.enter("secret words")
    juliet.wait_row("secret words +✓")
    for folder, _, files in os.walk(home.dir):
        if folder != str(home.dir):
            assert stat.S_IMODE(os.stat(folder).st_mode) & 0o077 == 0 or \
                folder in (str(home.dir / "config"), str(home.dir / "data"))
        for name in files:
            assert stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) & 0o077 == 0, name


def test_a_second_program_on_the_same_data_says_who_holds_it(juliet, start):
    second = start()
    assert second.wait_exit() != 0
    assert str(juliet.pid) in second.stderr()
    assert "\x1b" not in second.stderr()


def test_a_damaged_database_is_set_aside_and_told(juliet, romeo, start, home):
    open_chat(juliet, romeo)
    juliet.enter("precious")
    juliet.wait_row("precious +✓")
    juliet.quit()
    database = home.data / "causerie.db"
    data = database.read_bytes()
    database.write_bytes(os.urandom(len(data)))
    again = start()
    again.wait_text("Connected as")
    again.wait_text("damaged")
    kept = [p for p in home.data.iterdir() if "corrupt" in p.name]
    assert len(kept) == 1 and kept[0].stat().st_size == len(data)


def test_an_empty_database_file_is_just_a_new_one(home, start):
    home.data.mkdir(parents=True, mode=0o700)
    (home.data / "causerie.db").touch(mode=0o600)
    client = start("--offline")
    client.wait_text("Welcome")


def test_a_database_of_a_newer_program_is_left_alone(juliet, start, home):
    juliet.quit()
    path = home.data / "causerie.db"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 9999")
    database.close()
    before = path.read_bytes()
    again = start()
    assert again.wait_exit() != 0
    assert "newer" in again.stderr()
    assert path.read_bytes() == before


def hash_of(*texts):
    value = 14695981039346656037
    for byte in "".join(texts).encode():
        value = ((value ^ byte) * 1099511628211) % 2 ** 64
    return value


def test_B24_what_ended_the_program_twice_is_left_out(juliet, romeo, start, home):
    juliet.quit()
    box = home.data / "black-box"
    sender = str(romeo.do(lambda x: x.boundjid.full))
    poison = hash_of("message", sender, "body", "poison")
    page = bytearray(box.read_bytes())
    page[40:56] = poison.to_bytes(8, "little") + (2).to_bytes(4, "little") + bytes(4)
    box.write_bytes(page)
    again = start(cols=120)
    again.wait_text("Connected as")
    romeo.raw(f"<message to='{juliet.address}' type='chat' id='p'><body>poison</body></message>")
    romeo.say(juliet.address, "harmless")
    again.wait_text("ended the program twice", "set-aside")
    again.keys("M-2")
    screen = again.wait_text("harmless")
    assert "poison" not in screen
    assert "poison" in (home.data / "set-aside" / f"{poison:016x}.xml").read_text()


def test_J16_after_three_bad_ends_it_does_not_log_in_by_itself(juliet, start):
    client = juliet
    for _ in range(3):
        client.signal(signal.SIGKILL)
        client.wait_exit()
        client = start(cols=120)
        client.wait(lambda s: "Connected as" in s or "ended badly" in s, "a start")
    assert "Connected as" not in client.wait_text("ended badly several times")
    client.enter("/connect")
    client.wait_text("Connected as")
    client.quit()
    start().wait_text("Connected as")


def test_F04_a_line_that_is_seen_survives_kill(juliet, romeo, start):
    """Again and again, the moment it is on the screen."""
    open_chat(juliet, romeo)
    juliet.enter("/disconnect")
    juliet.wait_text("offline")
    juliet.enter("the first")
    juliet.wait_row("the first +…")
    juliet.signal(signal.SIGKILL)
    juliet.wait_exit()
    for turn in range(10):
        client = start("--offline")
        client.wait_prompt("home>")
        client.keys("M-2")
        client.wait_prompt("romeo")
        client.enter(f"line {turn}")
        client.wait_row(f"line {turn} +…")
        client.signal(signal.SIGKILL)
        client.wait_exit()
    again = start("--offline")
    again.keys("M-2")
    again.wait_text("the first", *(f"line {turn}" for turn in range(10)))
    again.quit()
    online = start()
    online.wait_text("Connected as")
    romeo.wait_body("line 9")
    assert romeo.bodies() == ["the first"] + [f"line {turn}" for turn in range(10)]
