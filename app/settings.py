"""config.yml as one typed value; every mistake in it is listed at once, each with its place."""

import contextlib
import datetime as dt
import itertools
import os
import re
import secrets
import tempfile
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args

import yaml
from holidays import list_supported_countries
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    YamlConfigSettingsSource,
)

from app.holidays import country
from channels.email.settings import EmailSettings
from channels.livechat.settings import LiveChatSettings
from channels.telegram.settings import TelegramSettings
from runtime.secret import Secret
from tickets.domain.access import Role
from tickets.domain.assigning import Budget
from tickets.domain.hours import BusinessHours, Calendars, Shift
from tickets.domain.marks import Priority
from tickets.domain.signing_in import FactorRule
from tickets.domain.sla import SlaPolicy

ChannelSettings = Annotated[
    LiveChatSettings | EmailSettings | TelegramSettings, Field(discriminator="kind")
]
_KEY_BYTES = 32
Minutes = Annotated[int, Field(ge=1, le=100_000)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DatabaseSettings(_Section):
    """Where everything is kept."""

    url: Annotated[str, Field(pattern=r"^(sqlite\+aiosqlite|postgresql\+asyncpg)://")] = (
        "sqlite+aiosqlite:///var/tanya.db"
    )


class RequiredFactor(_Section):
    """Who cannot work without an authenticator; for all others it is offered."""

    required_for: Annotated[tuple[Role, ...], Field(min_length=1)]


def _off(said: object) -> object:
    return "off" if said is False else said  # YAML reads the word so


class WebSettings(_Section):
    """Where the server listens, and how others reach it."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: str = "http://127.0.0.1:8080"
    trusted_proxies: tuple[IPvAnyNetwork, ...] = ()  # whose X-Forwarded-For is believed
    totp: Annotated[Literal["off", "optional"] | RequiredFactor, BeforeValidator(_off)] = "optional"

    def factor_rule(self) -> FactorRule:
        """Who is asked for codes of an authenticator."""
        if isinstance(self.totp, RequiredFactor):
            return FactorRule(required_for=frozenset(self.totp.required_for))
        return FactorRule(offered=self.totp != "off")


class NluSettings(_Section):
    """Where texts are read; no URL: our own Rasa server is started and watched.

    ``http://…`` is any Rasa server, ``unix:///path`` one of ours that another process watches.
    """

    url: str | None = None
    token: Secret | None = None  # of a server behind TCP
    timeout_seconds: Annotated[float, Field(gt=0, le=60)] = 3.0
    questions: Path = Path("tests/nlu/questions.jsonl")  # a new model must not be worse on them


class JobSettings(_Section):
    """How long a job is one worker's before another may take it up."""

    lease_seconds: Annotated[int, Field(ge=2, le=3600)] = 90


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _shift(text: object) -> Shift:
    """``08:00-12:00``, or until the end of the day: ``20:00-24:00``; raises ValueError."""
    start, dash, end = (part.strip() for part in str(text).partition("-"))
    whole = end == "24:00"
    try:
        shift = Shift(
            start=dt.time.fromisoformat(start), end=dt.time.fromisoformat("00:00" if whole else end)
        )
    except ValueError:
        raise ValueError(f"{text!r} is not like 08:00-12:00") from None
    if not dash or shift.start.tzinfo or shift.end.tzinfo:
        raise ValueError(f"{text!r} is not like 08:00-12:00")
    if shift.start >= shift.end and not whole:
        raise ValueError(f"{text!r}: a shift ends after it begins, on the same day")
    return shift


def _in_order(shifts: Sequence[Shift]) -> Sequence[Shift]:
    for one, other in itertools.pairwise(shifts):
        if one.end > other.start or one.end == dt.time(0):
            raise ValueError("the shifts of a day follow each other")
    return shifts


def _zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError(f"there is no time zone {name!r}")
    return name


def _holidays_of(name: str | None) -> str | None:
    if name is not None and name not in list_supported_countries():
        raise ValueError(f"the holidays of {name!r} are not known")
    return name


Shifts = Annotated[tuple[Annotated[Shift, BeforeValidator(_shift)], ...], AfterValidator(_in_order)]
Zone = Annotated[str, AfterValidator(_zone)]
Holidays = Annotated[str | None, AfterValidator(_holidays_of)]
Week = dict[Day, Shifts]
Days = dict[dt.date, Shifts]


class CalendarSettings(_Section):
    """The hours of some channels; what it does not say is as the office has it."""

    hours: Annotated[Week, Field(min_length=1)]
    timezone: Zone | None = None
    holidays: Holidays = None  # said to be null: none
    days: Days | None = None


class OfficeSettings(_Section):
    """The office this desk works for."""

    name: str = "DPMPTSP DKI Jakarta"
    locale: Literal["id", "en"] = "id"
    number_prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,8}$")] = "T"
    timezone: Zone = "Asia/Jakarta"
    hours: Week = {}  # none: no time is promised to anyone
    holidays: Holidays = "ID"  # the country whose public holidays are kept
    days: Days = {}  # days that are other than these say; []: closed
    calendars: dict[str, CalendarSettings] = {}  # by name, for channels whose hours are others
    reply_within: dict[Priority, Minutes] = {}  # at work, until a person answers; none: not due
    assign: Literal["off", "round_robin"] = "off"  # give tickets to whoever is available
    capacity: Annotated[int, Field(ge=1, le=1000)] = 4  # what an agent carries at a time
    weights: dict[
        Literal["livechat", "telegram", "email"], Annotated[int, Field(ge=0, le=1000)]
    ] = {
        "livechat": 2,
        "telegram": 1,
        "email": 1,
    }  # what a ticket of each kind of channel weighs

    def sla(self) -> SlaPolicy:
        """What is due when; by the hours of the office, every minute where it has none."""
        return SlaPolicy(minutes=self.reply_within, hours=self.business_hours())

    def budget(self) -> Budget:
        """How much the office gives one agent at a time."""
        weights = {str(kind): weight for kind, weight in self.weights.items()}
        return Budget(capacity=self.capacity, weights=weights)

    def business_hours(self, calendar: str | None = None) -> BusinessHours | None:
        """When people are at work, if the office says so; or what this calendar of it says."""
        if calendar is not None:
            return self._other(self.calendars[calendar])
        if not self.hours:
            return None
        return _hours(self.hours, self.timezone, self.holidays, self.days)

    def _other(self, calendar: CalendarSettings) -> BusinessHours:
        return _hours(
            calendar.hours,
            calendar.timezone or self.timezone,
            calendar.holidays if "holidays" in calendar.model_fields_set else self.holidays,
            self.days if calendar.days is None else calendar.days,
        )


