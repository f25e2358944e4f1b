#!/usr/bin/python3
"""bench.py [causerie] [profanity] [mcabber]: figures of this machine, side by side.

For each client that is installed: first screen, roster of 10, 1,000 and 10,000 on the screen,
idle system calls, memory, echo of a key; each several times, minimum and median. Nothing passes
or fails here: what a figure means depends on the machine.
"""
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lib"))
from causerie_bed.client import PROGRAM, Client, Home  # noqa: E402
from causerie_bed.prosody import Authority, Host  # noqa: E402

TURNS = int(os.environ.get("BENCH_TURNS", "7"))


class Causerie:
    name = "causerie"
    online = "Connected as"

    def __init__(self, host, ca):
        self.host, self.ca = host, ca

    @staticmethod
    def there():
        return PROGRAM.exists()

    def start(self, home, user, offline=False):
        if not home.accounts.exists():
            home.add_account(f"{user}@{self.host.domain}", self.host.c2s, self.ca)
        return Client(home, *(["--offline"] if offline else []), cols=120,
                      environment={"CAUSERIE_DEBUGGABLE": ""})

    @staticmethod
    def screen_is_up(screen):
        return "home>" in screen

    @staticmethod
    def roster_is_up(screen, size):
        return re.search(rf"CONTACTS \d+/{size}\b", screen.text)


class Profanity:
    name = "profanity"
    online = "logged in successfully"

    def __init__(self, host, ca):
        self.host, self.ca = host, ca

    @staticmethod
    def there():
        return shutil.which("profanity")

    def start(self, home, user, offline=False):
        config = home.dir / "config" / "profanity"
        data = home.dir / "data" / "profanity"
        config.mkdir(parents=True, exist_ok=True)
        data.mkdir(parents=True, exist_ok=True)
        (config / "profrc").write_text("[ui]\nroster=true\nroster.count=true\n"
                                       "[connection]\naccount=" + ("" if offline else "me") + "\n")
        (data / "accounts").write_text(
            f"[me]\nenabled=true\njid={user}@{self.host.domain}\nserver=127.0.0.1\n"
            f"port={self.host.c2s}\nresource=x\npassword=secret\ntls.policy=trust\n")
        arguments = [] if offline else ["-a", "me"]
        return Client(home, *arguments, cols=120, program=shutil.which("profanity"),
                      environment={"G_DEBUG": ""})

    @staticmethod
    def screen_is_up(screen):
        return "Profanity" in screen or "profanity" in screen.text.lower()

    @staticmethod
    def roster_is_up(screen, size):
        return re.search(r"Contact \d", screen.text)


class Mcabber:
    name = "mcabber"
    online = "Contact 0"

    def __init__(self, host, ca):
        self.host, self.ca = host, ca

    @staticmethod
    def there():
        return shutil.which("mcabber")

    def start(self, home, user, offline=False):
        directory = home.dir / ".mcabber"
        directory.mkdir(mode=0o700, exist_ok=True)
        rc = directory / "mcabberrc"
        rc.write_text(f"set jid = {user}@{self.host.domain}\nset password = secret\n"
                      f"set server = 127.0.0.1\nset port = {self.host.c2s}\nset tls = 1\n"
                      "set ssl_ignore_checks = 1\nset hide_offline_buddies = 0\n"
                      "set beep_on_message = 0\n")
        rc.chmod(0o600)
        arguments = ["-f", str(rc)]
        if offline:
            rc.write_text("set jid = a@b.example\nset server = 127.0.0.1\nset port = 1\n")
            rc.chmod(0o600)
        return Client(home, *arguments, cols=120, program=shutil.which("mcabber"),
                      environment={"G_DEBUG": ""})

    @staticmethod
    def screen_is_up(screen):
        return "mcabber" in screen.text.lower() or "[status]" in screen.text.lower()

    @staticmethod
    def roster_is_up(screen, size):
        return "Contact 0" in screen or "c0" in screen


CLIENTS = {c.name: c for c in (Causerie, Profanity, Mcabber)}


def milliseconds(since):
    return (time.monotonic() - since) * 1000


def turns(kind, host, ca, user, function, count=TURNS):
    """FUNCTION(client, start) several times, each in a fresh home; [figures]."""
    figures = []
    for _ in range(count):
        home = Home()
        if kind is Causerie and user is None:
            home.write_config("accounts", f"[a]\naddress=a@{host.domain}\nautoconnect=false\n")
        since = time.monotonic()
        client = kind(host, ca).start(home, user or "empty", offline=user is None)
        try:
            figures.append(function(client, since))
        finally:
            client.close()
            home.remove()
    return figures


