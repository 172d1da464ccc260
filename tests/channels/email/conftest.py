"""Servers and adapters for the e-mail tests."""

import ssl
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.peers.dovecot import Dovecot, installed
from tests.peers.imap import Pymap, serving
from tests.peers.smtp import MailServer, smtp_server

Server = Dovecot | Pymap
BOTH = ["dovecot", "pymap"]


@pytest.fixture(scope="session")
def pymap() -> Iterator[Pymap]:
    server = Pymap()
    with serving(server):
        yield server


@pytest.fixture(scope="session")
def shared_dovecot() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip("no Dovecot on this machine")
    server = Dovecot()
    with serving(server):
        yield server


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """One for this test alone, that may be killed."""
    if not installed():
        pytest.skip("no Dovecot on this machine")
    server = Dovecot()
    with serving(server):
        yield server


@pytest.fixture
def tls_dovecot() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip("no Dovecot on this machine")
    server = Dovecot(tls=True)
    with serving(server):
        yield server


@pytest.fixture(params=BOTH)
def imap(request: pytest.FixtureRequest) -> Server:
    """Both servers, one after the other."""
    name = "shared_dovecot" if request.param == "dovecot" else "pymap"
    server = request.getfixturevalue(name)
    assert isinstance(server, Dovecot | Pymap)
    return server


@pytest.fixture
async def smtp() -> AsyncIterator[MailServer]:
    async with smtp_server() as server:
        yield server


def trusting(server: Dovecot) -> ssl.SSLContext:
    """Trust this server's certificate, and check it."""
    return ssl.create_default_context(cafile=str(server.certificate))
