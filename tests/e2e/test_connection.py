"""Logging in, against servers that are wrong, slow or hostile: a sentence that helps, and
nothing that should not leave us. The letters are those of the catalogue of cases."""
import re
import time

import pytest

PLAIN = r"<auth[^>]*mechanism=['\"]PLAIN"


def silent(connection):
    connection.stay()


def after(*steps):
    """A script that does STEPS, then says nothing more."""
    def script(connection):
        for step in steps:
            step(connection)
        connection.stay()
    return script


def features(connection):
    connection.open("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>")


def proceed(connection):
    connection.expect("<starttls[^>]*>")
    connection.send("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")


def secure(connection):
    connection.start_tls()


def mechanisms(connection):
    connection.offer("SCRAM-SHA-256")


def challenge(connection):
    _, first = connection.auth()
    nonce = re.search("r=([^,]*)", first)[1]
    connection.challenge(f"r={nonce}xyz,s=MDEyMw==,i=4096")


SILENCES = {"after the connection": (), "after the features": (features,),
            "in the handshake": (features, proceed), "after the handshake": (secure,),
            "after the mechanisms": (secure, mechanisms),
            "after the challenge": (secure, mechanisms, challenge)}


@pytest.mark.parametrize("steps", SILENCES.values(), ids=SILENCES.keys())
def test_A03_A04_a_silent_server_leaves_typing_alive(scripted, start, steps):
    server = scripted(after(*steps))
    client = start()
    server.wait_connections(1)
    client.type("still here")
    client.wait_row("home> still here")
    client.keys("C-u")
    client.enter("/help connect")
    client.wait_text("Help: connect", "log in")


def test_A03_a_silent_server_times_out(scripted, start):
    server = scripted(after(features, proceed))
    client = start()
    server.wait_connections(1)
    client.wait_text("Reconnecting in", "timed out", "/reconnect", limit=60)


def test_A01_no_encryption_offered_is_no_login(scripted, start):
    server = scripted(lambda c: (c.offer("PLAIN"), c.stay()))
    client = start()
    client.wait_text("no encryption")
    assert "<auth" not in server.seen


