"""What a server or a stranger may send once we are online: nothing of it may cost more than a line."""
import pytest

BOSS = "boss@capulet.example"
ITEMS = (f"<item jid='{BOSS}' name='Boss' subscription='both'/>"
         "<item jid='mallory@evil.example' name='Mallory' subscription='both'/>")


def online_then(*parts, after=None):
    """A server that lets us in, sends PARTS, then answers what is asked."""
    def script(connection):
        connection.online(ITEMS)
        for part in parts:
            connection.send(part)
        if after is not None:
            after(connection)
        connection.stay()
    return script


def message(sender, body, attributes=""):
    return (f"<message from='{sender}' to='juliet@capulet.example' type='chat' {attributes}>"
            f"<body>{body}</body></message>")


LAST = message("mallory@evil.example/e", "the last one")


def see_last(client):
    """Until what was sent last is there; opens the chat."""
    client.wait_text("Connected as")
    client.wait_row(r"Mallory")
    client.enter("/query mallory@evil.example")
    return client.wait_text("the last one")


FORGED = {
    "prefixed after": "from='mallory@evil.example/e' e:from='boss@capulet.example/d'",
    "prefixed before": "e:from='boss@capulet.example/d' from='mallory@evil.example/e'",
}


@pytest.mark.parametrize("attributes", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("uri", ["urn:e", "jabber:client"])
def test_B01_a_prefixed_attribute_changes_no_author(scripted, start, attributes, uri):
    scripted(online_then(
        f"<message xmlns:e='{uri}' {attributes} e:type='groupchat' e:id='x' e:to='y' "
        "to='juliet@capulet.example' type='chat'><body>pay at once</body></message>" + LAST))
    client = start(cols=100)
    screen = see_last(client)
    assert "pay at once" in screen
    client.enter(f"/query {BOSS}")
    client.wait_prompt("Boss")
    assert "pay at once" not in client.screen


def test_B02_a_forged_roster_push_is_refused(scripted, start):
    seen = []

    def after(connection):
        found = connection.expect(r"<iq[^>]*id=['\"]f1['\"].*?</iq>")
        seen.append(found[0])
    scripted(online_then(
        "<iq xmlns:e='urn:e' type='set' id='f1' from='mallory@evil.example/e' "
        "e:from='juliet@capulet.example'><query xmlns='jabber:iq:roster'>"
        "<item jid='x@y.example' name='Mum' subscription='both'/></query></iq>" + LAST,
        after=after))
    client = start(cols=100)
    see_last(client)
    assert "Mum" not in client.screen
    client.wait(lambda s: seen, "an answer")
    assert "error" in seen[0]


def test_B03_a_body_of_another_namespace_is_none(scripted, start):
    scripted(online_then(
        "<message from='mallory@evil.example/e' type='chat'><body xmlns='urn:evil'>x1</body>"
        "</message><message from='mallory@evil.example/e' type='chat'>"
        "<body xmlns='urn:evil'>x2</body><body>real</body></message>" + LAST))
    screen = see_last(start(cols=100))
    assert "real" in screen and "x1" not in screen and "x2" not in screen


BIG = {
    "B10 deep": "<message from='mallory@evil.example/e'>" + "<a>" * 35000 + "</a>" * 35000
                + "</message>",
    "B11 wide": "<message from='mallory@evil.example/e'>" + "<a/>" * 60000 + "</message>",
    "B12 attributes": "<message from='mallory@evil.example/e' "
                      + " ".join(f"a{i}='1'" for i in range(1000)) + "><body>many</body></message>",
    "B12 attribute": "<message from='mallory@evil.example/e' a='" + "x" * 500000
                     + "'><body>long</body></message>",
    "B13 newlines": message("mallory@evil.example/e", "\n" * 250000),
    "B13 entities": message("mallory@evil.example/e", "&lt;" * 125000),
    "B13 marks": message("mallory@evil.example/e", "&#x301;" * 50000),
    "I08 one line": message("mallory@evil.example/e", "W" * 400000),
}


@pytest.mark.parametrize("stanza", BIG.values(), ids=BIG.keys())
def test_a_monstrous_stanza_costs_nothing_but_itself(scripted, start, stanza):
    scripted(online_then(stanza, LAST))
    client = start(cols=100)
    see_last(client)
    client.type("alive")
    client.wait_row("> alive")


def test_B14_a_stanza_without_end_is_cut(scripted, start):
    cut = []

    def script(connection):
        connection.online(ITEMS)
        connection.send("<message from='mallory@evil.example/e'><body>")
        sent = 0
        try:
            while sent < 200 * 1024 * 1024:
                connection.send("x" * 65536)
                sent += 65536
        finally:
            cut.append(sent)
    server = scripted(script)
    client = start(cols=100)
    client.wait_text("Connected as")
    client.wait(lambda s: cut, "the end of the connection")
    assert cut[0] < 100 * 1024 * 1024
    server.script = online_then(LAST)
    client.enter("/reconnect")
    see_last(client)


MALFORMED = {
    "B15 doctype": "<!DOCTYPE x [<!ENTITY a 'b'>]>", "B16 comment": "<!-- x -->",
    "B16 instruction": "<?php x?>", "B17 utf8": b"<message>\xff\xfe</message>",
    "B17 overlong": b"<message>\xc0\xaf</message>", "B17 surrogate": b"<message>\xed\xa0\x80</message>",
    "B17 nul": b"<message>\0</message>", "B17 control": "<message>&#x1f;</message>",
    "B17 not a character": b"<message>\xef\xbf\xbe</message>",
    "B19 namespace": "<message xmlns='a&#31;b'/>", "B05 prefix": "<x:message/>",
    "B17 crossed": "<message><body></message></body>",
}


@pytest.mark.parametrize("bytes_", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_stream_that_is_no_xml_ends_and_is_made_anew(scripted, start, bytes_):
    turns = []

    def script(connection):
        turns.append(1)
        if len(turns) == 1:
            connection.online(ITEMS)
            connection.send(bytes_)
            connection.stay()
        else:
            online_then(LAST)(connection)
    server = scripted(script)
    client = start(cols=100)
    server.wait_connections(2)
    see_last(client)


STREAM_ERRORS = {
    "empty": "<stream:error/>",
    "unknown": "<stream:error><x xmlns='urn:x'/></stream:error>",
    "long": "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
            "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" + "long " * 40000
            + "</text></stream:error>",
    "twice": "<stream:error/><stream:error/>",
}


@pytest.mark.parametrize("error", STREAM_ERRORS.values(), ids=STREAM_ERRORS.keys())
@pytest.mark.parametrize("when", ["before TLS", "before login", "online"])
def test_B23_a_stream_error_is_a_reconnect_with_a_reason(scripted, start, error, when):
    def script(connection):
        if len(connection.server.connections) > 1:
            return online_then(LAST)(connection)
        if when == "before TLS":
            connection.open("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
        elif when == "before login":
            connection.start_tls()
            connection.offer("SCRAM-SHA-256")
        else:
            connection.online(ITEMS)
        connection.send(error)
        connection.send("</stream:stream>")
        return connection.stay()
    server = scripted(script)
    client = start(cols=100)
    client.wait(lambda s: "Reconnecting" in s or len(server.connections) > 1, "the end")
    client.enter("/reconnect")
    see_last(client)


ACKS = {
    "B25 impossible": "<a xmlns='urn:xmpp:sm:3' h='4294967295'/>",
    "B25 not a number": "<a xmlns='urn:xmpp:sm:3' h='x'/>",
    "B25 nothing": "<a xmlns='urn:xmpp:sm:3'/>",
    "B26 resumed": "<resumed xmlns='urn:xmpp:sm:3' previd='other' h='0'/>",
    "B26 failed": "<failed xmlns='urn:xmpp:sm:3' h='3'/>",
    "B26 enabled": "<enabled xmlns='urn:xmpp:sm:3'/>",
    "B25 requests": "<r xmlns='urn:xmpp:sm:3'/>" * 20000,
}


@pytest.mark.parametrize("bytes_", ACKS.values(), ids=ACKS.keys())
def test_wrong_acknowledgements_do_no_harm(scripted, start, bytes_):
    def script(connection):
        connection.online(ITEMS)
        if len(connection.server.connections) == 1:
            connection.send(bytes_)
        connection.send(LAST)
        connection.stay()
    scripted(script)
    client = start(cols=100)
    client.wait_text("Connected as")
    client.wait(lambda s: "Mallory" in s, "the list")
    if "Reconnecting" in client.screen:
        client.enter("/reconnect")
    see_last(client)


def test_C03_a_roster_of_ten_thousand(scripted, start):
    many = "".join(f"<item jid='c{i}@capulet.example' name='Contact {i}' subscription='both'/>"
                   for i in range(10000))

    def script(connection):
        connection.online(many)
        connection.stay()
    scripted(script)
    client = start(cols=120)
    client.wait_row(r"CONTACTS 0/10000")


def test_C05_a_thousand_requests_are_one_list(scripted, start):
    scripted(online_then("".join(
        f"<presence from='s{i}@evil.example' to='juliet@capulet.example' type='subscribe'/>"
        for i in range(1000)), LAST))
    client = start(cols=100)
    screen = client.wait_text("wants to add you", "more")
    assert screen.count("wants to add you") < 20
    assert client.terminal.screen().bells <= 1
    see_last(client)


def test_K03_a_flood_of_presence_leaves_keys_alive(scripted, start):
    flood = "".join(f"<presence from='{BOSS}/r{i % 5}'><status>s{i}</status></presence>"
                    for i in range(2000))

    def script(connection):
        connection.online(ITEMS)
        for _ in range(10):
            connection.send(flood)
        connection.send(LAST)
        connection.stay()
    scripted(script)
    client = start(cols=100)
    client.wait_text("Connected as")
    for letter in "typing goes on":
        client.type(letter)
    client.wait_row("typing goes on")
    client.keys("C-u")
    see_last(client)


def test_K06_many_strangers_steal_no_window(scripted, start):
    scripted(online_then("".join(message(f"s{i}@evil.example/x", f"spam {i}")
                                 for i in range(1000)), LAST))
    client = start(cols=100)
    client.wait_text("Connected as")
    client.type("my text")
    client.wait_row("home> my text")
    client.keys("C-u")
    client.wait_text("1001 chats")
    client.enter("/query mallory@evil.example")
    client.wait_text("the last one")


HOSTILE = "".join(chr(c) for c in range(0x80, 0xA0)) + "\u202e\u2066\u200b\ufeff\u2028%n%s\u2069"


def test_I01_I04_I11_no_byte_of_others_drives_the_terminal(scripted, start):
    evil = HOSTILE.replace("%", "%")
    stranger = "eve@evil.example"
    parts = (
        f"<message from='mallory@evil.example/{HOSTILE[:0]}r' type='chat'><subject>{evil}</subject>"
        f"<body>body {evil}</body><nick "
        f"xmlns='http://jabber.org/protocol/nick'>{evil}boss</nick></message>"
        "<message from='mallory@evil.example/r' type='chat'><body>x&#13;12:00 boss: pay</body>"
        "</message>"
        f"<presence from='mallory@evil.example/r'><show>away</show><status>{evil}</status></presence>"
        f"<presence from='{stranger}' type='subscribe'><status>{evil}</status>"
        f"<nick xmlns='http://jabber.org/protocol/nick'>{evil}</nick></presence>"
        f"<message from='mallory@evil.example/r' type='error' id='zz'><error type='cancel'>"
        f"<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>{evil}</text></error></message>"
        f"<iq type='set' id='p1' from='juliet@capulet.example'><query xmlns='jabber:iq:roster'>"
        f"<item jid='friend@capulet.example' name='N{evil}' subscription='both'>"
        f"<group>G{evil}</group></item></query></iq>" + LAST)
    scripted(online_then(parts))
    client = start(cols=110)
    row = next(r for r in see_last(client).lines if "boss: pay" in r)
    assert not row.split("│")[-1].lstrip().startswith("12:00 boss")
    client.enter("/whois mallory@evil.example")
    client.enter("/roster")
    client.keys("C-g", "M-1")
    client.wait_text("wants to add you")
    text = bytes(client.written).decode(errors="strict")
    for char in HOSTILE.replace("%n%s", ""):
        assert char not in text, f"U+{ord(char):04X} reached the terminal"
