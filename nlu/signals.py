"""Fixed rules for what must never be missed, whatever a model believes; pure."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nlu.keywords import asks_for_a_person, plain_words
from nlu.server.thin.texts import presentable
from runtime import plain_yaml

PERSON, EXTORTION, EMERGENCY = "person", "extortion", "emergency"
CONTINUES, DENIES, AGREES = "continues", "denies", "agrees"  # what they say refers to what was said
WORDS: Mapping[str, Any] = plain_yaml.parsed(
    (Path(__file__).parent / "words.yml").read_text("utf-8")
)
_MATTER = 2  # words, at least
_FEW = 8  # words of a message that leans on the one before


def _any(name: str) -> str:
    words: Sequence[str] = WORDS["signals"][name]
    return rf"(?:{'|'.join(words)})"


_PROOF = "".join(f"(?<!{words})" for words in WORDS["signals"]["proof"])
_MONEY = rf"\b{_PROOF}{_any('money')}\b"
_INSIDER = rf"\b{_any('insider')}\b"
_ASKED = rf"\b{_any('asked')}\b"
_HURRY = rf"\b{_any('hurry')}\b"


_MONEY_FOR_AN_INSIDER = "|".join(
    [
        rf"{_INSIDER}.{{0,60}}{_ASKED}.{{0,40}}{_MONEY}",
        rf"{_ASKED}.{{0,40}}{_MONEY}.{{0,60}}\b{_any('by')} (?:an? |the )?{_INSIDER}",
        rf"{_INSIDER}.{{0,40}}{_MONEY}.{{0,40}}{_HURRY}",
        rf"{_MONEY}.{{0,40}}{_INSIDER}.{{0,40}}{_HURRY}",
        rf"\b{_any('contacted')}\b.{{0,60}}\b{_any('told_to_pay')}\b",
        rf"\b{_any('private_account')}\b",
    ]
)
_EXTORTION = re.compile(rf"\b{_any('extortion')}\b|{_MONEY_FOR_AN_INSIDER}")
_EMERGENCY = re.compile(rf"\b{_any('emergency')}\b")
_ABOUT_PERMITS = re.compile(rf"\b{_any('about_permits')}\b")
_GREETING = re.compile(rf"^(?:{_any('greetings')}\b[\s,.!?]*)+", re.IGNORECASE)
_SHORT = {
    CONTINUES: re.compile(rf"^{_any('continues')}\b"),
    DENIES: re.compile(rf"^{_any('denies')}(?: {_any('addresses')})*$"),
    AGREES: re.compile(rf"^{_any('agrees')}(?: {_any('agrees')}| {_any('addresses')})*$"),
}


def after_greeting(text: str) -> str:
    """Return what a message says after its greeting; empty where it only greets.

    >>> after_greeting("Assalamualaikum min, mau tanya syarat PBG dong")
    'syarat PBG dong'
    >>> after_greeting("selamat pagi kak")
    ''
    """
    rest = _GREETING.sub("", presentable(text), count=1).strip(" ,.!?")
    return rest if len(rest.split()) >= _MATTER else ""


def signals(text: str) -> frozenset[str]:
    """Tell what is certain about a text: the constants of this module.

    >>> sorted(signals("petugas survei minta uang rokok, itu resmi?"))
    ['extortion']
    >>> sorted(signals("tolong sambungkan ke petugas"))
    ['person']
    >>> sorted(signals("izin proteksi kebakaran gedung")), sorted(signals("berapa biaya PBG?"))
    ([], [])
    >>> [sorted(signals(said)) for said in ("kalau SLF?", "bukan itu", "iya betul")]
    [['continues'], ['denies'], ['agrees']]
    """
    plain = plain_words(text)
    found = set()
    if _EXTORTION.search(plain):
        found.add(EXTORTION)
    if _EMERGENCY.search(plain) and not _ABOUT_PERMITS.search(plain):
        found.add(EMERGENCY)
    if asks_for_a_person(plain):
        found.add(PERSON)
    if len(plain.split()) <= _FEW:
        found |= {signal for signal, pattern in _SHORT.items() if pattern.search(plain)}
    return frozenset(found)
