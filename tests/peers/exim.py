"""Exim on loopback, unprivileged, in a folder of its own: a real SMTP server from Debian.

Exim by itself puts into the box at once only the first ten mails of a connection, and leaves the
rest to a queue run, which nobody starts here: hence `smtp_accept_queue_per_connection = 0`.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from tests.peers.imap import wait_for_port
from tests.peers.ports import free_port
from tests.peers.smtp import Received

BINARY = Path("/usr/sbin/exim4")
_CONFIG = """\
primary_hostname = kantor.example
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts =
keep_environment =
spool_directory = {base}/spool
log_file_path = {base}/%slog
exim_user = {uid}
exim_group = {gid}
never_users =
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_queue_per_connection = 0
acl_smtp_rcpt = recipient
acl_smtp_data = content
begin acl
recipient:
  deny
    message = no such person
    local_parts = tidak-ada
  accept
content:
  accept
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  directory = {base}/box
  maildir_format
  envelope_to_add
  return_path_add
  user = {uid}
  group = {gid}
begin retry
"""
_ACCEPTED = re.compile(r" <= .* id=(\S+)$", re.MULTILINE)


def installed() -> bool:
    """Is there an Exim on this machine?"""
    return BINARY.exists()


class Exim:
    """One server.  `kill` and `start` again keep what it took, as after a crash."""

    def __init__(self) -> None:
        self.host, self.port = "127.0.0.1", free_port()
        self.base = Path(tempfile.mkdtemp(prefix="exim-", dir="/tmp"))
        self._process: subprocess.Popen[bytes] | None = None
        root = os.getuid() == 0
        uid, gid = (65534, 65534) if root else (os.getuid(), os.getgid())
        for folder in (self.base, self.base / "spool", self.base / "box"):
            folder.mkdir(exist_ok=True)
            os.chown(folder, uid, gid)
        config = self.base / "conf"  # root's own, or Exim does not believe it
        config.write_text(_CONFIG.format(base=self.base, port=self.port, uid=uid, gid=gid))
        config.chmod(0o644)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(  # noqa: S603
            [str(BINARY), "-bdf", "-C", str(self.base / "conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for_port(self.host, self.port)

    def kill(self) -> None:
        """End it at once, connections and all."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def stop(self) -> None:
        """End it, and remove everything."""
        self.kill()
        shutil.rmtree(self.base, ignore_errors=True)

    def accepted(self) -> list[str]:
        """The Message-IDs it took responsibility for, in that order, each as often as it did."""
        log = self.base / "mainlog"
        text = log.read_text(errors="replace") if log.exists() else ""
        return [f"<{one}>" for one in _ACCEPTED.findall(text)]

    def box(self) -> list[Received]:
        """The mails that lie in the box."""
        found = []
        for path in sorted((self.base / "box" / "new").glob("*")):
            one = Received(sender="", recipients=[], raw=path.read_bytes())
            one.sender = str(one.mail["Return-Path"]).strip("<>")
            one.recipients = [str(one.mail["Envelope-To"])]
            found.append(one)
        return found
