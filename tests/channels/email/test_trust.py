"""Whom the receiving server vouches for."""

import pytest

from channels.email.trust import trust
from tickets.domain.message import Trust

SITI = "siti@warga.example"
MX = "mx.kantor.example"


def told(*headers: str, sender: str = SITI, server: str = MX) -> Trust:
    return trust({"authentication-results": headers}, sender, server)


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=pass (p=REJECT) header.from=warga.example",
        "spf=pass smtp.mailfrom=bounce@warga.example",
        "spf=softfail smtp.mailfrom=x@lain.example; dkim=pass header.d=warga.example",
        'dkim=fail header.d=lain.example; dkim=pass (2048-bit key; "x=y") header.d=warga.example',
        "DKIM=PASS header.i=@warga.example header.d=WARGA.EXAMPLE",
        "dkim/1=pass header.d=warga.example",
    ],
)
def test_it_passed(results: str) -> None:
    assert told(f"{MX}; {results}") is Trust.VERIFIED


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=fail header.from=warga.example",
        "dmarc=fail header.from=warga.example; dkim=pass header.d=warga.example",
        "spf=fail smtp.mailfrom=siti@warga.example",
        "dkim=fail header.d=warga.example; spf=neutral",
        "spf=fail smtp.mailfrom=warga.example; dkim=pass header.d=penipu.example",
    ],
)
def test_it_failed(results: str) -> None:
    assert told(f"{MX}; {results}") is Trust.FAILED


@pytest.mark.parametrize(
    "results",
    [
        "none",
        "",
        "spf=softfail smtp.mailfrom=siti@warga.example",
        "dkim=pass header.d=penipu.example",
        "dkim=pass header.d=rga.example",
        "dkim=pass header.d=example",
        "spf=pass",
        "iprev=pass policy.iprev=192.0.2.1",
        "(dmarc=pass)",
        "((((((dmarc=pass",
        "dmarc=temperror",
    ],
)
def test_it_says_nothing(results: str) -> None:
    assert told(f"{MX}; {results}") is Trust.UNVERIFIED


def test_only_the_topmost_of_the_configured_server_counts() -> None:
    passed = f"{MX}; dmarc=pass header.from=warga.example"
    assert told(passed, f"{MX}; dmarc=fail") is Trust.VERIFIED
    assert told("mx.lain.example; none", passed) is Trust.UNVERIFIED
    assert told(f"{MX}.penipu.example; dmarc=pass") is Trust.UNVERIFIED
    assert told(passed, server="MX.kantor.example") is Trust.VERIFIED
    assert told(f"{MX} 1; dmarc=pass") is Trust.VERIFIED
    assert told() is Trust.UNVERIFIED


def test_a_sub_domain_is_vouched_for_by_the_domain_above_it() -> None:
    above = f"{MX}; dkim=pass header.d=warga.example"
    assert told(above, sender="siti@surat.warga.example") is Trust.VERIFIED


def test_a_header_of_any_length_is_read_quickly() -> None:
    assert told(f"{MX}; " + "(" * 100_000 + ")" * 100_000) is Trust.UNVERIFIED
