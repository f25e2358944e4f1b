"""scripted.py: a server that follows a script, to the byte, however wrong it is.

A script is a function that gets a Connection: it reads with expect(), writes with send(), and
may take the whole of a login from the helpers below. Each connection has a thread.
"""
import base64
import hashlib
import hmac
import re
import socket
import ssl
import threading
import time

from .client import LIMIT

SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
TLS = "urn:ietf:params:xml:ns:xmpp-tls"
SM = "urn:xmpp:sm:3"


class Gone(Exception):
    """The client closed the connection."""


class Connection:
    def __init__(self, server, sock):
        self.server, self.sock = server, sock
        self.buffer = ""
        self.seen = ""  # everything that the client sent, in clear
        self.secure = False

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise Gone from error

    def expect(self, pattern, limit=LIMIT):
        """Reads until PATTERN (a regular expression) came; takes all up to its end."""
        until = time.monotonic() + limit
        while True:
            found = re.search(pattern, self.buffer, re.S)
            if found:
                self.buffer = self.buffer[found.end():]
                return found
            left = until - time.monotonic()
            if left <= 0:
                raise AssertionError(f"waited for {pattern}, have {self.buffer!r}")
            self.sock.settimeout(left)
            try:
                data = self.sock.recv(65536)
            except socket.timeout:
                continue
            except (OSError, ssl.SSLError) as error:
                raise Gone from error
            if not data:
                raise Gone
            text = data.decode(errors="replace")
            self.buffer += text
            self.seen += text

    def stay(self):
        """Reads until the client goes or the test is over."""
        while not self.server.done.is_set():
            try:
                self.expect(r"\Z.", 1)
            except AssertionError:
                continue

    # Parts of a login.

    def open(self, features, domain=None):
        self.expect(r"<stream:stream[^>]*>")
        self.send("<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' "
                  "xmlns:stream='http://etherx.jabber.org/streams' id='s1' "
                  f"from='{domain or self.server.domain}'>"
                  f"<stream:features>{features}</stream:features>")

    def start_tls(self, context=None):
        self.open(f"<starttls xmlns='{TLS}'><required/></starttls>")
        self.expect(r"<starttls[^>]*>")
        self.send(f"<proceed xmlns='{TLS}'/>")
        self.wrap(context)

    def wrap(self, context=None):
        self.sock.settimeout(LIMIT)
        try:
            self.sock = (context or self.server.context).wrap_socket(self.sock, server_side=True)
        except (OSError, ssl.SSLError) as error:
            raise Gone from error
        self.secure = True

    def offer(self, *mechanisms, more=""):
        names = "".join(f"<mechanism>{m}</mechanism>" for m in mechanisms)
        self.open(f"<mechanisms xmlns='{SASL}'>{names}</mechanisms>{more}")

    def auth(self):
        """Mechanism and decoded first message of the client."""
        found = self.expect(r"<auth[^>]*mechanism=['\"]([A-Z0-9-]+)['\"][^>]*>([^<]*)</auth>|"
                            r"<auth[^>]*mechanism=['\"]([A-Z0-9-]+)['\"][^>]*/>")
        return found[1] or found[3], base64.b64decode(found[2] or "").decode()

    def challenge(self, text):
        self.send(f"<challenge xmlns='{SASL}'>{base64.b64encode(text.encode()).decode()}"
                  "</challenge>")

    def response(self):
        found = self.expect(r"<response[^>]*>([^<]*)</response>")
        return base64.b64decode(found[1]).decode()

    def success(self, text=None):
        data = "" if text is None else base64.b64encode(text.encode()).decode()
        self.send(f"<success xmlns='{SASL}'>{data}</success>")

    def scram(self, password="secret", digest="sha256", iterations=4096, **lies):
        """One SCRAM login; LIES replace what an honest server would say."""
        mechanism, first = self.auth()
        assert mechanism.startswith("SCRAM-SHA-"), mechanism
        digest = "sha1" if mechanism.startswith("SCRAM-SHA-1") and "256" not in mechanism \
            else "sha256"
        bare = re.match(r"[^,]*,[^,]*,(.*)", first)[1]
        nonce = re.search(r"r=([^,]*)", bare)[1]
        salt = lies.get("salt", b"0123456789abcdef")
        server_first = lies.get("first", "r={nonce}{more},s={salt},i={i}").format(
            nonce=nonce, more=lies.get("more", "xyz"), salt=base64.b64encode(salt).decode(),
            i=lies.get("i", iterations))
        self.challenge(server_first)
        final = self.response()
        without = re.match(r"(.*),p=", final)[1]
        salted = hashlib.pbkdf2_hmac(digest, password.encode(), salt or b"\0", iterations)
        whole = f"{bare},{server_first},{without}".encode()
        key = hmac.new(salted, b"Server Key", digest).digest()
        proof = base64.b64encode(hmac.new(key, whole, digest).digest()).decode()
        self.success(lies.get("final", "v=" + proof))
        return final

    def bind(self, sm=True):
        self.open("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
                  + (f"<sm xmlns='{SM}'/>" if sm else ""))
        found = self.expect(r"<resume [^>]*>|<iq[^>]*id=['\"]([^'\"]*)['\"].*?</iq>")
        if found[0].startswith("<resume"):
            self.send(f"<failed xmlns='{SM}'><item-not-found "
                      "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>")
            found = self.expect(r"<iq[^>]*id=['\"]([^'\"]*)['\"].*?</iq>")
        self.send(f"<iq type='result' id='{found[1]}'><bind "
                  f"xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>{self.server.user}/here</jid>"
                  "</bind></iq>")

    def login(self, sm=True):
        """All of it up to a bound stream: STARTTLS, SCRAM-SHA-256, bind."""
        self.start_tls()
        self.offer("SCRAM-SHA-256")
        self.scram()
        self.bind(sm)
        if sm:
            self.expect(r"<enable [^>]*>")
            self.send(f"<enabled xmlns='{SM}' id='sm1' resume='true' max='600'/>")

    def roster(self, items=""):
        """Answers the request for the roster."""
        found = self.expect(r"<iq(?=[^>]*type=['\"]get['\"])[^>]*id=['\"]([^'\"]*)['\"][^>]*>"
                            r"\s*<query[^>]*jabber:iq:roster[^>]*>")
        self.send(f"<iq type='result' id='{found[1]}'><query xmlns='jabber:iq:roster' ver='1'>"
                  f"{items}</query></iq>")

    def online(self, items="", sm=True):
        self.login(sm)
        self.roster(items)
        self.expect(r"<presence[^>]*>")


class Scripted:
    """Listens, and lets SCRIPT have every connection."""

    def __init__(self, script, certificate, key, domain="capulet.example", user="juliet"):
        self.script, self.domain = script, domain
        self.user = f"{user}@{domain}"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.set_ciphers("ALL:@SECLEVEL=0")  # a server may be as weak as it likes
        self.context.load_cert_chain(str(certificate), str(key))
        self.connections, self.errors = [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.done = threading.Event()
        self.changed = threading.Condition()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while not self.done.is_set():
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(self, sock)
        with self.changed:
            self.connections.append(connection)
            self.changed.notify_all()
        try:
            self.script(connection)
        except Gone:
            pass
        except BaseException as error:
            self.errors.append(error)
        finally:
            try:
                connection.sock.close()
            except OSError:
                pass

    def wait_connections(self, count, limit=LIMIT):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.connections) >= count, limit), \
                f"{len(self.connections)} connections, not {count}"

    @property
    def seen(self):
        """All that clients sent, in clear or decrypted."""
        return "".join(c.seen for c in self.connections)

    def close(self):
        self.done.set()
        self.listener.close()
        for connection in self.connections:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        assert not self.errors, self.errors[0]
