"""What people get wrong: one clear sentence, the right exit status, no half-drawn screen."""
import os
import subprocess

import pytest

from causerie_bed.client import PROGRAM


def run(home, *arguments, **environment):
    """The program without a terminal."""
    return subprocess.run([str(PROGRAM), *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60,
                          env=home.environment(**environment))


def refused(client, status, *words):
    assert client.wait_exit() == status
    text = client.stderr() + client.screen.text
    for word in words:
        assert word in text, text
    assert b"\x1b[?1049h" not in client.written
    return text


def test_M08_without_a_terminal_it_says_so(home):
    done = run(home)
    assert done.returncode == 2
    assert "terminal" in done.stderr and done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize("term", ["dumb", ""])
def test_I20_a_terminal_that_cannot_draw(home, start, term):
    env = {"TERM": term} if term else {"TERM": ""}
    refused(start(environment=env), 2, "TERM")


@pytest.mark.parametrize("term", ["linux", "vt100", "screen", "tmux-256color", "xterm",
                                  "xterm-kitty", "foot", "no-such-terminal"])
def test_I20_other_terminals_start(home, start, term):
    client = start("--offline", environment={"TERM": term})
    client.wait_text("Welcome")
    client.type("3")
    client.wait_prompt("home>")
    client.quit()


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.ISO-8859-1", "xx_XX.UTF-8"])
def test_I21_other_locales_start_and_read_utf8(home, start, locale):
    client = start("--offline", environment={"LC_ALL": locale, "LANG": locale})
    client.wait_text("Welcome")
    client.type("3")
    client.wait_prompt("home>")
    client.type("é漢")
    client.wait_row("home> é漢|home> \\?\\?|home> e")
    client.quit()


@pytest.mark.parametrize("address", ["@capulet.example", "juliet@", "juliet @capulet.example",
                                     "a@b@c", "juliet@capulet.example/x y\u202e", "x" * 2000])
def test_B06_a_malformed_address_on_the_command_line(home, start, address):
    text = refused(start("--offline", address), 64, "address")
    assert "\u202e" not in text


def test_unknown_options_and_too_many_arguments(home):
    done = run(home, "--nonsense")
    assert done.returncode == 64 and "--help" in done.stderr
    done = run(home, "a@b.example", "c@d.example")
    assert done.returncode == 64
    assert run(home, "--version").stdout.startswith("causerie")
    assert "--offline" in run(home, "--help").stdout
    assert run(home, "--dump", "nonsense").returncode == 64


def test_J12_a_broken_line_of_the_settings_is_named_and_the_rest_holds(home, start):
    home.write_config("config", "[ui]\nclock=false\nthis is nonsense\nlist_width=20\n")
    client = start("--offline")
    client.wait_text("config", "3")
    client.keys("C-g")


def test_an_unreadable_settings_file_is_told(home, start):
    home.write_config("config", "[ui]\n")
    (home.config / "config").unlink()
    (home.config / "config").mkdir()
    client = start("--offline")
    client.wait(lambda s: "config" in s.text or client.status is not None or client.eof, "a sentence")
    assert "config" in client.screen.text + client.stderr()


def test_accounts_that_others_can_read_are_refused(home, start):
    home.write_config("accounts", "[j]\naddress=j@capulet.example\npassword=secret\n", 0o644)
    client = start("--offline")
    client.wait(lambda s: "chmod 600" in s.text or client.eof, "the refusal")
    assert "accounts is readable by others: chmod 600" in \
        " ".join((client.screen.text + client.stderr()).split())


@pytest.mark.parametrize("line", ["address=@", "address=", "port=99999", "security=none",
                                  "nonsense"])
def test_a_broken_account_is_named(home, start, line):
    home.write_config("accounts", f"[j]\naddress=j@capulet.example\n{line}\n")
    client = start("--offline", cols=120)
    client.wait(lambda s: "accounts" in s.text or client.eof, "a sentence")
    client.screen
    assert "accounts" in client.screen.text + client.stderr()


def test_a_file_in_the_place_of_the_data_directory(home, start):
    (home.dir / "data").write_text("a file")
    refused(start("--offline"), 74, "data")


def test_an_unwritable_data_directory(home, start):
    if os.getuid() == 0:
        # Root may write everywhere but on what is not a place to write to.
        client = start("--offline", "-d", "/proc/nonsense")
    else:
        (home.dir / "data").mkdir(mode=0o500)
        client = start("--offline")
    refused(client, 74, "directory")


def test_L02_a_data_directory_that_is_a_link_of_somebody_else(home, start, tmp_path):
    if os.getuid() != 0:
        pytest.skip("only root can make files of others")
    (home.dir / "data").mkdir(mode=0o700)
    other = tmp_path / "other"
    other.mkdir()
    os.chown(other, 12345, 12345)
    (home.dir / "data" / "causerie").symlink_to(other)
    refused(start("--offline"), 74, "causerie")


def test_L01_modes_of_what_is_there_are_put_right(home, start):
    (home.dir / "data" / "causerie").mkdir(parents=True, mode=0o777)
    (home.dir / "data" / "causerie").chmod(0o777)
    client = start("--offline")
    client.wait_text("Welcome")
    assert home.data.stat().st_mode & 0o077 == 0


def test_too_small_a_terminal_says_so_and_waits(home, start):
    client = start("--offline", rows=3, cols=15)
    client.wait(lambda s: "20x5" in s.text, "the sentence")
    client.resize(24, 80)
    client.wait_text("Welcome")


def test_L03_relative_directories_of_the_environment_are_ignored(home, start):
    client = start("--offline", environment={"XDG_DATA_HOME": "relative/path"})
    client.wait_text("Welcome")
    assert (home.dir / ".local/share/causerie").is_dir()


def test_J19_without_a_home_there_is_a_sentence_or_a_way(home, start):
    client = start("--offline", environment={"HOME": "", "XDG_CONFIG_HOME": "",
                                             "XDG_DATA_HOME": "", "XDG_CACHE_HOME": "",
                                             "XDG_RUNTIME_DIR": ""})
    client.wait(lambda s: "Welcome" in s.text or client.eof, "an answer")


def test_a_password_command_that_fails_is_told(home, verona, start, person):
    address = person("command-fails")
    home.add_account(address, verona.capulet.c2s, verona.ca, password=None,
                     password_command="false")
    client = start(cols=120)
    client.wait_text("password")


def test_a_password_command_is_run(home, verona, start, person):
    address = person("command-works")
    home.add_account(address, verona.capulet.c2s, verona.ca, password=None,
                     password_command="printf 'secret'")
    start().wait_text(f"Connected as {address}")


def test_without_a_password_it_is_asked_for(home, verona, start, person):
    address = person("asked")
    home.add_account(address, verona.capulet.c2s, verona.ca, password=None)
    client = start()
    client.wait_text("assword")
    client.type("secret")
    assert "secret" not in client.screen
    client.keys("Enter")
    client.wait_text(f"Connected as {address}")
    assert b"secret" not in bytes(client.written)
