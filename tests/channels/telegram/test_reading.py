"""Every kind of update: what is filed, and what is set aside for which reason."""

import datetime as dt
from typing import Any

import pytest

from channels.telegram.addressing import Me
from channels.telegram.commands import MENUS
from channels.telegram.reading import Aside, MovedOn, Reached, Reading, Said, joined, read, read_all
from channels.telegram.words import FORWARDED, OUTDATED, WORDS
from tests.peers.botapi import BOT, BotApi
from tickets.domain.traffic import Inbound

AT = 1_760_000_000
SITI = {"id": 4711, "first_name": "Siti", "last_name": "Aminah"}
ME = Me(id=int(str(BOT["id"])), username="tanya_test_bot")
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


def reading(**update: object) -> Reading:
    return read("tg", ME, {"update_id": 9, **update})


def said(**update: object) -> Said:
    found = reading(**update)
    assert isinstance(found, Said), found
    return found


def filed(**update: object) -> Inbound:
    return said(**update).inbound


def reason(**update: object) -> str:
    found = reading(**update)
    assert isinstance(found, Aside), found
    return found.reason


FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = [
    {**FILE, "width": 90, "height": 60},
    {**FILE, "file_id": "large", "width": 1280, "height": 853, "file_size": 70_000},
    {**FILE, "file_id": "middle", "width": 320, "height": 213},
]
PLACE = {"latitude": -6.18, "longitude": 106.83}
MAP = "https://www.openstreetmap.org/?mlat=-6.18&mlon=106.83#map=17/-6.18/106.83"
STICKER = {
    **FILE,
    "width": 1,
    "height": 1,
    "type": "regular",
    "is_animated": False,
    "is_video": False,
    "emoji": "😀",
}
VENUE = {"venue": {"location": PLACE, "title": "MPP", "address": "Jl. Satu"}, "location": PLACE}
BUDI = {"phone_number": "+62811", "first_name": "Budi", "last_name": "S"}
BOLD = {"type": "bold", "offset": 0, "length": 5}
WORDED = [
    ({"text": "jam buka?"}, "jam buka?"),
    ({"text": "  dua\nbaris  "}, "  dua\nbaris  "),
    ({"text": "/bantuan"}, "/bantuan"),
    ({"text": "nol\0 dan \ud800"}, "nol dan ?"),
    ({"text": "tebal", "entities": [BOLD]}, "tebal"),
    ({"location": PLACE}, f"[lokasi: -6.18, 106.83] {MAP}"),
    (VENUE, f"[tempat: MPP, Jl. Satu] {MAP}"),
    ({"contact": BUDI}, "[kontak: Budi S, +62811]"),
    ({"sticker": STICKER}, "[stiker: 😀]"),
    ({"dice": {"emoji": "🎲", "value": 4}}, "[dadu: 🎲 4]"),
    ({"text": "baru", "a_field_of_next_year": {"x": [1]}}, "baru"),
]


@pytest.mark.parametrize(("content", "text"), WORDED)
def test_what_a_message_says(content: Json, text: str) -> None:
    assert filed(message=message(**content)).text == text


def link(offset: int, length: int, url: str) -> Json:
    return {"type": "text_link", "offset": offset, "length": length, "url": url}


@pytest.mark.parametrize(
    ("text", "entities", "read_as"),
    [
        ("lihat sini ya", [link(6, 4, "https://a.id/x")], "lihat sini (https://a.id/x) ya"),
        ("😀 sini", [link(3, 4, "https://a.id/")], "😀 sini (https://a.id/)"),
        ("a.id/x", [link(0, 6, "https://a.id/x")], "a.id/x"),
        (
            "satu dua",
            [link(0, 4, "https://a.id/1"), link(5, 3, "https://a.id/2")],
            "satu (https://a.id/1) dua (https://a.id/2)",
        ),
        ("pendek", [link(3, 99, "https://a.id/")], "pendek (https://a.id/)"),
    ],
)
def test_links_behind_words_stay_readable(text: str, entities: list[Json], read_as: str) -> None:
    assert filed(message=message(text=text, entities=entities)).text == read_as
    captioned = message(photo=PHOTO, caption=text, caption_entities=entities)
    assert filed(message=captioned).text == read_as


