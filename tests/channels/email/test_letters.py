"""A corpus of mails as people's programs write them, and what is read in each."""

import email
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.email import structure, token
from channels.email.parsing import Reading
from tests.channels.email.mailbox import ADDRESS, SECRET
from tests.channels.email.test_parsing import CONVERSATION, read
from tickets.domain.traffic import Inbound

FOLDER = Path(__file__).parent / "letters"
_WRITTEN = (FOLDER / "expected.yml").read_text()
_TOKEN = token.sign(CONVERSATION, SECRET)
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(
    _WRITTEN.replace("{token}", _TOKEN).replace("{conversation}", str(CONVERSATION))
)
READING = Reading(
    channel="surat",
    address=ADDRESS,
    secret=SECRET,
    max_bytes=1_000_000,
    authserv_id="mx.kantor.example",
)


def letter(name: str) -> Inbound:
    raw = (FOLDER / name).read_bytes()
    return read(raw.replace(b"{token}", _TOKEN.encode()), READING)


def test_there_are_many_and_each_has_its_expectation() -> None:
    names = {path.name for path in FOLDER.glob("*.eml")}
    assert names == EXPECTED.keys()
    assert len(names) >= 70


@pytest.mark.parametrize("name", EXPECTED)
def test_the_text_is_found(name: str) -> None:
    inbound, expected = letter(name), EXPECTED[name]
    if "text" in expected:
        assert inbound.text == expected["text"].strip()
    for piece in expected.get("contains", ()):
        assert piece in inbound.text
    for piece in expected.get("lacks", ()):
        assert piece not in inbound.text
    assert expected.get("quoted", "") in inbound.quoted


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_known_who_wrote_it_and_about_what(name: str) -> None:
    inbound, expected = letter(name), EXPECTED[name]
    assert f"{inbound.sender_name} <{inbound.sender}>".strip() == expected["author"]
    assert list(inbound.thread_keys) == expected.get("thread", [])
    assert inbound.subject == expected.get("subject", inbound.subject)
    assert inbound.trust == expected.get("trust", "unverified")


@pytest.mark.parametrize("name", EXPECTED)
def test_machines_are_told_from_people(name: str) -> None:
    inbound, expected = letter(name), EXPECTED[name]
    assert inbound.automatic == expected.get("automatic", False)
    if (bounce := expected.get("bounce")) is None:
        assert inbound.bounce is None
        return
    assert inbound.bounce is not None
    assert inbound.bounce.message_key == bounce["message"]
    assert inbound.bounce.final == bounce["final"]
    assert bounce["reason"] in inbound.bounce.reason


@pytest.mark.parametrize("name", EXPECTED)
def test_its_files_are_kept(name: str) -> None:
    inbound, expected = letter(name), EXPECTED[name]
    names = [upload.name for upload in inbound.uploads]
    assert names if expected.get("files_any") else names == expected.get("files", [])
    kinds = [upload.media_type for upload in inbound.uploads]
    assert kinds == expected.get("kinds", kinds)


def leaves(part: Message) -> Iterator[tuple[str, list[bytes]]]:
    """Type and words of each part; mails within and reports are left out."""
    if part.get_content_maintype() == "message":
        return
    if not part.is_multipart():
        yield part.get_content_type(), structure.payload(part).split()
    for child in structure.children(part):
        yield from leaves(child)


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_taken_apart_as_by_the_standard_library(name: str) -> None:
    raw = (FOLDER / name).read_bytes()
    assert [*leaves(structure.read(raw))] == [*leaves(email.message_from_bytes(raw))]
