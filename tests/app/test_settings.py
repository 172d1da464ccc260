"""The configuration: every mistake at once, each with its place; secrets only by where they lie."""

import datetime as dt
import stat
from pathlib import Path

import pytest

from app.bootstrap import assemble
from app.settings import BadConfig, DatabaseSettings, Settings, WebSettings, load, secret_key
from channels.email.settings import EmailSettings
from channels.telegram.settings import TelegramSettings
from runtime.secret import Secret

TELEGRAM = "channels: {tg: {kind: telegram, token: {env: TG_TOKEN}}}"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caller's own settings out, and one secret in."""
    for name in ("TANYA_CONFIG", "TANYA_DATA", "TANYA_DATABASE__URL", "TANYA_WEB__PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TG_TOKEN", "123:abc")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.yml"


def complaint(file: Path, text: str) -> str:
    """What is said about a configuration."""
    file.write_text(text)
    with pytest.raises(BadConfig) as refused:
        load(file)
    return str(refused.value)


def test_the_shipped_file_works_as_it_is() -> None:
    settings = load(Path("config.yml"))
    assert settings.database.url.startswith("sqlite")
    assert settings.channels["livechat"].kind == "livechat"


def test_an_empty_file_means_the_defaults(file: Path) -> None:
    file.write_text("")
    assert load(file).web.port == 8080


@pytest.mark.parametrize(
    ("public", "api_base", "refused"),
    [
        ("http://127.0.0.1:8080", "https://api.telegram.org", True),
        ("https://bantuan.example.id", "https://api.telegram.org", False),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8081", False),  # a Bot API server of one's own
    ],
)
async def test_a_webhook_needs_an_address_that_telegram_calls(
    tmp_path: Path,
    public: str,
    api_base: str,
    refused: bool,  # noqa: FBT001
) -> None:
    settings = Settings(
        data=tmp_path,
        database=DatabaseSettings(url=f"sqlite+aiosqlite:///{tmp_path}/tanya.db"),
        web=WebSettings(public_url=public),
        channels={
            "tg": TelegramSettings(
                kind="telegram", token=Secret("1:a"), api_base=api_base, mode="webhook"
            )
        },
    )
    if refused:
        with pytest.raises(BadConfig, match=r"channels\.tg\.mode: webhook needs https"):
            async with assemble(settings):
                pass
        return
    async with assemble(settings) as house:
        assert [hook.path for hook in house.hooks] == ["/telegram/tg/webhook"]


def test_each_kind_of_channel_gets_its_own_settings(file: Path) -> None:
    server = "host: h, user: u, password: {env: TG_TOKEN}"
    file.write_text(
        "channels:\n"
        "  tg: {kind: telegram, token: {env: TG_TOKEN}}\n"
        f"  mail: {{kind: email, address: a@b.id, imap: {{{server}}}, smtp: {{{server}}}}}\n"
    )
    channels = load(file).channels
    assert isinstance(channels["tg"], TelegramSettings)
    assert isinstance(channels["mail"], EmailSettings)
    assert channels["tg"].token.reveal() == "123:abc"


def test_the_office_gives_nothing_by_itself_unless_it_is_told_to(file: Path) -> None:
    file.write_text("")
    plain = load(file).office
    assert (plain.assign, plain.budget().capacity, plain.budget().weight("livechat")) == (
        "off", 4, 2
    )  # fmt: skip
    file.write_text("office: {assign: round_robin, capacity: 6, weights: {livechat: 3}}")
    office = load(file).office
    assert (office.assign, office.budget().weight("livechat")) == ("round_robin", 3)
    assert "office.weights.fax" in complaint(file, "office: {weights: {fax: 1}}")
    assert "office.assign" in complaint(file, "office: {assign: sometimes}")


def test_the_hours_of_an_office(file: Path) -> None:
    file.write_text(
        "office: {hours: {mon: ['08:00-12:00', '13:00-16:00']}, days: {2026-11-30: [],"
        " 2026-12-25: ['08:00-09:00']}}"
    )
    hours = load(file).office.business_hours()
    assert hours is not None
    monday = dt.datetime(2026, 11, 23, 13, tzinfo=hours.zone)
    assert hours.until(monday) == monday.replace(hour=16)
    assert hours.following(monday.replace(hour=17)) == dt.datetime(
        2026, 12, 7, 8, tzinfo=hours.zone
    )
    christmas = dt.datetime(2026, 12, 25, 8, 30, tzinfo=hours.zone)
    assert hours.until(christmas) is not None, "the office's own word comes before the calendar's"
    file.write_text("office: {hours: {fri: ['08:00-16:00']}}")
    closed = load(file).office.business_hours()
    assert closed is not None
    assert closed.until(christmas) is None, "a public holiday"
    assert load(Path("config.yml")).office.business_hours() is None, "nothing is promised untold"


