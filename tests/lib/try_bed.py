#!/usr/bin/python3
"""try_bed.py PROGRAM [ARGUMENT...]: Verona for one evening.

Starts two federated servers and Romeo in a temporary directory, runs PROGRAM as Juliet with
configuration and data there, and takes everything down again, by process, when it ends.
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from causerie_bed.prosody import Verona  # noqa: E402


def write_config(home, verona):
    config = home / "config" / "causerie"
    config.mkdir(parents=True, mode=0o700)
    (home / "run").mkdir(mode=0o700)
    accounts = config / "accounts"
    accounts.write_text(f"""[juliet]
address=juliet@capulet.example
password=secret
nick=Juliet
server=127.0.0.1
port={verona.capulet.c2s}
security=starttls
ca-file={verona.ca}
""")
    accounts.chmod(0o600)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="causerie-try.") as name:
        home = pathlib.Path(name)
        print("Starting two servers, capulet.example and montague.example ...", flush=True)
        verona, romeo = None, None
        try:
            verona = Verona(home / "servers")
            here = pathlib.Path(__file__).resolve().parent
            with open(home / "romeo.log", "wb") as log:
                romeo = subprocess.Popen(
                    ["/usr/bin/python3", str(here / "romeo.py"), "romeo@montague.example",
                     "secret", str(verona.montague.c2s), str(verona.ca)],
                    stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            write_config(home, verona)
            environment = dict(os.environ, XDG_CONFIG_HOME=str(home / "config"),
                               XDG_DATA_HOME=str(home / "data"),
                               XDG_CACHE_HOME=str(home / "cache"),
                               XDG_RUNTIME_DIR=str(home / "run"))
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            commands = ["-x", "/add romeo@montague.example Romeo",
                        "-x", "/query romeo@montague.example"]
            return subprocess.call(sys.argv[1:] + commands, env=environment)
        finally:
            if romeo is not None:
                romeo.terminate()
                romeo.wait(10)
            if verona is not None:
                verona.stop()


sys.exit(main())
