"""The log: one JSON object a line, and nothing that people wrote."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.log import shorten

_PROGRAM = """
import logging, structlog
from runtime.log import configure

configure()
log = structlog.get_logger()
log.info("ticket.created", ticket="T-2026-000001-A", name="a\\nb")
log.debug("too much")
logging.getLogger("aiohttp.server").warning("slow %s", "client")
logging.getLogger("httpx").info("GET https://api.telegram.org/bot123:secret/getMe")

def handle(text):
    raise LookupError(len(text))

try:
    handle("rahasia " + "warga")
except LookupError:
    log.exception("job.crashed", job=1)
    logging.getLogger("asyncio").exception("task died")
"""
Line = dict[str, Any]


@pytest.fixture(scope="module")
def written() -> str:
    """Run a program that logs, and keep what it wrote to standard error."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr


@pytest.fixture
def lines(written: str) -> dict[str, Line]:
    """The lines by their event."""
    return {line["event"]: line for line in map(json.loads, written.splitlines())}


def test_an_event_is_one_line_of_json(lines: dict[str, Line]) -> None:
    line = lines["ticket.created"]
    assert (line["ticket"], line["name"], line["level"]) == ("T-2026-000001-A", "a\nb", "info")
    assert line["timestamp"].endswith("Z")


def test_a_library_s_warning_comes_in_the_same_shape(lines: dict[str, Line]) -> None:
    assert lines["slow client"]["level"] == "warning"


def test_chatter_is_left_out(written: str) -> None:
    assert "too much" not in written
    assert "getMe" not in written


@pytest.mark.parametrize("event", ["job.crashed", "task died"])
def test_an_error_keeps_its_traceback_on_its_own_line(lines: dict[str, Line], event: str) -> None:
    assert "LookupError: 13" in lines[event]["exception"]


def test_the_values_of_variables_are_not_in_a_traceback(written: str) -> None:
    assert "rahasia warga" not in written


@given(st.from_regex(r"[a-z.]{3,20}@[a-z]{2,10}\.id", fullmatch=True))
def test_a_shortened_address_keeps_the_host_and_hides_the_name(address: str) -> None:
    name, _, host = address.partition("@")
    begin = shorten(address).removesuffix(f"…@{host}")
    assert name.startswith(begin)
    assert len(begin) <= 2
    assert len(begin) * 3 <= len(name)


def test_a_short_number_is_not_shown_whole() -> None:
    assert shorten("1234").replace("…", "") != "1234"
