"""world.py: a network of our own, with names and the standard ports: for what DNS decides.

run-python starts such a test inside fresh namespaces (unshare); enter() makes them usable: a
loopback that is up, a resolver that asks us, and a name server that knows what ZONE says.
"""
import fcntl
import pathlib
import socket
import socketserver
import struct
import subprocess
import tempfile
import threading
import time

A, AAAA, SRV = 1, 28, 33
NXDOMAIN, SERVFAIL = 3, 2


def packed_name(name):
    return b"".join(bytes([len(part)]) + part.encode()
                    for part in name.rstrip(".").split(".") if part) + b"\0"


class Zone:
    """Answers by (name, type): a list of values, or an error code. Other names do not exist."""

    def __init__(self):
        self.answers = {}
        self.delay = 0
        self.asked = []

    def clear(self):
        self.answers.clear()
        self.delay = 0

    def address(self, name, *addresses):
        for address in addresses:
            kind, family = (AAAA, socket.AF_INET6) if ":" in address else (A, socket.AF_INET)
            self.answers.setdefault((name, kind), []).append(socket.inet_pton(family, address))

    def service(self, service, domain, *targets):
        """TARGETS: (priority, weight, port, host)."""
        self.answers[(f"_{service}._tcp.{domain}", SRV)] = [
            struct.pack(">HHH", *target[:3]) + packed_name(target[3]) for target in targets]

    def fail(self, name, kind, code):
        self.answers[(name, kind)] = code

    def answer(self, query, limit):
        """The packet that answers the packet QUERY, in LIMIT bytes."""
        number, = struct.unpack(">H", query[:2])
        at, parts = 12, []
        while query[at]:
            parts.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind, = struct.unpack(">H", query[at + 1:at + 3])
        name = ".".join(parts).lower()
        self.asked.append((name, kind))
        time.sleep(self.delay)
        known = any(key[0] == name for key in self.answers)
        values = self.answers.get((name, kind), [] if known else NXDOMAIN)
        code, values = (values, []) if isinstance(values, int) else (0, values)
        question = query[12:at + 5]
        body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 1, len(v)) + v for v in values)
        flags = 0x8180 | code
        if len(question) + len(body) + 12 > limit:
            flags, body, values = flags | 0x0200, b"", []
        return struct.pack(">HHHHHH", number, flags, 1, len(values), 0, 0) + question + body


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        sock.sendto(self.server.zone.answer(data, 1200), self.client_address)


class Tcp(socketserver.BaseRequestHandler):
    def handle(self):
        size, = struct.unpack(">H", self.request.recv(2))
        packet = self.server.zone.answer(self.request.recv(size), 65535)
        self.request.sendall(struct.pack(">H", len(packet)) + packet)


def bring_up_loopback():
    """Up, and with addresses besides 127.0.0.1 and ::1, else libc looks up nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        up = struct.pack("16sH14s", b"lo", 1 | 64, b"")  # IFF_UP, IFF_RUNNING
        fcntl.ioctl(sock, 0x8914, up)  # SIOCSIFFLAGS
        address = struct.pack("HH4s8s", socket.AF_INET, 0, socket.inet_aton("10.99.0.1"), b"")
        fcntl.ioctl(sock, 0x8916, struct.pack("16s16s", b"lo:1", address))  # SIOCSIFADDR
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
        address = socket.inet_pton(socket.AF_INET6, "fd99::1")
        fcntl.ioctl(sock, 0x8916, address + struct.pack("II", 128, socket.if_nametoindex("lo")))


def enter():
    """Makes the namespaces a world with a name server; its Zone."""
    bring_up_loopback()
    resolv = pathlib.Path(tempfile.mkdtemp(prefix="causerie-world.")) / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
    subprocess.run(["mount", "--bind", str(resolv), "/etc/resolv.conf"], check=True)
    zone = Zone()
    for kind, handler in ((socketserver.ThreadingUDPServer, Udp),
                          (socketserver.ThreadingTCPServer, Tcp)):
        server = kind(("127.0.0.1", 53), handler)
        server.daemon_threads = True
        server.zone = zone
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return zone
