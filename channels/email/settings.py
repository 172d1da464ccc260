"""What an operator says about a mailbox."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from runtime.secret import Secret

Tls = Literal["implicit", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]


class Imap(BaseModel):
    """Where mail is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    host: str
    port: Port = 993
    tls: Tls = "implicit"
    user: str
    password: Secret
    folder: str = "INBOX"
    poll_seconds: Annotated[float, Field(gt=0, le=3600)] = 60  # behind IDLE
    idle_seconds: Annotated[float, Field(gt=0, le=1700)] = 240  # renewed this often


class Smtp(BaseModel):
    """Where mail is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    host: str
    port: Port = 465
    tls: Tls = "implicit"
    user: str | None = None
    password: Secret | None = None
    connections: Annotated[int, Field(ge=1, le=50)] = 4  # at the same time
    keep_seconds: Annotated[float, Field(ge=0, le=300)] = 20  # a connection, for the next mail


class Dkim(BaseModel):
    """What our mails are signed with, where the SMTP server does not do it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    selector: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$")]
    domain: str | None = None  # None: that of the address
    key: Secret  # an RSA key in PEM


class EmailSettings(BaseModel):
    """One mailbox."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["email"]
    address: str
    display_name: str = "Tanya"
    imap: Imap
    smtp: Smtp
    dkim: Dkim | None = None
    templates: Path | None = None  # of the office's own mails, in place of ours
    authserv_id: str | None = None  # the receiving server's name in Authentication-Results
    max_bytes: Annotated[int, Field(ge=10_000)] = 25_000_000  # larger mail keeps its text only
