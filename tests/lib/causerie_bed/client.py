"""client.py: the real program in a pty, its screen read as a person would see it.

Nothing here sleeps for a time: wait_*() read what the program writes until a condition holds
or LIMIT seconds are over, and then say what was on the screen.
"""
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time

LIMIT = float(os.environ.get("CAUSERIE_TEST_LIMIT", "30"))
BUILD = pathlib.Path(os.environ.get("TOP_BUILDDIR", "build")).resolve()
PROGRAM = BUILD / "src/app/causerie"
VTSCREEN = BUILD / "tests/lib/vtscreen"

KEYS = {
    "Enter": "\r", "Tab": "\t", "Esc": "\x1b", "Up": "\x1b[A", "Down": "\x1b[B",
    "Right": "\x1b[C", "Left": "\x1b[D", "Home": "\x1b[H", "End": "\x1b[F",
    "PgUp": "\x1b[5~", "PgDn": "\x1b[6~", "Del": "\x1b[3~", "BackTab": "\x1b[Z",
    "Backspace": "\x7f", "F1": "\x1bOP", "F5": "\x1b[15~", "F6": "\x1b[17~", "F7": "\x1b[18~",
    "F8": "\x1b[19~", "Space": " ", "S-Up": "\x1b[1;2A",
}


def key_bytes(name):
    """The bytes of a key by name: Enter, C-a, M-k, M-PgUp ..."""
    if name.startswith("C-"):
        return chr(ord(name[2].upper()) & 0x1F)
    if name.startswith("M-"):
        inner = name[2:]
        csi = re.fullmatch(r"\x1b\[([A-H])", KEYS.get(inner, ""))
        tilde = re.fullmatch(r"\x1b\[(\d+)~", KEYS.get(inner, ""))
        if csi:
            return f"\x1b[1;3{csi[1]}"
        if tilde:
            return f"\x1b[{tilde[1]};3~"
        return "\x1b" + KEYS.get(inner, inner)
    return KEYS[name]


class Screen:
    """What stood on the screen at one moment."""

    def __init__(self, head, lines):
        self.rows, self.cols, row, col, visible, self.bells, alternate = map(int, head[1:8])
        self.cursor, self.visible, self.alternate = (row, col), bool(visible), bool(alternate)
        self.lines = [line.rstrip() for line in lines[0::2]]
        self.looks = lines[1::2]

    def __contains__(self, words):
        return words in self.text

    @property
    def text(self):
        return "\n".join(self.lines)

    def find(self, words):
        """Number of the first row in which WORDS stand; None."""
        return next((i for i, line in enumerate(self.lines) if words in line), None)

    def count(self, words):
        return sum(line.count(words) for line in self.lines)

    @property
    def prompt(self):
        return self.lines[self.cursor[0]]


