"""conftest.py: one server at the standard ports, found by DNS, with a certificate that is valid."""
import os
import shutil
import tempfile

import pytest

from causerie_bed import world
from causerie_bed.prosody import Authority, Host


@pytest.fixture(scope="session")
def zone():
    return world.enter()


@pytest.fixture(scope="session")
def server(zone):
    directory = tempfile.mkdtemp(prefix="causerie-world.")
    authority = Authority(os.path.join(directory, "certs"))
    host = Host("capulet.example", directory, authority, ports=(5222, 5223, 5269))
    host.write_config([host])
    host.start()
    host.add_user("juliet")
    yield host
    host.stop()
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def names(zone, server):
    """DNS as it should be."""
    zone.clear()
    zone.asked.clear()
    zone.address("xmpp.capulet.example", "127.0.0.1")
    zone.service("xmpp-client", "capulet.example", (5, 0, 5222, "xmpp.capulet.example"))
    return zone


@pytest.fixture
def trusting(server):
    """Environment in which the test authority is one of the system's."""
    return {"SSL_CERT_FILE": str(server.ca)}
