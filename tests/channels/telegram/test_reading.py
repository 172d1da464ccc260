"""Every kind of update: what is filed, and what is set aside for which reason."""

import datetime as dt
from typing import Any

import pytest

from channels.telegram.reading import Aside, read
from channels.telegram.words import EDITED, WORDS
from tests.peers.botapi import BotApi
from tickets.domain.traffic import Inbound

AT = 1_760_000_000
SITI = {"id": 4711, "first_name": "Siti", "last_name": "Aminah"}
Json = dict[str, Any]
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


def message(*, language: str | None = "id", chat: Json | None = None, **content: object) -> Json:
    return {
        "message_id": 5,
        "from": {**SITI, "is_bot": False, "language_code": language},
        "chat": chat or {**SITI, "type": "private"},
        "date": AT,
        **content,
    }


def filed(**update: object) -> Inbound:
    said = read("tg", {"update_id": 9, **update})
    assert isinstance(said, Inbound), said
    return said


def reason(**update: object) -> str:
    said = read("tg", {"update_id": 9, **update})
    assert isinstance(said, Aside), said
    return said.reason


FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = [{**FILE, "width": 1, "height": 1}]
PLACE = {"latitude": -6.18, "longitude": 106.83}
CONTENTS = [
    ({"text": "jam buka?"}, "jam buka?"),
    ({"text": "  dua\nbaris  "}, "  dua\nbaris  "),
    ({"text": "/bantuan"}, "/bantuan"),
    ({"text": "nol\0 dan \ud800"}, "nol dan ?"),
    ({"text": "tebal", "entities": [{"type": "bold", "offset": 0, "length": 5}]}, "tebal"),
    ({"photo": PHOTO}, "[foto]"),
    ({"photo": PHOTO, "caption": "KTP saya"}, "[foto] KTP saya"),
    ({"document": {**FILE, "file_name": "akta.pdf"}}, "[dokumen: akta.pdf]"),
    ({"document": FILE}, "[dokumen]"),
    (
        {"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, "document": FILE},
        "[animasi]",
    ),
    ({"voice": {**FILE, "duration": 3}}, "[pesan suara]"),
    ({"audio": {**FILE, "duration": 3, "file_name": "a.mp3"}}, "[audio: a.mp3]"),
    ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, "[video]"),
    ({"video_note": {**FILE, "length": 1, "duration": 1}}, "[pesan video]"),
    ({"location": PLACE}, "[lokasi: -6.18, 106.83]"),
    (
        {"venue": {"location": PLACE, "title": "MPP", "address": "Jl. Satu"}, "location": PLACE},
        "[tempat: MPP, Jl. Satu]",
    ),
    (
        {"contact": {"phone_number": "+62811", "first_name": "Budi", "last_name": "S"}},
        "[kontak: Budi S, +62811]",
    ),
    (
        {
            "sticker": {
                **FILE,
                "width": 1,
                "height": 1,
                "type": "regular",
                "is_animated": False,
                "is_video": False,
                "emoji": "😀",
            }
        },
        "[stiker: 😀]",
    ),
    ({"dice": {"emoji": "🎲", "value": 4}}, "[dadu: 🎲 4]"),
    ({"text": "baru", "a_field_of_next_year": {"x": [1]}}, "baru"),
]


@pytest.mark.parametrize(("content", "text"), CONTENTS)
def test_what_a_message_says(content: Json, text: str) -> None:
    assert filed(message=message(**content)).text == text


def test_who_says_it_when_and_in_which_language() -> None:
    assert filed(message=message(text="halo")) == Inbound(
        channel="tg",
        kind="telegram",
        external_id="update:9",
        sender="4711",
        sender_name="Siti Aminah",
        text="halo",
        sent_at=dt.datetime.fromtimestamp(AT, dt.UTC),
        locale="id",
    )


@pytest.mark.parametrize(
    ("language", "locale"),
    [("en", "en"), ("en-GB", "en"), ("id", "id"), ("jv", "id"), (None, "id")],
)
def test_the_language(language: str | None, locale: str) -> None:
    assert filed(message=message(language=language, text="x")).locale == locale


def test_english_speakers_read_english_brackets() -> None:
    assert filed(message=message(language="en", photo=PHOTO)).text == "[photo]"


def test_both_languages_name_the_same_things_in_the_same_order() -> None:
    assert [*WORDS["id"]] == [*WORDS["en"]]
    assert EDITED.keys() == WORDS.keys()


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", "start"),
        ("/start c2lnbmVkLXRva2Vu", "start"),
        ("/status", "status"),
        ("/status@tanya_test_bot", "status"),
        ("/Status T-2026-000001-A", "status"),
        ("/statusku", None),
        ("/start_again", None),
        ("status", None),
        ("ketik /status", None),
    ],
)
def test_commands_keep_their_text(text: str, command: str | None) -> None:
    said = filed(message=message(text=text))
    assert (said.command, said.text) == (command, text)