def _hours(week: Week, zone: str, holidays: str | None, days: Days) -> BusinessHours:
    numbers = {day: number for number, day in enumerate(get_args(Day))}
    kept = country(holidays)
    return BusinessHours(
        zone=zoneinfo.ZoneInfo(zone),
        week={numbers[day]: shifts for day, shifts in week.items()},
        closed=kept.closed,
        unsure=kept.unsure,
        instead=days,
    )


class BotSettings(_Section):
    """How sure is sure, and where the bot's knowledge lies."""

    name: str = "Tanya"
    knowledge: Path = Path("bot/knowledge")
    sure: Share = 0.5
    margin: Share = 0.15
    maybe: Share = 0.2
    decline: Share = 0.5
    handoff: Share = 0.35
    alarm: Share = 0.25
    standin: Share = 0.8
    patience: Annotated[int, Field(ge=1, le=10)] = 2
    approve: tuple[str, ...] = ()  # intents, beside those that the knowledge marks


class ApplicationSettings(_Section):
    """The office's system where applications are looked up; see docs/applications.md."""

    url: str | None = None  # None: whoever asks for a status by number gets a person
    secret: Secret | None = None
    number: str | None = None  # regular expression of an application's number; none is known

    @model_validator(mode="after")
    def _whole(self) -> "ApplicationSettings":
        try:
            re.compile(self.number or "")
        except re.error as why:
            raise ValueError(f"number is not a regular expression: {why}") from None
        if self.url is not None and (self.secret is None or self.number is None):
            raise ValueError("url needs secret and number beside it")
        return self