@pytest.mark.parametrize(
    ("office", "words"),
    [
        ("hours: {mon: ['8-12']}", "is not like 08:00-12:00"),
        ("hours: {mon: ['12:00-08:00']}", "a shift ends after it begins"),
        ("hours: {mon: ['08:00-12:00', '11:00-13:00']}", "follow each other"),
        ("hours: {monday: []}", "office.hours"),
        ("timezone: Asia/Batavia", "no time zone 'Asia/Batavia'"),
        ("holidays: XX", "holidays of 'XX' are not known"),
        ("hours: {mon: ['24:00-24:00']}", "is not like 08:00-12:00"),
        ("hours: {mon: ['20:00-24:00', '21:00-22:00']}", "follow each other"),
        ("calendars: {malam: {timezone: Asia/Jakarta}}", "office.calendars.malam.hours"),
        ("calendars: {malam: {hours: {}}}", "office.calendars.malam.hours"),
        ("calendars: {malam: {hours: {mon: ['8-9']}}}", "office.calendars.malam.hours.mon"),
        ("calendars: {malam: {hours: {mon: []}, holidays: XX}}", "holidays of 'XX'"),
    ],
)
def test_hours_that_cannot_be(file: Path, office: str, words: str) -> None:
    assert words in complaint(file, f"office: {{{office}}}")


CALENDARS = """
office:
  hours: {mon: ["08:00-16:00"]}
  days: {2026-11-23: []}
  calendars:
    malam: {hours: {mon: ["16:00-24:00"]}}
    timur: {hours: {mon: ["08:00-16:00"]}, timezone: Asia/Jayapura, holidays: null, days: {}}
channels:
  depan: {kind: livechat}
  malam: {kind: livechat, calendar: malam}
  timur: {kind: livechat, calendar: timur}
"""


def test_a_channel_may_have_hours_of_its_own(file: Path) -> None:
    file.write_text(CALENDARS)
    calendars = load(file).calendars()
    front, night, east = (calendars.of(name) for name in ("depan", "malam", "timur"))
    assert front is not None
    assert night is not None
    assert east is not None
    sunday = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    shown = [hours.following(sunday) for hours in (front, night, east)]
    assert [f"{one:%d %H:%M %Z}" for one in shown if one] == [
        "30 08:00 WIB",
        "30 16:00 WIB",  # what it does not say is as the office has it
        "23 08:00 WIT",  # and what it says wins
    ]
    new_year = dt.datetime(2029, 1, 1, 9, tzinfo=east.zone)  # a Monday
    assert east.until(new_year) is not None, "it keeps no holidays"
    assert front.until(new_year) is None
    evening = dt.datetime(2026, 12, 7, 23, 59, tzinfo=night.zone)
    assert night.until(evening) == dt.datetime(2026, 12, 8, tzinfo=night.zone)


def test_a_calendar_that_is_not_there_stops_the_start(file: Path) -> None:
    wrong = CALENDARS.replace("calendar: malam", "calendar: mlam")
    told = complaint(file, wrong.replace("calendar: timur", "calendar: barat"))
    assert "channels.malam.calendar: office.calendars has no 'mlam'" in told
    assert "channels.timur.calendar: office.calendars has no 'barat'" in told
    assert "it has malam, timur" in told
    none = complaint(file, "channels: {depan: {kind: livechat, calendar: malam}}")
    assert "office.calendars has no 'malam'; it is empty" in none


