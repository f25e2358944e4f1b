"""prosody.py: a Prosody of our own: own directory, own ports, own certificate authority.

Two virtual hosts on one instance would not federate, so each host is an instance of its own;
they find each other by the addresses written into their configuration. Everything lies in one
temporary directory and ends with the object.
"""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

HOSTS = ("capulet.example", "montague.example")

MODULES = """
    "roster"; "saslauth"; "tls"; "disco"; "carbons"; "pep"; "private"; "blocklist";
    "vcard_legacy"; "version"; "uptime"; "time"; "ping"; "register"; "mam"; "smacks";
    "csi_simple"; "presence"; "message"; "iq"; "offline"; "dialback"; %s
"""


def free_port():
    """A port that is free now on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Authority:
    """A certificate authority and the certificates that it signs."""

    def __init__(self, directory):
        self.dir = pathlib.Path(directory)
        self.dir.mkdir(parents=True, exist_ok=True)
        self.ca = self.dir / "ca.crt"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-keyout", str(self.dir / "ca.key"), "-out", str(self.ca), "-days", "30",
            "-subj", "/CN=Test Authority")

    def certificate(self, host, signed=True):
        """Paths of certificate and key for HOST; self-signed when not SIGNED."""
        key, crt = self.dir / f"{host}.key", self.dir / f"{host}.crt"
        if not signed:
            run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-keyout", str(key), "-out", str(crt),
                "-days", "30", "-subj", f"/CN={host}", "-addext",
                f"subjectAltName=DNS:{host}")
            return crt, key
        csr, ext = self.dir / f"{host}.csr", self.dir / f"{host}.ext"
        ext.write_text(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth,clientAuth\n")
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", str(key), "-out", str(csr), "-subj", f"/CN={host}")
        run("openssl", "x509", "-req", "-in", str(csr), "-CA", str(self.ca), "-CAkey",
            str(self.dir / "ca.key"), "-CAcreateserial", "-days", "30", "-extfile", str(ext),
            "-out", str(crt))
        return crt, key


class Host:
    """One Prosody with one virtual host."""

    def __init__(self, domain, directory, authority, extra_modules="", extra="", signed=True,
                 ports=None):
        self.domain = domain
        self.dir = pathlib.Path(directory) / domain
        self.c2s, self.tls, self.s2s = ports or (free_port(), free_port(), free_port())
        self.extra_modules, self.extra = extra_modules, extra
        self.crt, self.key = authority.certificate(domain, signed)
        self.ca = authority.ca
        self.process = None
        (self.dir / "data").mkdir(parents=True)
        self.config = self.dir / "prosody.cfg.lua"

    def write_config(self, peers):
        """PEERS: every host, so that servers find each other without DNS."""
        targets = " ".join(f'["{p.domain}"] = {{ "127.0.0.1", {p.s2s} }};' for p in peers)
        modules = MODULES % (f"{self.extra_modules}; " if self.extra_modules else "")
        if len(peers) > 1:
            modules += '"s2s"; "s2s_targets"; '
        self.config.write_text(f"""
pidfile = "{self.dir}/prosody.pid"; data_path = "{self.dir}/data"; run_as_root = true
plugin_paths = {{ "{pathlib.Path(__file__).resolve().parent.parent}/prosody",
                  "/usr/lib/prosody/modules", "/usr/share/prosody-modules" }}
modules_enabled = {{ {modules} }}
modules_disabled = {{ {'"s2s"' if len(peers) < 2 else ''} }}
allow_registration = true; registration_throttle_max = 1000
c2s_interfaces = {{ "127.0.0.1" }}; c2s_ports = {{ {self.c2s} }}
c2s_direct_tls_ports = {{ {self.tls} }}; c2s_direct_tls_interfaces = {{ "127.0.0.1" }}
s2s_interfaces = {{ "127.0.0.1" }}; s2s_ports = {{ {self.s2s} }}
s2s_secure_auth = false; s2s_require_encryption = false
s2s_targets = {{ {targets} }}
http_ports = {{}}; https_ports = {{}}
authentication = "internal_hashed"; storage = "internal"
limits = {{}}
log = {{ info = "{self.dir}/prosody.log" }}
ssl = {{ certificate = "{self.crt}"; key = "{self.key}"; cafile = "{self.ca}"; }}
c2s_direct_tls_ssl = ssl
VirtualHost "{self.domain}"
{self.extra}
""")

    def start(self):
        out = open(self.dir / "out.log", "ab")
        self.process = subprocess.Popen(["prosody", "--config", str(self.config), "-F"],
                                        stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        wait_for_port(self.c2s, self.process)

    def stop(self, how=signal.SIGTERM):
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def add_user(self, name, password="secret"):
        subprocess.run(["prosodyctl", "--config", str(self.config), "register", name, self.domain,
                        password], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)


def wait_for_port(port, process=None, limit=30):
    """Until somebody listens on PORT."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        if process is not None and process.poll() is not None:
            raise RuntimeError("the server ended at once")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens on port {port}")


class Verona:
    """capulet.example with juliet and montague.example with romeo, federated."""

    def __init__(self, directory, **options):
        self.dir = pathlib.Path(directory)
        self.authority = Authority(self.dir / "certs")
        self.hosts = {d: Host(d, self.dir, self.authority, **options) for d in HOSTS}
        for host in self.hosts.values():
            host.write_config(list(self.hosts.values()))
        for host in self.hosts.values():
            host.start()
        self.capulet, self.montague = (self.hosts[d] for d in HOSTS)
        self.capulet.add_user("juliet")
        self.montague.add_user("romeo")

    @property
    def ca(self):
        return self.authority.ca

    def stop(self):
        for host in self.hosts.values():
            host.stop()

    def remove(self):
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)


def missing():
    """Programs that are not there."""
    return [p for p in ("prosody", "prosodyctl", "openssl") if shutil.which(p) is None
            and not os.path.exists(f"/usr/bin/{p}")]