class Settings(BaseSettings):
    """All of it."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="TANYA_", env_nested_delimiter="__"
    )
    data: Path = Path("var")  # files the server writes: blobs, models, its secret key
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    nlu: NluSettings = NluSettings()
    jobs: JobSettings = JobSettings()
    office: OfficeSettings = OfficeSettings()
    bot: BotSettings = BotSettings()
    applications: ApplicationSettings = ApplicationSettings()
    channels: dict[str, ChannelSettings] = {}

    @model_validator(mode="after")
    def _known_calendars(self) -> "Settings":
        there = self.office.calendars
        wrong = [
            f"channels.{name}.calendar: office.calendars has no {chosen.calendar!r}"
            for name, chosen in self.channels.items()
            if chosen.calendar is not None and chosen.calendar not in there
        ]
        if wrong:
            known = f"it has {', '.join(there)}" if there else "it is empty"
            raise ValueError(f"{'; '.join(wrong)}; {known}")
        return self

    def calendars(self) -> Calendars:
        """Whose hours hold on which channel."""
        office = self.office.business_hours()
        others = {name: self.office.business_hours(name) for name in self.office.calendars}
        return Calendars(
            office=office,
            channels={
                name: others[chosen.calendar]
                for name, chosen in self.channels.items()
                if chosen.calendar is not None
            },
        )

    @field_validator("channels")
    @classmethod
    def _mailboxes_are_there(
        cls, channels: dict[str, ChannelSettings]
    ) -> dict[str, ChannelSettings]:
        for name, chosen in channels.items():
            mail = chosen.mail if isinstance(chosen, LiveChatSettings) else None
            if mail is not None and not isinstance(channels.get(mail), EmailSettings):
                raise ValueError(f"{name}.mail: no e-mail channel is called {mail!r}")
        return channels

    def mailboxes(self) -> dict[str, EmailSettings]:
        """The e-mail channels, by name."""
        return {n: one for n, one in self.channels.items() if isinstance(one, EmailSettings)}


class BadConfig(Exception):
    """The configuration cannot be used; the message lists every mistake."""


def load(path: Path | None = None) -> Settings:
    """Read the file (``--config``, else TANYA_CONFIG, else config.yml) and the environment."""
    named = path or (Path(os.environ["TANYA_CONFIG"]) if "TANYA_CONFIG" in os.environ else None)
    file = named or Path("config.yml")
    if named is not None and not file.is_file():
        raise BadConfig(f"{file}: there is no such file")
    try:
        return _read(file)
    except ValidationError as why:
        lines = [f"  {_place(e['loc'])}{e['msg']}" for e in why.errors()]
        raise BadConfig("\n".join([f"{file} has {len(lines)} mistake(s):", *lines])) from None
    except (yaml.YAMLError, OSError, TypeError, ValueError, SettingsError) as why:
        raise BadConfig(f"{file}: {why}") from None


def _read(file: Path) -> Settings:
    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            """Environment over file over defaults."""
            return init_settings, env_settings, YamlConfigSettingsSource(settings_cls, file)

    return FromFile()


def _place(loc: tuple[int | str, ...]) -> str:
    return f"{'.'.join(str(part) for part in loc)}: " if loc else ""


def secret_key(data: Path) -> bytes:
    """The key our tokens are signed with; made on the first start, readable by us alone."""
    path = data / "secret.key"
    data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _write_key(path)
    key = _hex(path.read_text(encoding="utf-8").strip())
    if len(key) != _KEY_BYTES:
        raise BadConfig(f"{path} is not a key of ours; restore it from a backup, or remove it")
    return key


def _write_key(path: Path) -> None:
    """Whole or not at all, and never over another's."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as file:
        file.write(secrets.token_hex(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
