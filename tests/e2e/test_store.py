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
