"""What an operator says about a mailbox."""

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


class EmailSettings(BaseModel):
    """One mailbox."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["email"]
    address: str
    display_name: str = "Tanya"
    imap: Imap
    smtp: Smtp
    authserv_id: str | None = None  # the receiving server's name in Authentication-Results
    max_bytes: Annotated[int, Field(ge=10_000)] = 25_000_000  # larger mail keeps its text only
