"""Certificates and what hangs on them: which are refused and in what words, channel binding, login
by certificate, and what happens when a key changes while we are connected."""
import base64
import hashlib
import ssl
import subprocess

import pytest

from causerie_bed.prosody import Authority, Host


def openssl(*arguments, **options):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, **options)


class Odd:
    """Certificates that are not as they should be, by AUTHORITY."""

    def __init__(self, authority, directory):
        self.authority, self.dir = authority, directory

    def make(self, name, subject="/CN=capulet.example", extensions=None, key=None, digest="sha256",
             dates=("20200101000000Z", "20990101000000Z")):
        key_file, request = self.dir / f"{name}.key", self.dir / f"{name}.csr"
        certificate, config = self.dir / f"{name}.crt", self.dir / f"{name}.cnf"
        openssl("req", "-newkey", *(key or ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")), "-nodes",
                "-keyout", str(key_file), "-out", str(request), "-subj", subject)
        index = self.dir / f"{name}.index"
        index.write_text("")
        config.write_text(f"[ca]\ndefault_ca=d\n[d]\ndatabase={index}\nserial={self.dir}/serial\n"
                          f"new_certs_dir={self.dir}\npolicy=p\nunique_subject=no\n"
                          "[p]\ncommonName=optional\n[e]\n"
                          + (extensions or "subjectAltName=DNS:capulet.example\n"
                             "extendedKeyUsage=serverAuth\n"))
        (self.dir / "serial").write_text("%04X" % (abs(hash(name)) % 60000 + 16))
        openssl("ca", "-batch", "-config", str(config), "-extensions", "e", "-in", str(request),
                "-out", str(certificate), "-cert", str(self.authority.ca), "-keyfile",
                str(self.authority.dir / "ca.key"), "-md", digest, "-startdate", dates[0],
                "-enddate", dates[1], "-notext")
        return certificate, key_file


@pytest.fixture
def odd(authority, tmp_path):
    return Odd(authority, tmp_path)


SAN = "subjectAltName=DNS:{}\nextendedKeyUsage=serverAuth\n"
REFUSED = {
    "A06 no name but the common one": dict(extensions="extendedKeyUsage=serverAuth\n"),
    "A06 wildcard for the domain itself": dict(extensions=SAN.format("*.capulet.example")),
    "A06 wildcard inside a label": dict(extensions=SAN.format("cap*let.example")),
    "A06 wildcard of everything": dict(extensions=SAN.format("*.example")),
    "A07 expired": dict(dates=("20200101000000Z", "20210101000000Z")),
    "A07 not yet valid": dict(dates=("20980101000000Z", "20990101000000Z")),
    "A07 wrong use": dict(extensions="subjectAltName=DNS:capulet.example\n"
                                     "extendedKeyUsage=codeSigning\n"),
    "A07 sha1": dict(digest="sha1"),
    "A07 short key": dict(key=("rsa:1024",)),
}


@pytest.mark.parametrize("how", REFUSED.values(), ids=REFUSED.keys())
def test_a_certificate_that_is_not_sound_is_refused(scripted, start, odd, how):
    pair = odd.make("x", **how)
    server = scripted(lambda c: c.online() or c.stay(), pair=pair)
    client = start(cols=160)
    client.wait_text("certificate of capulet.example is not trusted", "SHA-256")
    assert "<auth" not in server.seen


def test_A07_the_reason_stands_in_the_sentence(scripted, start, odd):
    scripted(lambda c: c.online() or c.stay(), pair=odd.make("x", **REFUSED["A07 expired"]))
    client = start(cols=160)
    client.wait_text("not trusted", "expired")
    client.enter("/tls cert")
    client.wait_text("2021")


def test_A09_old_versions_of_tls_are_refused(scripted, start):
    server = scripted(lambda c: c.online() or c.stay())
    server.context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    server.context.options |= ssl.OP_NO_TLSv1_2 | ssl.OP_NO_TLSv1_3
    client = start(cols=120)
    client.wait_text("no secure connection could be agreed on")
    assert "<auth" not in server.seen


def test_A24_a_key_that_changes_while_connected_stops_and_keeps_what_waits(
        scripted, start, tmp_path):
    other = Authority(tmp_path / "other")
    server = scripted(lambda c: c.online() or c.stay())
    client = start(cols=120)
    client.wait_text("Connected as")
    before = server.seen.count("<auth")
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(*map(str, other.certificate("capulet.example")))
    server.connections[-1].sock.close()
    client.wait_text("certificate of capulet.example is not trusted")
    client.enter("/query romeo@montague.example")
    client.enter("kept")
    client.wait_row("kept +…")
    assert server.seen.count("<auth") == before


def plus(connection, wrong=False):
    """SCRAM-SHA-256-PLUS over the certificate's hash (RFC 5929, XEP-0440)."""
    connection.start_tls()
    connection.offer("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", more=(
        "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>"
        "<channel-binding type='tls-server-end-point'/></sasl-channel-binding>"))
    final = connection.scram()
    data = base64.b64decode(final.split("c=")[1].split(",")[0])
    connection.server.bindings.append(data)


def test_A17_the_certificate_is_bound_where_the_server_can(scripted, start, certificate):
    def script(connection):
        plus(connection)
        connection.bind(sm=False)
        connection.roster()
        connection.stay()
    server = scripted(script)
    server.bindings = []
    start().wait_text("Connected as")
    der = openssl("x509", "-in", str(certificate[0]), "-outform", "DER").stdout
    assert server.bindings == [b"p=tls-server-end-point,," + hashlib.sha256(der).digest()]
    assert "SCRAM-SHA-256-PLUS" in server.seen


def test_A17_without_offer_it_says_that_it_could_have(scripted, start):
    """y,, or n,,: a server that had offered more notices that its list was changed."""
    def script(connection):
        connection.start_tls()
        connection.offer("SCRAM-SHA-256")
        final = connection.scram()
        connection.server.bindings.append(base64.b64decode(final.split("c=")[1].split(",")[0]))
        connection.bind(sm=False)
        connection.roster()
        connection.stay()
    server = scripted(script)
    server.bindings = []
    start().wait_text("Connected as")
    assert server.bindings == [b"y,,"]


def test_login_by_certificate(home, authority, start, certificate, scripted, odd):
    pair = odd.make("juliet", subject="/CN=juliet",
                    extensions="subjectAltName=email:juliet@capulet.example\n"
                               "extendedKeyUsage=clientAuth\n")
    both = odd.dir / "juliet.pem"
    both.write_text(pair[0].read_text() + pair[1].read_text())
    both.chmod(0o600)
    seen = []

    def script(connection):
        connection.start_tls()
        seen.append(connection.sock.getpeercert())
        connection.offer("EXTERNAL", "SCRAM-SHA-256")
        mechanism, text = connection.auth()
        seen.append((mechanism, text))
        connection.success()
        connection.bind(sm=False)
        connection.roster()
        connection.stay()
    server = scripted(script, password=None, client_certificate=both)
    server.context.verify_mode = ssl.CERT_REQUIRED
    server.context.load_verify_locations(str(authority.ca))
    start(cols=120).wait_text("Connected as juliet@capulet.example")
    assert seen[1][0] == "EXTERNAL"
    assert any("juliet" in str(part) for part in seen[0]["subject"])


def test_a_pin_holds_over_restarts_and_is_forgotten_on_demand(scripted, start, tmp_path):
    pair = Authority(tmp_path / "other").certificate("capulet.example", signed=False)
    scripted(lambda c: c.online() or c.stay(), pair=pair)
    client = start(cols=120)
    client.wait_text("/tls trust")
    client.enter("/tls trust")
    client.wait_text("Connected as")
    client.quit()
    again = start(cols=120)
    again.wait_text("Connected as")
    again.quit()


def test_a_real_server_with_a_certificate_of_its_own(loop, tmp_path, home, start):
    """Prosody, self-signed: refused, trusted by hand, connected."""
    authority = Authority(tmp_path / "certs")
    host = Host("capulet.example", tmp_path, authority, signed=False)
    host.write_config([host])
    host.start()
    try:
        host.add_user("juliet")
        home.add_account("juliet@capulet.example", host.c2s)
        client = start(cols=120)
        client.wait_text("certificate of capulet.example is not trusted", "/tls trust")
        client.enter("/tls trust")
        client.wait_text("Connected as juliet@capulet.example")
        client.quit()
    finally:
        host.stop()