class Terminal:
    """libvterm in a process of its own (tests/lib/vtscreen.c)."""

    def __init__(self, rows, cols):
        self.process = subprocess.Popen([str(VTSCREEN)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.resize(rows, cols)

    def _ask(self, request, data=b""):
        self.process.stdin.write(request.encode() + b"\n" + data)
        self.process.stdin.flush()
        return self.process.stdout.readline().decode().rstrip("\n")

    def _replies(self, head):
        return self.process.stdout.read(int(head.split()[1]))

    def feed(self, data):
        return self._replies(self._ask(f"D {len(data)}", data))

    def resize(self, rows, cols):
        return self._replies(self._ask(f"R {rows} {cols}"))

    def screen(self):
        head = self._ask("S").split()
        lines = [self.process.stdout.readline().decode().rstrip("\n")
                 for _ in range(2 * int(head[1]))]
        return Screen(head, lines)

    def title(self):
        return self._ask("T")[2:]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Home:
    """Configuration, data, cache and runtime directories of one person."""

    def __init__(self, directory=None):
        self.own = directory is None
        self.dir = pathlib.Path(directory or tempfile.mkdtemp(prefix="causerie-home."))
        self.config = self.dir / "config" / "causerie"
        self.data = self.dir / "data" / "causerie"
        self.dir.joinpath("run").mkdir(mode=0o700, exist_ok=True, parents=True)
        self.accounts = self.config / "accounts"

    def environment(self, **more):
        env = {k: v for k, v in os.environ.items()
               if k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")}
        env.update(HOME=str(self.dir), XDG_CONFIG_HOME=str(self.dir / "config"),
                   XDG_DATA_HOME=str(self.dir / "data"), XDG_CACHE_HOME=str(self.dir / "cache"),
                   XDG_RUNTIME_DIR=str(self.dir / "run"), LC_ALL="C.UTF-8", TZ="UTC",
                   TERM="xterm-256color", G_DEBUG="fatal-criticals",
                   CAUSERIE_DEBUGGABLE="1")
        env.update({k: v for k, v in more.items() if v is not None})
        return {k: v for k, v in env.items() if v != ""}

    def write_config(self, name, text, mode=0o600):
        self.config.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.config / name
        path.write_text(text)
        path.chmod(mode)
        return path

    def add_account(self, address, port, ca=None, password="secret", **keys):
        name = keys.pop("name", address.split("@")[0])
        lines = [f"[{name}]", f"address={address}", "server=127.0.0.1", f"port={port}"]
        keys.setdefault("security", "starttls")
        if password is not None:
            lines.append(f"password={password}")
        if ca is not None:
            lines.append(f"ca-file={ca}")
        lines += [f"{key.replace('_', '-')}={value}" for key, value in keys.items()]
        old = self.accounts.read_text() if self.accounts.exists() else ""
        self.write_config("accounts", old + "\n".join(lines) + "\n\n")

    def remove(self):
        if self.own:
            shutil.rmtree(self.dir, ignore_errors=True)


class Client:
    """The running program."""

    def __init__(self, home, *arguments, rows=24, cols=80, environment=None, program=None,
                 wrapper=()):
        self.home, self.rows, self.cols = home, rows, cols
        self.terminal = Terminal(rows, cols)
        self.written = bytearray()  # every byte that the program wrote
        self.reading = True
        self.status = None
        self.eof = False
        self.errors = tempfile.TemporaryFile()
        self.pid, self.master = self._spawn([*wrapper, str(program or PROGRAM), *arguments],
                                            home.environment(**(environment or {})))

    def _spawn(self, argv, env):
        pid, master = pty.fork()
        if pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.cols, 0, 0))
                os.dup2(self.errors.fileno(), 2)
                os.execvpe(argv[0], argv, env)
            finally:
                os._exit(127)
        os.set_blocking(master, False)
        return pid, master

    # What a person does.

    def type(self, text):
        data = text.encode() if isinstance(text, str) else text
        while data:
            _, ready, _ = select.select([], [self.master], [], LIMIT)
            assert ready, "the program does not read its keys"
            data = data[os.write(self.master, data[:1024]):]
            self.pump(0)

    def keys(self, *names):
        for name in names:
            self.type(key_bytes(name))

    def enter(self, line):
        """Types LINE and Enter, at the pace of the program: faster would be a paste."""
        self.type(line)
        self.wait(lambda s: not s.prompt.endswith(">"), f"the echo of {line!r}")
        self.keys("Enter")
        until = time.monotonic() + LIMIT
        while not self.eof and not self.screen.lines[-1].endswith(">"):
            assert time.monotonic() < until, f"{line!r} stays: {self.screen.text}"
            self.pump(0.25)

    def paste(self, text):
        self.type(f"\x1b[200~{text}\x1b[201~")

    def resize(self, rows, cols):
        self.rows, self.cols = rows, cols
        self.terminal.resize(rows, cols)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def signal(self, number):
        os.kill(self.pid, number)

    # What a person sees.

    def pump(self, seconds):
        """Reads what is there now, or comes within SECONDS; False when nothing came."""
        if not self.reading or self.eof:
            return False
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        if not data:
            self.eof = True
            return False
        self.written += data
        replies = self.terminal.feed(data)
        if replies:
            os.write(self.master, replies)
        return True

    @property
    def screen(self):
        while self.pump(0):
            pass
        return self.terminal.screen()

    def wait(self, condition, what="the condition", limit=None):
        """Until CONDITION(screen) holds; returns its value."""
        until = time.monotonic() + (limit or LIMIT)
        while True:
            screen = self.screen
            value = condition(screen)
            if value:
                return value
            left = until - time.monotonic()
            if left <= 0 or (self.eof and not self.pump(0)):
                raise AssertionError(f"{what} did not come; on the screen:\n{screen.text}\n"
                                     f"stderr: {self.stderr()[-3000:]}")
            self.pump(min(left, 0.25))

    def wait_text(self, *words, limit=None):
        """Until all of WORDS stand on the screen; returns the screen."""
        return self.wait(lambda s: all(w in s for w in words) and s, f"{words!r}", limit)

    def wait_gone(self, *words, limit=None):
        return self.wait(lambda s: not any(w in s for w in words) and s,
                         f"the end of {words!r}", limit)

    def wait_prompt(self, words, limit=None):
        return self.wait(lambda s: s.prompt.startswith(words) and s, f"the prompt {words!r}",
                         limit)

    def wait_row(self, pattern, limit=None):
        """Until one row matches PATTERN (a regular expression); returns the row."""
        return self.wait(lambda s: next((r for r in s.lines if re.search(pattern, r)), None),
                         f"a row like {pattern!r}", limit)

    def wait_exit(self, limit=None):
        """The exit status (negative: a signal), after the program has ended."""
        until = time.monotonic() + (limit or LIMIT)
        while self.status is None:
            self.pump(0.02)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
                while self.pump(0):
                    pass
            elif time.monotonic() > until:
                raise AssertionError("the program did not end; on the screen:\n"
                                     + self.screen.text)
        return self.status

    def stderr(self):
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")

    def modes(self):
        """The terminal's modes, as tcgetattr gives them."""
        return termios.tcgetattr(self.master)

    def quit(self, limit=None):
        """Ends the program as a person does, and checks that it ends well."""
        self.keys("C-g", "C-e", "C-u")
        self.enter("/quit")
        status = self.wait_exit(limit)
        assert status == 0, f"exit status {status}: {self.stderr()[-3000:]}"

    def close(self):
        """Whatever happened: nothing of it is left."""
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
        for fd in (self.master,):
            try:
                os.close(fd)
            except OSError:
                pass
        self.terminal.close()
        text = self.stderr()
        self.errors.close()
        assert "Sanitizer" not in text and "runtime error" not in text, text