ANIMATION = {"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, "document": FILE}
FILED = [
    ({"photo": PHOTO}, ("large", "foto-5.jpg", "image/jpeg")),
    (
        {"document": {**FILE, "file_name": "akta.pdf"}},
        ("f", "akta.pdf", "application/octet-stream"),
    ),
    (
        {"document": {**FILE, "file_name": "a.pdf", "mime_type": "application/pdf"}},
        ("f", "a.pdf", "application/pdf"),
    ),
    ({"document": FILE}, ("f", "dokumen-5", "application/octet-stream")),
    (ANIMATION, ("f", "animasi-5.mp4", "video/mp4")),
    ({"voice": {**FILE, "duration": 3}}, ("f", "pesan-suara-5.ogg", "audio/ogg")),
    ({"audio": {**FILE, "duration": 3}}, ("f", "audio-5.mp3", "audio/mpeg")),
    (
        {"video": {**FILE, "width": 1, "height": 1, "duration": 1}},
        ("f", "video-5.mp4", "video/mp4"),
    ),
    ({"video_note": {**FILE, "length": 1, "duration": 1}}, ("f", "pesan-video-5.mp4", "video/mp4")),
]


@pytest.mark.parametrize(("content", "file"), FILED)
def test_files_are_named_to_be_fetched(content: Json, file: tuple[str, str, str]) -> None:
    found = said(message=message(**content, caption="KTP saya"))
    (one,) = found.files
    assert (one.id, one.name, one.media_type) == file
    assert found.inbound.text == "KTP saya"


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
        message_key="4711/5",
    )


@pytest.mark.parametrize(
    ("language", "locale"),
    [("en", "en"), ("en-GB", "en"), ("id", "id"), ("jv", "id"), (None, "id")],
)
def test_the_language(language: str | None, locale: str) -> None:
    assert filed(message=message(language=language, text="x")).locale == locale


def test_both_languages_name_the_same_things_in_the_same_order() -> None:
    assert [*WORDS["id"]] == [*WORDS["en"]]
    assert [*MENUS["id"]] == [*MENUS["en"]]


@pytest.mark.parametrize(
    ("text", "command", "left", "keys"),
    [
        ("/start", "start", "/start", ()),
        ("/start c2lnbmVkLXRva2Vu", "start", "/start", ("link:c2lnbmVkLXRva2Vu",)),
        ("/start dua kata", "start", "dua kata", ()),
        ("/status", "status", "/status", ()),
        ("/status@tanya_test_bot", "status", "/status@tanya_test_bot", ()),
        ("/status@Tanya_Test_Bot 7", "status", "7", ()),
        ("/Status T-2026-000001-A", "status", "T-2026-000001-A", ()),
        ("/status\nT-2026-000001-A", "status", "T-2026-000001-A", ()),
        ("/bahasa", "language", "/bahasa", ()),
        ("/language en", "language", "en", ()),
        ("/petugas", "person", "/petugas", ()),
        ("/hapus", "delete", "/hapus", ()),
        ("/status@another_bot", None, "/status@another_bot", ()),
        ("/statusku", None, "/statusku", ()),
        ("/start_again", None, "/start_again", ()),
        ("status", None, "status", ()),
        ("ketik /status", None, "ketik /status", ()),
    ],
)
def test_commands(text: str, command: str | None, left: str, keys: tuple[str, ...]) -> None:
    found = filed(message=message(text=text))
    assert (found.command, found.text, found.thread_keys) == (command, left, keys)


def test_a_caption_or_a_forwarded_text_is_no_command() -> None:
    assert filed(message=message(photo=PHOTO, caption="/status")).command is None
    origin = {"type": "hidden_user", "sender_user_name": "Budi", "date": AT}
    forwarded = said(message=message(text="/status", forward_origin=origin))
    assert (forwarded.inbound.command, forwarded.inbound.text) == (None, "/status")


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ({"type": "user", "sender_user": {**SITI, "is_bot": False}}, "Siti Aminah"),
        ({"type": "hidden_user", "sender_user_name": "Budi"}, "Budi"),
        ({"type": "chat", "sender_chat": {"id": -5, "type": "group", "title": "RT 05"}}, "RT 05"),
        (
            {
                "type": "channel",
                "chat": {"id": -6, "type": "channel", "title": "Info"},
                "message_id": 1,
            },
            "Info",
        ),
    ],
)
def test_where_it_was_forwarded_from_is_named(origin: Json, name: str) -> None:
    found = said(message=message(text="x", forward_origin={**origin, "date": AT}))
    assert found.head == f"[diteruskan dari {name}]"
    assert "{name}" in FORWARDED["en"]