def test_all_mistakes_are_listed_at_once_each_with_its_place(file: Path) -> None:
    told = complaint(
        file,
        "web: {port: 99999}\n"
        "bot: {sure: 2, patience: 0}\n"
        "office: {locale: fr}\n"
        "channels:\n"
        "  tg: {kind: telegram, token: abc, poll_seconds: 900}\n"
        "  fax: {kind: fax}\n",
    )
    assert told.startswith(f"{file} has 7 mistake(s):")
    for place in (
        "web.port",
        "bot.sure",
        "bot.patience",
        "office.locale",
        "channels.tg.telegram.token",
        "channels.tg.telegram.poll_seconds",
        "channels.fax",
    ):
        assert f"\n  {place}: " in told


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("chanels: {}", "chanels", "Extra inputs are not permitted"),
        ("web: {prot: 80}", "web.prot", "Extra inputs are not permitted"),
        ("channels: {a: {kind: livechat, origins: []}}", "channels.a.livechat.origins", "Extra"),
        ("channels: {tg: {kind: telegramm}}", "channels.tg", "telegramm"),
        ("channels: {tg: {kind: telegram}}", "channels.tg.telegram.token", "required"),
        ("channels: {a: {kind: livechat, mail: a}}", "channels", "a.mail: no e-mail channel is"),
        (
            "channels: {a: {kind: livechat, follow_seconds: -1}}",
            "channels.a.livechat.follow_seconds",
            "greater than or equal to 0",
        ),
        ("database: {url: 'mysql://x'}", "database.url", "pattern"),
        ("office: {number_prefix: t1}", "office.number_prefix", "pattern"),
        ("nlu: {timeout_seconds: 0}", "nlu.timeout_seconds", "greater than 0"),
    ],
)
def test_a_mistake_is_named(file: Path, text: str, place: str, words: str) -> None:
    told = complaint(file, text)
    assert f"  {place}: " in told
    assert words in told


def test_an_inline_secret_is_refused_and_not_repeated(file: Path) -> None:
    told = complaint(file, "channels: {tg: {kind: telegram, token: 999:zzz}}")
    assert "channels.tg.telegram.token" in told
    assert "never inline" in told
    assert "999:zzz" not in told


def test_a_secret_that_is_not_in_the_environment_is_named(file: Path) -> None:
    told = complaint(file, "channels: {tg: {kind: telegram, token: {env: NOT_THERE_AT_ALL}}}")
    assert "the environment has no NOT_THERE_AT_ALL" in told


def test_a_secret_is_never_shown(file: Path) -> None:
    file.write_text(TELEGRAM)
    settings = load(file)
    assert "123:abc" not in repr(settings)
    assert "123:abc" not in str(settings.model_dump())


def test_the_environment_wins_over_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("web: {port: 8000, host: 0.0.0.0}")
    monkeypatch.setenv("TANYA_WEB__PORT", "9000")
    web = load(file).web
    assert (web.port, web.host) == (9000, "0.0.0.0")  # noqa: S104


def test_a_mistake_in_the_environment_is_named_too(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_WEB__PORT", "many")
    assert "  web.port: " in complaint(file, "")


def test_a_value_in_the_environment_that_cannot_be_read_is_a_clear_error(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_WEB", "{port: 9000")
    assert "web" in complaint(file, "")


def test_a_file_that_was_named_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadConfig, match=r"nowhere\.yml: there is no such file"):
        load(tmp_path / "nowhere.yml")
    monkeypatch.setenv("TANYA_CONFIG", str(tmp_path / "elsewhere.yml"))
    with pytest.raises(BadConfig, match=r"elsewhere\.yml: there is no such file"):
        load()


def test_without_any_file_the_defaults_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load().office.number_prefix == "T"


def test_the_environment_may_name_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("web: {port: 8123}")
    monkeypatch.setenv("TANYA_CONFIG", str(file))
    assert load().web.port == 8123


@pytest.mark.parametrize("text", ["- a\n- b", "just words", "{unclosed", "a: b: c", "\t- x"])
def test_a_file_that_is_no_configuration_is_a_clear_error(file: Path, text: str) -> None:
    assert "config.yml" in complaint(file, text)


def test_a_file_that_is_no_text_is_a_clear_error(file: Path) -> None:
    file.write_bytes(b"web: {host: caf\xe9}")
    with pytest.raises(BadConfig, match=r"config\.yml"):
        load(file)


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(BadConfig):
        load(tmp_path)


def test_the_secret_key_is_made_once_and_stays(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "var")
    assert len(key) == 32
    assert secret_key(tmp_path / "var") == key
    assert secret_key(tmp_path / "other") != key


def test_only_we_can_read_the_secret_key(tmp_path: Path) -> None:
    secret_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "\n", "ab"])
def test_a_key_file_that_was_cut_short_is_never_used_as_a_key(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret.key").write_text(content)  # a crash between creating and writing it
    try:
        key = secret_key(tmp_path)
    except (ValueError, OSError, BadConfig):
        return
    assert len(key) == 32
