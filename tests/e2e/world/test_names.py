"""Finding the server: SRV records of both kinds, what fails, what is slow, what is too much."""
import socket

import pytest


@pytest.fixture
def account(home):
    def account(domain="capulet.example", **keys):
        lines = "".join(f"{k}={v}\n" for k, v in keys.items())
        home.write_config("accounts", f"[juliet]\naddress=juliet@{domain}\npassword=secret\n{lines}")
    return account


def test_the_server_is_found_by_its_service_record(names, account, start, trusting):
    account()
    start(environment=trusting).wait_text("Connected as juliet@capulet.example")
    assert ("_xmpp-client._tcp.capulet.example", 33) in names.asked
    assert ("_xmpps-client._tcp.capulet.example", 33) in names.asked


def test_direct_tls_is_used_where_it_is_announced(names, account, start, trusting):
    names.service("xmpp-client", "capulet.example", (0, 0, 9, "xmpp.capulet.example"))
    names.service("xmpps-client", "capulet.example", (1, 0, 5223, "xmpp.capulet.example"))
    account()
    start(environment=trusting).wait_text("Connected as juliet@capulet.example")


def test_without_a_record_the_domain_itself_is_tried(names, account, start, trusting):
    names.clear()
    names.address("capulet.example", "127.0.0.1")
    account()
    start(environment=trusting).wait_text("Connected as juliet@capulet.example")


def test_A21_a_dot_says_that_there_is_no_such_service(names, account, start, trusting):
    names.clear()
    names.address("capulet.example", "127.0.0.1")
    names.service("xmpp-client", "capulet.example", (0, 0, 0, "."))
    names.service("xmpps-client", "capulet.example", (0, 0, 0, "."))
    account()
    client = start(cols=120, environment=trusting)
    client.wait(lambda s: "has no service for chat" in s,
                "that there is no service")


def test_A21_a_name_that_does_not_exist(names, account, start, trusting):
    account("nowhere.example")
    start(cols=120, environment=trusting).wait_text("nowhere.example does not exist")


def test_A21_a_name_server_that_fails_is_told_apart(names, account, start, trusting):
    for name, kind in (("_xmpp-client._tcp.broken.example", 33),
                       ("_xmpps-client._tcp.broken.example", 33),
                       ("broken.example", 1), ("broken.example", 28)):
        names.fail(name, kind, 2)
    account("broken.example")
    client = start(cols=120, environment=trusting)
    client.wait_text("cannot reach broken.example")
    assert "does not exist" not in client.screen


def test_A21_a_thousand_targets_are_not_all_tried(names, account, start, trusting):
    names.clear()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    names.service("xmpp-client", "many.example",
                  *((i, 0, port, "xmpp.many.example") for i in range(1000)))
    names.address("xmpp.many.example", "127.0.0.1")
    account("many.example")
    client = start(cols=120, environment=trusting)
    client.wait_text("cannot reach many.example", "Reconnecting in")


def test_A21_a_slow_name_server_leaves_typing_alive(names, account, start, trusting):
    names.delay = 3
    account()
    client = start(environment=trusting)
    client.wait_prompt("home>")
    client.type("still here")
    client.wait_row("home> still here")
    names.delay = 0
    client.wait_text("Connected as")


def test_A22_a_dead_ipv6_address_costs_nothing(names, account, start, trusting):
    names.clear()
    names.service("xmpp-client", "capulet.example", (0, 0, 5222, "both.capulet.example"))
    # 240.0.0.0/4 and 100::/64 lead nowhere: without a route the attempt fails at once, which is
    # the case here; a listener whose backlog is full never answers.
    with socket.socket(socket.AF_INET6) as full:
        full.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        full.bind(("::1", 5222))
        full.listen(0)
        waiting = []
        for _ in range(4):
            sock = socket.socket(socket.AF_INET6)
            sock.setblocking(False)
            sock.connect_ex(("::1", 5222))
            waiting.append(sock)
        names.address("both.capulet.example", "::1", "127.0.0.1")
        account()
        start(environment=trusting).wait_text("Connected as juliet@capulet.example")
        for sock in waiting:
            sock.close()


def test_M08_without_a_network_the_chats_open(home, account, start, zone, server):
    zone.clear()
    zone.delay = 60
    account()
    client = start()
    client.wait_prompt("home>")
    client.enter("/query romeo@montague.example")
    client.wait_prompt("romeo")
    zone.delay = 0