def test_A02_plaintext_after_proceed_is_not_acted_on(scripted, start):
    def script(connection):
        features(connection)
        connection.expect("<starttls[^>]*>")
        connection.send("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
                        "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                        "<mechanism>PLAIN</mechanism></mechanisms></stream:features>")
        connection.stay()
    server = scripted(script)
    client = start()
    client.wait(lambda s: "Reconnecting in" in s or "cannot reach" in s, "a refusal", 60)
    assert not re.search(PLAIN, server.seen)


def test_A05_a_self_signed_certificate_is_refused_and_can_be_pinned(
        scripted, start, tmp_path, home):
    from causerie_bed.prosody import Authority
    pair = Authority(tmp_path / "other").certificate("capulet.example", signed=False)
    server = scripted(lambda c: c.online() or c.stay(), pair=pair)
    client = start(cols=120)
    screen = client.wait_text("certificate of capulet.example is not trusted", "/tls trust")
    fingerprint = re.search(r"SHA-256[^0-9A-F]*([0-9A-F:]{20,})", screen.text, re.I)
    assert fingerprint
    assert "<auth" not in server.seen
    client.enter("/tls trust")
    client.wait_text("Connected as juliet@capulet.example")


def test_A06_a_certificate_of_another_name_is_refused(scripted, start, authority):
    server = scripted(lambda c: c.online() or c.stay(),
                      pair=authority.certificate("evil.example"))
    client = start(cols=120)
    client.wait_text("certificate of capulet.example is not trusted")
    assert "<auth" not in server.seen


def test_A08_a_changed_key_is_shown_before_login(scripted, start, authority, tmp_path):
    from causerie_bed.prosody import Authority
    other = Authority(tmp_path / "other")
    pair = other.certificate("capulet.example", signed=False)
    server = scripted(lambda c: c.online() or c.stay(), pair=pair)
    client = start(cols=120)
    client.wait_text("/tls trust")
    client.enter("/tls trust")
    client.wait_text("Connected as")
    second = other.certificate("capulet.example", signed=False)
    server.context.load_cert_chain(str(second[0]), str(second[1]))
    before = server.seen.count("<auth")
    server.connections[-1].sock.close()
    client.enter("/reconnect")
    client.wait_text("not trusted")
    assert server.seen.count("<auth") == before


def test_A11_plain_is_refused_after_scram_has_worked(scripted, start):
    turn = []

    def script(connection):
        turn.append(1)
        if len(turn) == 1:
            connection.online()
            connection.expect("</stream:stream>|<presence[^>]*unavailable")
            return
        connection.start_tls()
        connection.offer("PLAIN")
        connection.stay()
    server = scripted(script)
    client = start(cols=120)
    client.wait_text("Connected as")
    client.enter("/disconnect")
    client.wait_text("offline")
    client.enter("/connect")
    client.wait_row("cannot log in as juliet@capulet.example")
    assert not re.search(PLAIN, server.seen)


def test_plain_works_where_there_is_nothing_else(scripted, start):
    def script(connection):
        connection.start_tls()
        connection.offer("PLAIN")
        mechanism, text = connection.auth()
        assert mechanism == "PLAIN" and text == "\0juliet\0secret"
        connection.success()
        connection.bind(sm=False)
        connection.roster()
        connection.stay()
    scripted(script)
    start().wait_text("Connected as juliet@capulet.example")


LIES = {"A13_nonce_not_ours": dict(first="r=other,s={salt},i={i}"),
        "A14_no_proof": dict(final=None), "A14_wrong_proof": dict(final="v=AAAA"),
        "A15_too_few_rounds": dict(i=1), "A15_too_many_rounds": dict(i=2147483647),
        "A15_negative_rounds": dict(i=-1), "A15_no_number": dict(i="abc"),
        "A16_bad_base64": dict(first="r={nonce}{more},s=!!!,i={i}")}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_server_that_cannot_prove_itself_gets_no_login(scripted, start, lie):
    def script(connection):
        connection.start_tls()
        connection.offer("SCRAM-SHA-256")
        connection.scram(**lie)
        connection.stay()
    server = scripted(script)
    client = start(cols=120)
    client.wait_row("cannot log in as juliet@capulet.example")
    assert "jabber:iq:roster" not in server.seen and "xmpp-bind" not in server.seen


def test_A14_success_before_any_challenge_is_refused(scripted, start):
    def script(connection):
        connection.start_tls()
        connection.offer("SCRAM-SHA-256")
        connection.auth()
        connection.success()
        connection.stay()
    server = scripted(script)
    start(cols=120).wait_row("cannot log in as juliet@capulet.example")
    assert "xmpp-bind" not in server.seen


@pytest.mark.parametrize("size", [1, 124, 125, 4096])
def test_A16_salt_of_any_length_does_no_harm(scripted, start, size):
    def script(connection):
        connection.start_tls()
        connection.offer("SCRAM-SHA-256")
        connection.scram(salt=b"s" * size)
        connection.bind(sm=False)
        connection.roster()
        connection.stay()
    scripted(script)
    client = start(cols=120)
    client.wait(lambda s: "Connected as" in s or "cannot log in" in s, "an answer")


@pytest.mark.parametrize("name", ["DIGEST-MD5", "CRAM-MD5", "X-OAUTH2", "EXTERNAL", "ANONYMOUS"])
def test_A18_other_mechanisms_are_not_tried(scripted, start, name):
    def script(connection):
        connection.start_tls()
        connection.offer(name)
        connection.stay()
    server = scripted(script)
    start(cols=120).wait_row("cannot log in as juliet@capulet.example")
    assert "<auth" not in server.seen


def test_A19_a_wrong_password_is_tried_once_and_told_in_words(scripted, start):
    def script(connection):
        connection.start_tls()
        connection.offer("SCRAM-SHA-256")
        connection.auth()
        connection.send("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/>"
                        "<text>&#9;evil\u202etext\u009b31m</text></failure>")
        connection.stay()
    server = scripted(script)
    client = start(cols=120)
    client.wait_text("wrong password for juliet@capulet.example")
    assert server.seen.count("<auth") == 1
    assert "\u202e".encode() not in client.written and "\u009b".encode() not in client.written


def test_A20_see_other_host_is_followed_only_so_far(scripted, start):
    def script(connection):
        connection.start_tls()
        connection.expect("<stream:stream[^>]*>")
        connection.send("<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' "
                        "xmlns:stream='http://etherx.jabber.org/streams' id='s1' "
                        "from='capulet.example'><stream:error><see-other-host "
                        "xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
                        f"127.0.0.1:{server.port}</see-other-host></stream:error></stream:stream>")
    server = scripted(script)
    client = start(cols=120)
    client.wait(lambda s: "Reconnecting in" in s or "another" in s.text.lower(), "an end")
    assert 2 <= len(server.connections) <= 4


def test_A23_a_captive_portal_gets_nothing(scripted, start):
    def script(connection):
        connection.expect("<stream:stream[^>]*>")
        connection.send("HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n")
        connection.stay()
    server = scripted(script)
    client = start(cols=120)
    client.wait_text("Reconnecting in")
    assert "<auth" not in server.seen


def test_a_server_that_is_not_there_is_told(home, start, authority):
    home.add_account("juliet@capulet.example", 9, authority.ca)
    client = start(cols=120)
    client.wait_text("cannot reach capulet.example", "Reconnecting in")


def test_a_domain_that_does_not_exist_is_told(home, start):
    home.write_config("accounts", "[j]\naddress=juliet@nowhere.invalid\npassword=x\n")
    client = start(cols=120)
    client.wait(lambda s: "nowhere.invalid does not exist" in s
                or "cannot reach nowhere.invalid" in s, "the reason")


def test_direct_tls_works(home, verona, start, person):
    address = person("direct")
    home.add_account(address, verona.capulet.tls, verona.ca, security="direct")
    start().wait_text(f"Connected as {address}")


def test_the_stream_is_resumed_after_a_cut(home, verona, start, person, proxy, romeo):
    address = person("resumer")
    line = proxy(verona.capulet.c2s)
    home.add_account(address, line.port, verona.ca)
    client = start()
    client.wait_text("Connected as")
    client.enter(f"/query {romeo.address}")
    client.enter("one")
    romeo.wait_body("one")
    line.cut()
    line.refuse = True
    client.wait_text("Reconnecting in")
    client.enter("two")
    client.wait_row("two +…")
    romeo.say(address, "three")
    line.refuse = False
    client.enter("/reconnect")
    romeo.wait_body("two")
    client.wait_row("two +✓")
    client.wait_text("three")
    assert romeo.bodies() == ["one", "two"]
    assert client.screen.count("three") == 1


def test_a_stalled_line_is_noticed_and_told(home, verona, start, person, proxy, romeo):
    address = person("stalled")
    line = proxy(verona.capulet.c2s)
    home.add_account(address, line.port, verona.ca)
    client = start()
    client.wait_text("Connected as")
    client.enter(f"/query {romeo.address}")
    client.enter("one")
    client.wait_row("one +✓")
    line.stall()
    client.enter("into the void")
    client.wait_text("Reconnecting", limit=90)
    line.cut()
    line.resume()
    client.enter("/reconnect")
    romeo.wait_body("into the void")
    client.wait_row("into the void +✓")
    assert romeo.bodies().count("into the void") == 1


def test_B21_bytes_one_by_one_are_the_same(home, verona, start, person, proxy, romeo):
    address = person("sliced")
    line = proxy(verona.capulet.c2s)
    line.slice["down"] = 1
    home.add_account(address, line.port, verona.ca)
    client = start()
    client.wait_text("Connected as")
    romeo.say(address, "byte by byte")
    client.wait_row("Act: 2:1")
    client.keys("M-a")
    client.wait_text("byte by byte")


def test_the_screen_shows_in_no_time_that_a_key_was_pressed(scripted, start):
    """No figure: only that the echo does not wait for the server."""
    server = scripted(silent)
    client = start()
    server.wait_connections(1)
    before = time.monotonic()
    client.type("x")
    client.wait_row("home> x")
    assert time.monotonic() - before < 10
