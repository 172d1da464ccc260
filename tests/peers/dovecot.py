"""Dovecot on loopback, unprivileged, in a folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.peers.ports import free_port

if TYPE_CHECKING:
    from tests.peers.imap import Postbox

BINARY = Path("/usr/sbin/dovecot")
_PASSWORD = "rahasia"
_USERS = 200
_CONFIG = """\
protocols = imap
listen = 127.0.0.1
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_failure_delay = 0
auth_username_chars =
auth_mechanisms = plain login{mechanisms}
mail_location = maildir:{base}/mail/%u
mailbox_idle_check_interval = 1 secs
{oauth}passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {base}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


_PASSDB = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {base}/oauth
}}
"""
_OAUTH = """\
introspection_mode = post
introspection_url = {address}
username_attribute = username
active_attribute = active
active_value = true
"""


def installed() -> bool:
    """Is there a Dovecot on this machine?"""
    return BINARY.exists()


class Dovecot:
    """One server.  `kill` and `start` again keep the mail, as after a crash."""

    def __init__(self, *, tls: bool = False, tokens_at: str | None = None) -> None:
        """``tokens_at``: the address that says whose an access token is, for XOAUTH2."""
        self.host = "127.0.0.1"
        self.port, self.tls_port = free_port(), free_port()
        self.base = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        self.tls = tls
        self.tokens_at = tokens_at
        self._used = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._prepare()

    def start(self) -> None:
        """Start it, and wait until it answers: about 0.1 s."""
        uid, gid = self._ids()
        self._process = subprocess.Popen(  # noqa: S603
            [str(BINARY), "-F", "-c", str(self.base / "conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **({"user": uid, "group": gid, "extra_groups": []} if os.getuid() == 0 else {}),  # type: ignore[call-overload]
        )
        _wait_for_hello(self.host, self.port, self.base / "log")

    def kill(self) -> None:
        """End it at once, connections and all."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None
            shutil.rmtree(self.base / "run", ignore_errors=True)

    def stop(self) -> None:
        """End it, and remove everything."""
        self.kill()
        shutil.rmtree(self.base, ignore_errors=True)

    def postbox(self) -> "Postbox":
        """Give a user with an empty INBOX."""
        from tests.peers.imap import Postbox  # noqa: PLC0415  # the two modules know each other

        self._used += 1
        return Postbox(self.host, self.port, f"warga{self._used}@kantor.example", _PASSWORD)

    def put(self, user: str, raws: Iterator[bytes]) -> None:
        """Put many mails into a maildir at once, before the user logs in."""
        maildir = self.base / "mail" / user
        for folder in ("tmp", "cur", "new"):
            (maildir / folder).mkdir(parents=True, exist_ok=True)
        for number, raw in enumerate(raws, 1):
            (maildir / "new" / f"{1_700_000_000 + number}.M{number}.kantor").write_bytes(raw)
        self._own(maildir)

    def renumber(self, user: str) -> None:
        """Give the mailbox a new UIDVALIDITY, as after a restore; only while it is stopped."""
        maildir = self.base / "mail" / user
        numbers = maildir / "dovecot-uidlist"
        head, *rest = numbers.read_text().splitlines()
        version, validity, following, *more = head.split()
        validity = f"V{int(validity[1:]) + 1}"
        lines = [" ".join([version, validity, following, *more])]
        for shift, line in enumerate(rest):
            lines.append(f"{shift + 1} {line.partition(' ')[2]}")
        numbers.write_text("\n".join(lines) + "\n")
        for index in maildir.glob("dovecot.index*"):
            index.unlink()
        self._own(maildir)

    def put_back(self, user: str, number: int) -> None:
        """Put the mailbox back as a backup had it: its first mails; only while it is stopped."""
        maildir = self.base / "mail" / user
        numbers = maildir / "dovecot-uidlist"
        head, *rest = numbers.read_text().splitlines()
        head = re.sub(r" N\d+", f" N{number + 1}", head)
        numbers.write_text("\n".join([head, *rest[:number]]) + "\n")
        for line in rest[number:]:
            name = line.partition(":")[2].partition(",")[0]
            for mail in maildir.glob(f"*/{name}*"):
                mail.unlink()
        for index in maildir.glob("dovecot.index*"):
            index.unlink()
        self._own(maildir)

    @property
    def certificate(self) -> Path:
        """Whom to trust."""
        return self.base / "cert.pem"

    def _prepare(self) -> None:
        uid, gid = self._ids()
        for folder in ("run", "state", "mail", "home"):
            (self.base / folder).mkdir()
        certificate = ""
        if self.tls:
            certify(self.base)
            certificate = f"ssl_cert = <{self.base}/cert.pem\nssl_key = <{self.base}/key.pem"
        users = (f"warga{n}@kantor.example:{_PASSWORD}" for n in range(1, _USERS))
        odd = 'si aneh (uji):kata sandi "sulit" \\'
        (self.base / "users").write_text("\n".join([*users, odd]) + "\n")
        if self.tokens_at is not None:
            (self.base / "oauth").write_text(_OAUTH.format(address=self.tokens_at))
        (self.base / "conf").write_text(
            _CONFIG.format(
                base=self.base,
                user=_name(uid, "user"),
                group=_name(gid, "group"),
                uid=uid,
                gid=gid,
                ssl="yes" if self.tls else "no",
                certificate=certificate,
                mechanisms=" xoauth2" if self.tokens_at else "",
                oauth=_PASSDB.format(base=self.base) if self.tokens_at else "",
                port=self.port,
                tls_port=self.tls_port if self.tls else 0,
            )
        )
        self._own(self.base)

    def _ids(self) -> tuple[int, int]:
        return (65534, 65534) if os.getuid() == 0 else (os.getuid(), os.getgid())

    def _own(self, root: Path) -> None:
        if os.getuid() == 0:
            for path in (root, *root.rglob("*")):
                os.chown(path, *self._ids())


def certify(folder: Path) -> None:
    """Make a certificate for 127.0.0.1 that signs itself: key.pem and cert.pem."""
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    about = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(  # noqa: S603
        ["openssl", *asked.split(), *about.split(), "-keyout", "key.pem", "-out", "cert.pem"],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
    )


def _name(number: int, kind: str) -> str:
    import grp  # noqa: PLC0415
    import pwd  # noqa: PLC0415

    return pwd.getpwuid(number).pw_name if kind == "user" else grp.getgrgid(number).gr_name


def _wait_for_hello(host: str, port: int, log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection((host, port), timeout=5) as client:
                if client.recv(1):
                    return
        except OSError:
            if time.monotonic() > until:
                told = log.read_text() if log.exists() else ""
                raise RuntimeError(f"Dovecot did not start\n{told}") from None
        time.sleep(0.02)