def test_what_it_answers_is_quoted() -> None:
    ours = {**message(text="Mau apa?"), "from": BOT}
    assert filed(message=message(text="x", reply_to_message=ours)).quoted == "Tanya: Mau apa?"
    part = {"text": "Mau", "position": 0}
    quote = filed(message=message(text="x", reply_to_message=ours, quote=part))
    assert quote.quoted == "Tanya: Mau"
    photo = message(photo=PHOTO, caption="KTP")
    assert filed(message=message(text="x", reply_to_message=photo)).quoted == (
        "Siti Aminah: [foto] KTP"
    )
    origin = {"type": "hidden_user", "sender_user_name": "Budi", "date": AT}
    elsewhere = message(text="x", external_reply={"origin": origin}, quote=part)
    assert filed(message=elsewhere).quoted == "Budi: Mau"
    assert filed(message=message(text="x")).quoted == ""


def test_an_edit_names_the_message_it_is_a_new_wording_of() -> None:
    found = filed(edited_message=message(text="jam tutup?", edit_date=AT + 60))
    assert (found.text, found.edits, found.message_key) == ("jam tutup?", "4711/5", None)
    assert found.external_id == "update:9"
    assert found.sent_at == dt.datetime.fromtimestamp(AT + 60, dt.UTC)
    again = filed(edited_message=message(text="/start token"))
    assert (again.command, again.thread_keys) == (None, ())


def press(**query: object) -> Json:
    person = {**SITI, "is_bot": False, "language_code": "id"}
    return {"id": "q", "from": person, "chat_instance": "1", **query}


BOARD = {
    "inline_keyboard": [
        [{"text": "Ya", "callback_data": "yes"}],
        [{"text": "Tidak", "callback_data": "no"}, {"text": "Situs", "url": "https://a.example"}],
        [{"text": "English", "callback_data": "/bahasa en"}],
        [{"text": "✓ Ya", "callback_data": "."}],
    ]
}


def test_a_pressed_button_is_a_choice_and_its_label() -> None:
    found = filed(callback_query=press(data="no", message=message(text="?", reply_markup=BOARD)))
    assert (found.choice, found.text, found.sender) == ("no", "Tidak", "4711")
    assert (found.external_id, found.sender_name) == ("update:9", "Siti Aminah")
    assert (found.command, found.fingerprint) == (None, "press:4711/5")


def test_a_button_can_be_a_command() -> None:
    shown = message(text="?", reply_markup=BOARD)
    found = filed(callback_query=press(data="/bahasa en", message=shown))
    assert (found.choice, found.text, found.command) == ("/bahasa en", "English", "language")


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"message": {"chat": {**SITI, "type": "private"}, "message_id": 5, "date": 0}},
        {"message": message(text="?")},
        {"message": message(text="?", reply_markup={"inline_keyboard": []})},
    ],
)
def test_a_button_that_is_no_longer_shown_does_not_count(shown: Json) -> None:
    found = reading(callback_query=press(data="no", **shown))
    assert isinstance(found, Aside)
    assert found.reason == "a button that is no longer shown"
    assert found.on_purpose
    assert found.press is not None
    assert found.press.notice == OUTDATED["id"]


def test_the_mark_of_a_choice_is_no_choice() -> None:
    shown = message(text="?", reply_markup=BOARD)
    assert reason(callback_query=press(data=".", message=shown)) == "a choice that was made before"


GROUP = {"id": -5, "type": "group", "title": "RT 05"}
SUPER = {**GROUP, "type": "supergroup"}
MENTION = {"type": "mention", "offset": 0, "length": 15}
NAMED = {"type": "text_mention", "offset": 0, "length": 5, "user": BOT}
OURS = {"message_id": 4, "from": BOT, "chat": SUPER, "date": AT, "text": "Mau apa?"}
THEIRS = {**OURS, "from": {**SITI, "is_bot": False}}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"text": "@tanya_test_bot jam buka?", "entities": [MENTION]}, "jam buka?"),
        ({"text": "@tanya_test_bot", "entities": [MENTION]}, "@tanya_test_bot"),
        ({"text": "@Tanya_Test_Bot jam buka?", "entities": [MENTION]}, "jam buka?"),
        ({"text": "Tanya jam buka?", "entities": [NAMED]}, "Tanya jam buka?"),
        ({"text": "jam buka?", "reply_to_message": OURS}, "jam buka?"),
        ({"text": "/status@tanya_test_bot 7"}, "7"),
        (
            {"photo": PHOTO, "caption": "@tanya_test_bot ini", "caption_entities": [MENTION]},
            "ini",
        ),
    ],
)
def test_a_group_is_answered_when_it_calls_us(content: Json, text: str) -> None:
    for group in (GROUP, SUPER):
        found = filed(message=message(chat=group, **content))
        assert (found.text, found.sender, found.group) == (text, "-5", "RT 05")
        assert found.sender_name == "Siti Aminah"


