"""Access tokens: from a token endpoint, for a real Dovecot and an SMTP server that take them."""

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from channels.base import Refused, State, TryLater
from channels.email.oauth import NoAnswer, NotGranted, Tokens
from channels.email.settings import EmailSettings, Imap, OAuth, Smtp
from runtime.secret import Secret
from tests.channels.email.mailbox import ADDRESS, adapter, mail
from tests.channels.rig import NotedIntake, running, until
from tests.peers.dovecot import Dovecot, installed
from tests.peers.imap import Postbox
from tests.peers.provider import Provider, provider
from tests.peers.smtp import MailServer


@pytest.fixture
async def google() -> AsyncIterator[Provider]:
    async with provider() as one:
        yield one


def told(google: Provider, **more: object) -> OAuth:
    known = {
        "token_url": f"{google.url}/token",
        "client_id": google.client,
        "client_secret": Secret(google.secret),
        "refresh_token": Secret("segar-1"),
    }
    return OAuth.model_validate(known | more)


async def at_once(tokens: Tokens, times: int, instead_of: str | None = None) -> set[str]:
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(tokens.access(instead_of=instead_of)) for _ in range(times)]
    return {one.result() for one in asked}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "oauth" / "surat"


async def test_a_token_is_asked_for_once_and_renewed_before_it_is_over(
    google: Provider, kept: Path
) -> None:
    now = 1000.0
    tokens = Tokens(told(google, scope="mail"), kept, monotonic=lambda: now)
    assert await at_once(tokens, 5) == {"kunci-1"}
    assert google.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "segar-1",
            "scope": "mail",
            "client_id": google.client,
            "client_secret": google.secret,
        }
    ]
    now += 3600 - 121
    assert await tokens.access() == "kunci-1"
    now += 2
    assert await tokens.access() == "kunci-2"


async def test_a_token_that_is_not_taken_is_replaced_once_for_all(
    google: Provider, kept: Path
) -> None:
    tokens = Tokens(told(google), kept)
    first = await tokens.access()
    assert await at_once(tokens, 3, instead_of=first) == {"kunci-2"}
    assert len(google.asked) == 2


async def test_an_application_of_our_own_needs_no_person(google: Provider, kept: Path) -> None:
    tokens = Tokens(told(google, refresh_token=None, scope="https://mail/.default"), kept)
    assert await tokens.access() == "kunci-1"
    assert google.asked[0]["grant_type"] == "client_credentials"
    assert google.asked[0]["scope"] == "https://mail/.default"
    assert not await asyncio.to_thread(kept.exists)


async def test_a_refresh_token_put_in_place_of_ours_outlives_a_restart(
    google: Provider, kept: Path
) -> None:
    google.rotates = True
    assert await Tokens(told(google), kept).access() == "kunci-1"
    assert await Tokens(told(google), kept).access() == "kunci-2"
    assert google.asked[1]["refresh_token"] == "segar-2"
    assert stat.S_IMODE((await asyncio.to_thread(kept.stat)).st_mode) == 0o600
    # the operator signs in anew: what is configured counts
    google.refresh = "segar-baru"
    newer = told(google, refresh_token=Secret("segar-baru"))
    assert await Tokens(newer, kept).access() == "kunci-3"


async def test_what_goes_wrong_is_told_in_the_providers_words_and_without_secrets(
    google: Provider, kept: Path
) -> None:
    tokens = Tokens(told(google, refresh_token=Secret("lama")), kept)
    with pytest.raises(NotGranted, match=r"invalid_grant Token has been revoked\.") as revoked:
        await tokens.access()
    with pytest.raises(NotGranted, match="invalid_client") as wrong:
        await Tokens(told(google, client_secret=Secret("salah")), kept).access()
    for mode, words in (("down", "HTTP 503"), ("nonsense", "gives no token")):
        google.mode = mode  # type: ignore[assignment]
        with pytest.raises(NoAnswer, match=words):
            await tokens.access()
    nowhere = told(google, token_url="http://127.0.0.1:1/token")
    with pytest.raises(NoAnswer, match="gives no token"):
        await Tokens(nowhere, kept).access()
    assert not any(w in f"{revoked.value}{wrong.value}" for w in ("lama", "salah", "segar"))


def test_secrets_go_to_https_only() -> None:
    with pytest.raises(ValidationError, match="must be https"):
        OAuth.model_validate({"token_url": "http://provider.example/token", "client_id": "x"})


def test_a_mailbox_without_password_or_token_is_refused() -> None:
    imap, smtp = Imap(host="h", user="u"), Smtp(host="h")
    with pytest.raises(ValidationError, match=r"imap\.password or oauth"):
        EmailSettings(kind="email", address=ADDRESS, imap=imap, smtp=smtp)
    guarded = Imap(host="h", user="u", password=Secret("x"))
    with pytest.raises(ValidationError, match=r"smtp\.user needs"):
        EmailSettings(kind="email", address=ADDRESS, imap=guarded, smtp=Smtp(host="h", user="u"))


@pytest.fixture
async def box(google: Provider) -> AsyncIterator[Postbox]:
    if not installed():
        pytest.skip("no Dovecot on this machine")
    server = Dovecot(tokens_at=f"{google.url}/introspect")
    await asyncio.to_thread(server.start)
    try:
        yield server.postbox()
    finally:
        await asyncio.to_thread(server.stop)


def with_tokens(google: Provider, box: Postbox, smtp: MailServer) -> EmailSettings:
    google.user = smtp.user = box.user
    return EmailSettings.model_validate(
        {
            "kind": "email",
            "address": ADDRESS,
            "imap": Imap(host=box.host, port=box.port, tls="none", user=box.user, poll_seconds=30),
            "smtp": Smtp(host=smtp.host, port=smtp.port, tls="none", user=box.user),
            "oauth": told(google),
        }
    )


async def test_mail_is_read_and_sent_with_a_token(
    google: Provider, box: Postbox, smtp: MailServer, kept: Path
) -> None:
    settings = with_tokens(google, box, smtp)
    smtp.token = "kunci-1"
    channel = adapter(settings, tokens=Tokens(told(google), kept))
    await box.deliver(mail("dengan kunci"))
    intake = NotedIntake()
    async with running(channel, intake):
        await until(lambda: intake.texts == ["dengan kunci"])
    assert "logged in as" in await channel.check()
    assert len(google.asked) == 1


async def test_a_token_taken_back_early_is_replaced_at_once(
    google: Provider, box: Postbox, smtp: MailServer, kept: Path
) -> None:
    tokens = Tokens(told(google), kept)
    assert await tokens.access() == "kunci-1"
    google.good.clear()
    smtp.token = "kunci-2"
    channel = adapter(with_tokens(google, box, smtp), tokens=tokens)
    assert "logged in as" in await channel.check()
    assert len(google.asked) == 2


async def test_a_provider_that_is_down_or_has_locked_us_out_is_told(
    google: Provider, box: Postbox, smtp: MailServer, kept: Path
) -> None:
    settings = with_tokens(google, box, smtp)
    google.mode = "down"
    channel = adapter(settings, tokens=Tokens(told(google), kept))
    with pytest.raises(TryLater, match="gives no token: HTTP 503"):
        await channel.check()
    google.mode, google.refresh = "fair", "lain"
    with pytest.raises(Refused, match="invalid_grant"):
        await channel.check()
    google.refresh, google.user = "segar-1", "orang-lain@kantor.example"
    intake = NotedIntake()
    async with running(channel, intake):
        await until(lambda: channel.health.state is State.FAILING)
        assert f"does not let {box.user} in" in channel.health.reason
        assert "kunci" not in channel.health.reason
