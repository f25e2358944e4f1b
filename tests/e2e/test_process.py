"""The process: signals at every moment, a crash, a terminal that stalls or goes, what others see."""
import os
import re
import signal
import termios
import time

import pytest

SAVED = "CAUSERIE_DEBUGGABLE"


def sane(client):
    """The terminal is as it was: echo and lines again, no alternate screen, no modes left."""
    modes = client.modes()
    assert modes[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON
    screen = client.terminal.screen()
    assert not screen.alternate and screen.visible
    tail = bytes(client.written)
    for on, off in ((b"\x1b[?2004h", b"\x1b[?2004l"), (b"\x1b[?1004h", b"\x1b[?1004l")):
        assert tail.rfind(off) > tail.rfind(on), f"{on} is not taken back"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize("moment", ["online", "connecting", "before login"])
def test_M01_a_signal_ends_in_order(number, moment, home, start, scripted, authority):
    def script(connection):
        if moment == "before login":
            connection.start_tls()
        elif moment == "online":
            connection.online()
        connection.stay()
    server = scripted(script)
    client = start()
    server.wait_connections(1)
    client.wait_text("Connected as") if moment == "online" else client.wait_prompt("home>")
    client.enter("/query romeo@montague.example")
    client.type("a draft")
    client.wait_text("a draft")
    client.signal(number)
    assert client.wait_exit(10) >= 0
    sane(client)
    again = start("--offline")
    again.keys("M-2")
    again.wait_row("> a draft")


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE])
def test_I22_a_crash_gives_the_terminal_back(number, home, start):
    home.write_config("accounts", "")
    client = start("--offline")
    client.wait(lambda s: s.alternate, "the screen")
    client.signal(number)
    status = client.wait_exit()
    assert status != 0
    sane(client)
    client.errors.truncate(0)  # a sanitizer tells of the signal, as it should


def test_I19_suspend_gives_the_terminal_back_and_continue_takes_it(juliet, romeo):
    juliet.enter(f"/query {romeo.address}")
    juliet.keys("C-z")
    until = time.monotonic() + 20
    while not os.waitpid(juliet.pid, os.WNOHANG | os.WUNTRACED)[0]:
        juliet.pump(0.05)
        assert time.monotonic() < until, "it does not stop"
    juliet.pump(0.2)
    assert juliet.modes()[3] & termios.ECHO
    assert not juliet.terminal.screen().alternate
    romeo.say(juliet.address, "while you slept")
    juliet.signal(signal.SIGCONT)
    juliet.wait_text("while you slept")
    juliet.type("awake")
    juliet.wait_row("> awake")


def test_I17_a_stalled_terminal_does_not_stop_the_talk(juliet, romeo):
    juliet.enter(f"/query {romeo.address}")
    juliet.reading = False
    for i in range(3000):
        romeo.say(juliet.address, f"flood {i} " + "x" * 60)
    romeo.say(juliet.address, "the very last")
    juliet.type("typed blind")
    juliet.reading = True
    screen = juliet.wait_text("the very last", "typed blind")
    assert "flood 2999" in screen


def test_I17_a_ping_is_answered_while_the_terminal_stalls(juliet, romeo, peer):
    from conftest import befriend
    befriend(juliet, romeo)
    full = romeo.wait(lambda: next((p["from"] for p in romeo.presences if p["from"].resource
                                    and p["from"].bare == juliet.address), None), "an address")
    juliet.enter(f"/query {romeo.address}")
    juliet.reading = False
    for i in range(2500):
        romeo.say(juliet.address, f"flood {i} " + "x" * 60)
    romeo.ask(lambda x: x["xep_0199"].ping(full))
    juliet.reading = True
    juliet.wait_text("flood 2499")


def test_I18_a_terminal_that_goes_ends_the_program(juliet, romeo, start):
    juliet.enter(f"/query {romeo.address}")
    juliet.type("unsent")
    juliet.wait_text("unsent")
    os.close(juliet.master)
    juliet.eof = True
    juliet.master = os.open("/dev/null", os.O_RDWR)
    juliet.wait_exit(10)
    again = start("--offline")
    again.keys("M-2")
    again.wait_text("unsent")


def test_I16_a_storm_of_sizes_during_a_flood(juliet, romeo):
    juliet.enter(f"/query {romeo.address}")
    for i in range(300):
        juliet.resize(5 + i % 40, 20 + (i * 7) % 150)
        if i % 3 == 0:
            romeo.say(juliet.address, f"storm {i}")
        juliet.pump(0)
    juliet.resize(1, 1)
    juliet.resize(24, 80)
    juliet.wait_text("storm 297")


def test_M02_a_closed_socket_is_no_signal(scripted, start):
    def script(connection):
        connection.online()
        connection.sock.close()
    server = scripted(script)
    client = start()
    server.wait_connections(2)
    client.type("alive")
    client.wait_text("alive")


def proc(client, name):
    with open(f"/proc/{client.pid}/{name}", "rb") as file:
        return file.read()


def test_L04_no_password_in_what_others_can_read(juliet):
    assert b"secret" not in proc(juliet, "cmdline") + proc(juliet, "environ")
    assert b"secret" not in bytes(juliet.written)


def test_L05_the_process_is_closed_to_others_and_dumps_no_core(home, start):
    home.write_config("accounts", "")
    client = start("--offline", environment={SAVED: ""})
    client.wait_prompt("home>")
    limits = proc(client, "limits").decode()
    assert re.search(r"Max core file size +0 +0", limits)
    assert os.stat(f"/proc/{client.pid}/mem").st_uid == 0
    if os.getuid() != 0:
        with pytest.raises(PermissionError):
            proc(client, "environ")
    client.quit()


def test_L09_the_debug_log_masks_secrets_and_is_mine_alone(home, verona, start, person, tmp_path):
    address = person("logged")
    home.add_account(address, verona.capulet.c2s, verona.ca)
    log = tmp_path / "debug.log"
    client = start("--debug", str(log))
    client.wait_text("Connected as")
    client.quit()
    text = log.read_text()
    assert "connected" in text and "secret" not in text
    assert log.stat().st_mode & 0o777 == 0o600
    import base64
    assert base64.b64encode(b"\0logged\0secret").decode() not in text


def test_L15_the_environment_cannot_have_keys_logged(home, verona, start, person, tmp_path):
    address = person("keylog")
    home.add_account(address, verona.capulet.c2s, verona.ca)
    keys = tmp_path / "keys"
    client = start(environment={"SSLKEYLOGFILE": str(keys)})
    client.wait_text("Connected as")
    client.quit()
    assert not keys.exists()
