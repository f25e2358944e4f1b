"""conftest.py: what the end-to-end tests share: two federated servers, people, clients."""
import itertools
import pathlib
import shutil
import tempfile

import pytest

from causerie_bed.client import Client, Home
from causerie_bed.peer import Loop, Peer
from causerie_bed.prosody import Authority, Verona
from causerie_bed.proxy import Proxy
from causerie_bed.scripted import Scripted

numbers = itertools.count(1)


@pytest.fixture(scope="session")
def loop():
    loop = Loop()
    yield loop
    loop.stop()


@pytest.fixture(scope="session")
def verona():
    """capulet.example (juliet, nurse) and montague.example (romeo, benvolio)."""
    directory = tempfile.mkdtemp(prefix="causerie-verona.")
    verona = Verona(directory)
    verona.capulet.add_user("nurse")
    verona.montague.add_user("benvolio")
    yield verona
    verona.remove()


@pytest.fixture
def home():
    home = Home()
    yield home
    home.remove()


@pytest.fixture
def start(home):
    """start(*arguments, ...): the client in a pty."""
    clients = []

    def start(*arguments, **options):
        clients.append(Client(options.pop("home", home), *arguments, **options))
        return clients[-1]
    yield start
    for client in clients:
        client.close()


@pytest.fixture
def person(verona):
    """person(name): a fresh account at capulet.example; its address."""
    def person(name, host=None):
        host = host or verona.capulet
        host.add_user(name)
        return f"{name}@{host.domain}"
    return person


@pytest.fixture
def peer(loop, verona):
    """peer(address): somebody else, online."""
    peers = []

    def peer(address, **options):
        host = verona.hosts[address.split("@")[1].split("/")[0]]
        peers.append(Peer(loop, address, host.c2s, verona.ca, **options))
        return peers[-1]
    yield peer
    for one in peers:
        one.close()


@pytest.fixture
def proxy(loop):
    """proxy(port): a connection with faults, to PORT."""
    proxies = []

    def proxy(port):
        proxies.append(Proxy(loop, port))
        return proxies[-1]
    yield proxy
    for one in proxies:
        one.close()


@pytest.fixture(scope="session")
def authority():
    directory = tempfile.mkdtemp(prefix="causerie-ca.")
    yield Authority(pathlib.Path(directory))
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def certificate(authority):
    """Certificate and key of capulet.example."""
    return authority.certificate("capulet.example")


@pytest.fixture
def scripted(home, authority, certificate):
    """scripted(script): a server for juliet@capulet.example, and her account for it."""
    servers = []

    def scripted(script, **account):
        pair = account.pop("pair", certificate)
        servers.append(Scripted(script, *pair))
        home.add_account("juliet@capulet.example", servers[-1].port, authority.ca, **account)
        return servers[-1]
    yield scripted
    for server in servers:
        server.close()


def fresh_name(name):
    """NAME with a number that no earlier test has used."""
    return f"{name}{next(numbers)}"


@pytest.fixture
def juliet(home, verona, start):
    """Juliet's client, connected; her account is fresh for each test."""
    name = fresh_name("juliet")
    verona.capulet.add_user(name)
    home.add_account(f"{name}@capulet.example", verona.capulet.c2s, verona.ca, name="juliet")
    client = start()
    client.address = f"{name}@capulet.example"
    client.wait_text("Connected as")
    return client


@pytest.fixture
def romeo(peer, verona):
    """Romeo on the other server, fresh for each test."""
    name = fresh_name("romeo")
    verona.montague.add_user(name)
    return peer(f"{name}@montague.example")


def befriend(client, peer):
    """Each in the other's list, each seeing the other."""
    client.enter(f"/add {peer.address}")
    client.wait_text("Asked")
    peer.wait(lambda: [p for p in peer.presences if p["type"] == "subscribed"], "a subscription")
    client.wait_row(r"^ *[ >][+] " + peer.address.split("@")[0])
    peer.wait(lambda: [p for p in peer.presences if p["from"].bare == client.address
                       and p["type"] == "available"], "their presence")