def first_screen(kind):
    def run(client, since):
        client.wait(kind.screen_is_up, "the first screen")
        return milliseconds(since)
    return run


def roster(kind, size):
    def run(client, since):
        client.wait(lambda s: kind.roster_is_up(s, size), f"a roster of {size}", 60)
        return milliseconds(since)
    return run


def echo(kind):
    def run(client, _since):
        client.wait(kind.screen_is_up, "the first screen")
        while client.pump(0.3):
            pass
        figures = []
        for _ in range(50):
            since = time.perf_counter()
            os.write(client.master, b"x")
            while not client.pump(1):
                pass
            figures.append((time.perf_counter() - since) * 1000)
            while client.pump(0.01):
                pass
        return statistics.median(figures)
    return run


def pss(client):
    text = pathlib.Path(f"/proc/{client.pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss: +(\d+)", text, re.M)[1]) / 1024


def memory(kind, size):
    def run(client, _since):
        client.wait(lambda s: kind.roster_is_up(s, size), "the roster", 60)
        while client.pump(0.5):
            pass
        return pss(client)
    return run


def idle_calls(kind, size):
    def run(client, _since):
        client.wait(lambda s: kind.roster_is_up(s, size), "the roster", 60)
        while client.pump(3):
            pass
        done = subprocess.run(["timeout", "-s", "INT", "20", "strace", "-f", "-c", "-qq", "-p",
                               str(client.pid)], capture_output=True, text=True)
        total = re.search(r"^\S+\s+\S+\s+\S+\s+(\d+).*total", done.stderr, re.M)
        return float(total[1]) if total else 0.0
    return run


def servers(directory):
    authority = Authority(directory / "certs")
    host = Host("capulet.example", directory, authority)
    host.write_config([host])
    data = host.dir / "data" / "capulet%2eexample"
    host.start()
    for name in ("empty", "r10", "r1000", "r10000"):
        host.add_user(name)
    host.stop()
    (data / "roster").mkdir(parents=True, exist_ok=True)
    for size in (10, 1000, 10000):
        items = "".join(f'["c{i}@capulet.example"] = {{ ["name"] = "Contact {i}"; '
                        '["subscription"] = "both"; ["groups"] = {}; };\n' for i in range(size))
        (data / "roster" / f"r{size}.dat").write_text(
            "return {\n[false] = { [\"version\"] = 1; [\"pending\"] = {}; };\n" + items + "};\n")
    host.start()
    return host, authority.ca


def show(name, rows):
    print(f"\n{name}")
    for client, figures in rows:
        if figures is None:
            print(f"  {client:<12} did not get there")
        else:
            print(f"  {client:<12} min {min(figures):9.2f}   median "
                  f"{statistics.median(figures):9.2f}   max {max(figures):9.2f}")


def measure(kinds, host, ca):
    figures = [
        ("first screen, ms", None, first_screen, (), TURNS),
        ("roster of 10 on the screen, ms", "r10", roster, (10,), TURNS),
        ("roster of 1,000 on the screen, ms", "r1000", roster, (1000,), TURNS),
        ("roster of 10,000 on the screen, ms", "r10000", roster, (10000,), 3),
        ("memory with a roster of 10, PSS MiB", "r10", memory, (10,), 3),
        ("echo of a key, ms", None, echo, (), 3),
        ("system calls in 20 s, connected and idle", "r10", idle_calls, (10,), 1),
    ]
    for name, user, function, arguments, count in figures:
        rows = []
        for kind in kinds:
            try:
                rows.append((kind.name, turns(kind, host, ca, user,
                                              function(kind, *arguments), count)))
            except AssertionError as error:
                if os.environ.get("BENCH_VERBOSE"):
                    print(error)
                rows.append((kind.name, None))
        show(name, rows)


def main():
    names = sys.argv[1:] or list(CLIENTS)
    kinds = [CLIENTS[n] for n in names if CLIENTS[n].there()]
    print("measuring", ", ".join(k.name for k in kinds), f"({TURNS} turns)")
    with tempfile.TemporaryDirectory(prefix="causerie-bench.") as directory:
        host, ca = servers(pathlib.Path(directory))
        try:
            measure(kinds, host, ca)
        finally:
            host.stop()


main()