def test_a_caption_is_no_command() -> None:
    assert filed(message=message(photo=PHOTO, caption="/status")).command is None


def test_an_edit_is_a_message_of_its_own_that_says_so() -> None:
    said = filed(edited_message=message(text="jam tutup?", edit_date=AT + 60))
    assert said.text == "(disunting) jam tutup?"
    assert said.external_id == "update:9"
    assert said.sent_at == dt.datetime.fromtimestamp(AT + 60, dt.UTC)
    assert filed(edited_message=message(language="en", text="x")).text == "(edited) x"
    assert filed(edited_message=message(text="/status")).command is None


def press(**query: object) -> Json:
    person = {**SITI, "is_bot": False, "language_code": "id"}
    return {"id": "q", "from": person, "chat_instance": "1", **query}


BOARD = {
    "inline_keyboard": [
        [{"text": "Ya", "callback_data": "yes"}],
        [{"text": "Tidak", "callback_data": "no"}, {"text": "Situs", "url": "https://a.example"}],
    ]
}


def test_a_pressed_button_is_a_choice_and_its_label() -> None:
    said = filed(callback_query=press(data="no", message=message(text="?", reply_markup=BOARD)))
    assert (said.choice, said.text, said.sender) == ("no", "Tidak", "4711")
    assert (said.external_id, said.sender_name) == ("update:9", "Siti Aminah")


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"message": {"chat": {**SITI, "type": "private"}, "message_id": 5, "date": 0}},
        {"message": message(text="?")},
    ],
)
def test_a_button_of_a_message_that_is_no_longer_shown(shown: Json) -> None:
    said = filed(callback_query=press(data="no", **shown))
    assert (said.choice, said.text, said.sender) == ("no", "no", "4711")


GROUP = {"id": -5, "type": "group", "title": "RT 05"}


def membership(status: str, chat: Json | None = None) -> Json:
    bot = {"id": 1, "is_bot": True, "first_name": "Tanya"}
    return {
        "chat": chat or {**SITI, "type": "private"},
        "from": {**SITI, "is_bot": False},
        "date": AT,
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": status, "until_date": 0},
    }


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ({"message": message(chat=GROUP, text="halo")}, "group chat"),
        ({"message": message(chat={**GROUP, "type": "supergroup"}, text="halo")}, "group chat"),
        ({"edited_message": message(chat=GROUP, text="halo")}, "group chat"),
        ({"callback_query": press(data="x", message=message(chat=GROUP, text="?"))}, "group chat"),
        ({"callback_query": press(game_short_name="x")}, "a button without data"),
        ({"my_chat_member": membership("kicked")}, "blocked by the person"),
        ({"my_chat_member": membership("member")}, "started or unblocked by the person"),
        ({"my_chat_member": membership("left")}, "membership: left"),
        ({"my_chat_member": membership("member", GROUP)}, "group chat"),
        ({"edited_message": message(location=PLACE)}, "a live location moved on"),
        (
            {"message": message(message_auto_delete_timer_changed={"message_auto_delete_time": 1})},
            "a message without words: message_auto_delete_timer_changed",
        ),
        ({"poll_answer": {}}, "unknown kind: poll_answer"),
        ({"a_kind_of_next_year": {"x": 1}}, "unknown kind: a_kind_of_next_year"),
        ({}, "unknown kind: none"),
        ({"update_id": "nine"}, "an update without an id"),
    ],
)
def test_what_is_set_aside(update: Json, why: str) -> None:
    assert reason(**update) == why


@pytest.mark.parametrize(
    "odd", ["text", 5, [], {"chat": 5}, {"message_id": 1, "date": 10**30, "chat": {}}]
)
def test_nonsense_is_named_not_raised(odd: object) -> None:
    assert reason(message=odd).startswith(("cannot be read", "unknown kind"))


async def test_the_peer_speaks_the_same_language() -> None:
    theirs = BotApi().message(4711, "Siti", "en", text="hello")
    assert filed(message=theirs).text == "hello"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("/start abc234", ("link:abc234",)),
        ("/start@tanya_test_bot  a_B-9 ", ("link:a_B-9",)),
        ("/start", ()),
        ("/start " + "a" * 64, ("link:" + "a" * 64,)),
        ("/start " + "a" * 65, ()),
        ("/start dua kata", ()),
        ("/status abc234", ()),
        ("abc234", ()),
    ],
)
def test_what_start_carries_is_a_thread_key(text: str, keys: tuple[str, ...]) -> None:
    assert filed(message=message(text=text)).thread_keys == keys
    assert filed(edited_message=message(text=text, edit_date=AT)).thread_keys == ()