@pytest.mark.parametrize(
    "content",
    [
        {"text": "halo"},
        {"text": "/status"},
        {"text": "/status@another_bot"},
        {"text": "@another_bot halo", "entities": [{**MENTION, "length": 12}]},
        {"text": "jam buka?", "reply_to_message": THEIRS},
    ],
)
def test_a_group_is_left_alone_when_it_does_not(content: Json) -> None:
    for kind in ("message", "edited_message"):
        found = reading(**{kind: message(chat=SUPER, **content)})
        assert found == Aside(reason="in a group, and not for us", on_purpose=True)


def test_who_speaks_as_the_group_is_a_person() -> None:
    anonymous = message(chat=SUPER, sender_chat=SUPER, text="/status@tanya_test_bot")
    anonymous["from"] = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    assert filed(message=anonymous).automatic is False
    machine = message(text="halo")
    machine["from"] = {"id": 5, "is_bot": True, "first_name": "R2"}
    assert filed(message=machine).automatic is True


def test_a_button_in_a_group_is_for_us() -> None:
    shown = message(chat=SUPER, text="?", reply_markup=BOARD)
    found = filed(callback_query=press(data="yes", message=shown))
    assert (found.sender, found.choice, found.group) == ("-5", "yes", "RT 05")


def test_a_group_that_moves() -> None:
    assert reading(message=message(chat=GROUP, migrate_to_chat_id=-100)) == MovedOn(
        address="-5", to="-100"
    )
    there = message(chat={**SUPER, "id": -100}, migrate_from_chat_id=-5)
    assert reading(message=there) == MovedOn(address="-5", to="-100")


def part(number: int, caption: str = "", chat: Json | None = None) -> Json:
    words = {"caption": caption} if caption else {}
    content = message(chat=chat, photo=PHOTO, media_group_id="a", **words)
    return {"update_id": number, "message": {**content, "message_id": number}}


def test_the_parts_of_an_album_are_one_message() -> None:
    readings = read_all("tg", ME, [part(9, "KTP"), part(10), part(11, "dan KK")])
    whole = joined([one for one in readings if isinstance(one, Said)])
    assert (whole.inbound.text, whole.inbound.external_id) == ("KTP\ndan KK", "update:9")
    assert whole.inbound.parts == ("update:10", "update:11")
    assert [file.name for file in whole.files] == ["foto-9.jpg", "foto-10.jpg", "foto-11.jpg"]


def test_an_album_in_a_group_is_for_us_when_one_part_is() -> None:
    first = part(9, "@tanya_test_bot ini", SUPER)
    first["message"]["caption_entities"] = [MENTION]
    assert all(isinstance(one, Said) for one in read_all("tg", ME, [part(8, "", SUPER), first]))
    assert not any(isinstance(one, Said) for one in read_all("tg", ME, [part(8, "", SUPER)] * 2))


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
    ("change", "address", "blocked"),
    [
        (membership("kicked"), "4711", True),
        (membership("member"), "4711", False),
        (membership("left", SUPER), "-5", True),
        (membership("member", SUPER), "-5", False),
    ],
)
def test_who_blocks_us_and_who_takes_us_back(change: Json, address: str, blocked: bool) -> None:  # noqa: FBT001
    assert reading(my_chat_member=change) == Reached(address=address, blocked=blocked)


CHANNEL = {"id": -6, "type": "channel", "title": "Info"}


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ({"message": message(chat=CHANNEL, text="halo")}, "channel"),
        ({"my_chat_member": membership("member", CHANNEL)}, "channel"),
        ({"callback_query": press(data="x", message=message(chat=CHANNEL, text="?"))}, "channel"),
        ({"callback_query": press(game_short_name="x")}, "a button that is no longer shown"),
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
