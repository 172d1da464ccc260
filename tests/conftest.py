"""What every test may ask for: fresh databases on both engines; and what the report begins with."""

import asyncio
import contextlib
import functools
import gc
import glob
import importlib
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import argon2
import asyncpg
import hypothesis
import pytest
import structlog

from app.bootstrap import database
from app.migrate import migrate
from runtime import plain_yaml
from runtime.bus import Bus
from runtime.db import Database
from tests.peers.postgres import PostgresServer, describe, postgres_server
from tests.peers.rasa import rasa

Administer = Callable[[str], None]
_TEMPLATE = "migrated"
_BESIDE_A_SERVER = (
    "email/test_adapter.py",
    "email/test_fetching.py",
    "email/test_fuzz.py",
    "email/test_oauth.py",
    "email/test_contract.py",
    "email/test_imap_faults.py",
    "email/test_smtp.py",
    "telegram/test_albums.py",
    "telegram/test_contract.py",
    "telegram/test_files.py",
    "channels/test_delivery.py",
    "telegram/test_flood.py",
    "telegram/test_groups.py",
    "telegram/test_polling.py",
    "telegram/test_sending.py",
    "telegram/test_presses.py",
    "telegram/test_token.py",
    "telegram/test_webhook.py",
    "nlu/test_client.py",
    "nlu/test_process.py",
    "nlu/test_web.py",
)
_DATABASES = frozenset(
    {"bare_database_url", "database_url", "sqlite_url", "postgres_url"}
)  # a new one for each test
_RASAS = {"rasa": "rasa_socket", "small rasa": "tiny"}  # groups, by the fixture
_LONG_FIRST = (  # so that the workers end together; what is named nowhere takes seconds
    "rasa",
    "small rasa",
    "tests/story/",
    "tests/browser/",
    "tests/console/test_replay.py",
    "tests/channels/pages/",
    "tests/runtime/",
    "tests/app/",
    "tests/channels/email/",
    "tests/console/",
    "tests/tickets/",
    "tests/channels/",
)
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Fewer examples where it must be fast; tracebacks of the log as plain text."""
    config.option.loadscopereorder = False  # xdist would take the group of most tests first
    hypothesis.settings.register_profile("fast", max_examples=15)
    if config.getoption("markexpr") == "not slow":
        hypothesis.settings.load_profile("fast")
    shown: list[structlog.typing.Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
    structlog.configure(processors=shown)


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Some modules are slow as a whole, though each of their tests may not be; long ones first."""
    for item in items:
        needs = _DATABASES.intersection(getattr(item, "fixturenames", ()))
        if needs or any(str(item.path).endswith(name) for name in _BESIDE_A_SERVER):
            item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """When it is its turn: the place of its group among those that take long."""
    group = _group(item)
    found = (n for n, long in enumerate(_LONG_FIRST) if group.startswith(long))
    return next(found, len(_LONG_FIRST))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is here now stays to the end: the garbage collector need not look at it each time."""
    grouped = getattr(session.config.option, "loadgroup", False)  # xdist says so to its workers
    if grouped and not all("@" in item.nodeid for item in session.items):
        raise pytest.UsageError("xdist knows no groups: each worker would start its own Rasa")
    gc.collect()
    gc.freeze()


def _group(item: pytest.Item) -> str:
    """What runs in one process: a file; and all that need the same Rasa, which is long in starting.

    The small one of ``tests/nlu`` is another than that of the stories: each worker has one.
    """
    needs: list[str] = getattr(item, "fixturenames", [])
    return next((group for group, fixture in _RASAS.items() if fixture in needs), _file(item))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def pytest_report_header() -> list[str]:
    """Say which real servers the tests run against."""
    return [describe(), _described("imap"), _described("botapi"), f"chromium: {_chromium()}"]


@pytest.fixture(scope="session", autouse=True)
def _texts_are_parsed_once() -> Iterator[None]:
    """Each house reads the same knowledge: what a text holds is kept, by the text itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_yaml, "parsed", functools.lru_cache(maxsize=32)(plain_yaml.parsed))
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_quickly() -> Iterator[None]:
    """Argon2 as always, but a hash in a millisecond; not in servers with a process of their own."""
    quick = functools.partial(argon2.PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2, "PasswordHasher", quick)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for the whole session, started when the first test asks for it."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def administer(postgres: PostgresServer) -> Iterator[Administer]:
    """Do a statement on the server, over one connection for all: a new one takes longer than it."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(postgres.dsn()))

        def do(statement: str) -> None:
            runner.run(connection.execute(statement))

        do(f"create database {_TEMPLATE}")
        runner.run(migrate(postgres.url(_TEMPLATE)))
        yield do
        runner.run(connection.close())


@pytest.fixture
def postgres_url(postgres: PostgresServer, administer: Administer) -> Iterator[str]:
    """Make a migrated, empty database on the server; it is dropped afterwards."""
    with _made(postgres, administer, _TEMPLATE) as url:
        yield url


@pytest.fixture
def bare_postgres_url(postgres: PostgresServer, administer: Administer) -> Iterator[str]:
    """Make a database without any table."""
    with _made(postgres, administer, "template0") as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate a file once, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "tanya.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Make a migrated, empty file."""
    path = tmp_path / "tanya.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Make a migrated, empty database: once on each engine."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Make a database without any table: once on each engine."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/bare.db"
    return str(request.getfixturevalue("bare_postgres_url"))


@pytest.fixture(scope="session")
def rasa_socket() -> Iterator[Path]:
    """Serve the real model of the data as it is now, once for the session."""
    with rasa() as where:
        yield where


@pytest.fixture
def bus() -> Bus:
    """Give the bus that `db` rings."""
    return Bus()


@pytest.fixture
async def db(database_url: str, bus: Bus) -> AsyncIterator[Database]:
    """Open a migrated, empty database: once on each engine; it is closed at the end."""
    opened = database(database_url, bus)
    yield opened
    async with asyncio.timeout(20):
        await opened.close()


@contextlib.contextmanager
def _made(server: PostgresServer, administer: Administer, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    administer(f"create database {name} template {template} strategy file_copy")
    try:
        yield server.url(name)
    finally:
        administer(f"drop database {name} with (force)")


def _described(peer: str) -> str:
    """What a peer says of itself; a peer that cannot even be imported must not stop the rest."""
    try:
        module = importlib.import_module(f"tests.peers.{peer}")
    except ImportError as why:
        return f"{peer}: missing ({why})"
    said = getattr(module, f"describe_{peer}", None)
    return str(said()) if said else f"{peer}: {(module.__doc__ or '').split(':')[0].strip()}"


def _chromium() -> str:
    """Where the browser for the browser tests is."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", str(Path.home() / ".cache/ms-playwright"))
    found_there = sorted(glob.glob(f"{cache}/chromium-*/chrome-linux*/chrome"))  # noqa: PTH207
    return found_there[-1] if found_there else "missing"
