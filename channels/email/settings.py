"""What an operator says about a mailbox."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, model_validator

from runtime.secret import Secret

Tls = Literal["implicit", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]


Folder = Annotated[str, Field(min_length=1, max_length=200)]
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def _safe(url: HttpUrl) -> HttpUrl:
    if url.scheme != "https" and url.host not in _LOOPBACK:
        raise ValueError("secrets go there: it must be https")
    return url


class OAuth(BaseModel):
    """How we come by access tokens, where the provider takes no passwords."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    token_url: Annotated[HttpUrl, AfterValidator(_safe)]
    client_id: str
    client_secret: Secret | None = None
    refresh_token: Secret | None = None  # None: as an application of our own
    scope: str = ""


class Imap(BaseModel):
    """Where mail is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    host: str
    port: Port = 993
    tls: Tls = "implicit"
    user: str
    password: Secret | None = None  # None: oauth
    folders: Annotated[tuple[Folder, ...], Field(min_length=1, max_length=20)] = ("INBOX",)
    after_filing: Literal["leave", "seen", "move"] = "leave"
    filed_folder: Folder | None = None  # where it is moved to
    sent_folder: Folder | None = None  # where a copy is put of what we send
    poll_seconds: Annotated[float, Field(gt=0, le=3600)] = 60  # behind IDLE
    idle_seconds: Annotated[float, Field(gt=0, le=1700)] = 240  # renewed this often

    @model_validator(mode="after")
    def _folders_differ(self) -> Self:
        if len(set(self.folders)) < len(self.folders):
            raise ValueError("a folder is named twice")
        if (self.after_filing == "move") != (self.filed_folder is not None):
            raise ValueError("after_filing: move, and filed_folder, go together")
        if {self.filed_folder, self.sent_folder} & set(self.folders):
            raise ValueError("what is put into a folder must not be read there again")
        return self


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
    calendar: str | None = None  # of office.calendars; None: the hours of the office
    address: str
    display_name: str = "Tanya"
    imap: Imap
    smtp: Smtp
    oauth: OAuth | None = None  # in place of both passwords
    dkim: Dkim | None = None
    templates: Path | None = None  # of the office's own mails, in place of ours
    undo_seconds: Annotated[float, Field(ge=0, le=120)] = 10  # an agent's reply is held so long
    authserv_id: str | None = None  # the receiving server's name in Authentication-Results
    max_bytes: Annotated[int, Field(ge=10_000)] = 25_000_000  # larger mail keeps its text only

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        if self.oauth is None and self.imap.password is None:
            raise ValueError("imap.password or oauth: one of them lets us in")
        if self.oauth is None and self.smtp.user is not None and self.smtp.password is None:
            raise ValueError("smtp.user needs smtp.password or oauth")
        return self
