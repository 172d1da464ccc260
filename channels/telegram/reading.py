"""An update of the Bot API, as a dict, read into an `Inbound`; pure.

An edit is filed as a message of its own that begins with "(disunting)": messages are added, never
changed.  A command keeps its whole text, so that ``/start <payload>`` and ``/status <number>``
lose nothing.  Anything this cannot read comes back as `Aside`, with the reason.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    Message,
    Update,
    User,
)

from channels.telegram.content import spoken
from channels.telegram.text import clean
from channels.telegram.words import EDITED, Locale, locale_of
from tickets.domain import link
from tickets.domain.traffic import Inbound

_PAYLOAD = re.compile(r"/start(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})\s*", re.IGNORECASE)
COMMAND = re.compile(r"/(start|status)(?:@\w+)?(?:\s|$)", re.IGNORECASE)
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")  # what we ask for
ENVELOPE = {"message_id", "from", "chat", "date", "edit_date"}  # what every message has


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """An update that becomes no message, and why."""

    reason: str


def external_id(update_id: int) -> str:
    """The identity of an update."""
    return f"update:{update_id}"


def update_id(raw: object) -> int | None:
    """Its number, a positive one; None when it has none."""
    match raw:
        case {"update_id": int(number)} if number > 0:
            return number
    return None


def read(channel: str, raw: object) -> Inbound | Aside:
    """What the citizen said, or why there is nothing to file."""
    if not isinstance(raw, dict) or update_id(raw) is None:
        return Aside(reason="an update without an id")
    try:
        return _read(channel, _update(raw), raw)
    except Exception as why:  # noqa: BLE001 - whatever the library makes of an odd update
        return Aside(reason=f"cannot be read: {type(why).__name__} in {_kind(raw)}")


def _update(raw: Mapping[str, Any]) -> Update:
    """By the library, which sees the kinds we know and stumbles over no others."""
    return Update.de_json({key: raw[key] for key in ("update_id", *KINDS) if key in raw}, None)


def _read(channel: str, update: Update, raw: Mapping[str, Any]) -> Inbound | Aside:
    match update:
        case Update(message=Message() as message):
            said = _message(message, raw["message"])
        case Update(edited_message=Message() as message):
            said = _edit(message, raw["edited_message"])
        case Update(callback_query=CallbackQuery() as query):
            said = _press(query)
        case Update(my_chat_member=ChatMemberUpdated() as change):
            return _membership(change)
        case _:
            return Aside(reason=f"unknown kind: {_kind(raw)}")
    if isinstance(said, Aside):
        return said
    return dataclasses.replace(said, channel=channel, external_id=external_id(update.update_id))


def _message(message: Message, raw: Mapping[str, Any]) -> Inbound | Aside:
    if message.chat.type != Chat.PRIVATE:
        return _elsewhere(message.chat)
    user = message.from_user
    text = spoken(message, _locale(user))
    if text is None:
        kinds = ", ".join(sorted(raw.keys() - ENVELOPE)) or "nothing"
        return Aside(reason=f"a message without words: {kinds}")
    command = COMMAND.match(text) if message.text else None
    payload = _PAYLOAD.fullmatch(text) if message.text else None
    return dataclasses.replace(
        _from(message.chat, user),
        text=text,
        sent_at=message.date,
        command=command[1].lower() if command else None,
        thread_keys=(link.key(payload[1]),) if payload else (),
    )


def _edit(message: Message, raw: Mapping[str, Any]) -> Inbound | Aside:
    if message.location and message.chat.type == Chat.PRIVATE:
        return Aside(reason="a live location moved on")  # every few seconds, for hours
    said = _message(message, raw)
    if isinstance(said, Aside):
        return said
    mark = EDITED[locale_of(said.locale)]
    return dataclasses.replace(
        said,
        text=f"{mark} {said.text}",
        sent_at=message.edit_date or message.date,
        command=None,
        thread_keys=(),
    )


def _press(query: CallbackQuery) -> Inbound | Aside:
    """A quick reply; Telegram leaves the message out when it is too old."""
    chat = (
        query.message.chat if query.message is not None else Chat(query.from_user.id, Chat.PRIVATE)
    )
    if chat.type != Chat.PRIVATE:
        return _elsewhere(chat)
    if not query.data:
        return Aside(reason="a button without data")
    board = query.message.reply_markup if isinstance(query.message, Message) else None
    label = _label(board, query.data) or query.data
    return dataclasses.replace(
        _from(chat, query.from_user), text=clean(label), choice=clean(query.data)
    )


def _label(board: InlineKeyboardMarkup | None, data: str) -> str:
    buttons = (button for row in board.inline_keyboard for button in row) if board else ()
    return next((button.text for button in buttons if button.callback_data == data), "")


def _from(chat: Chat, user: User | None) -> Inbound:
    return Inbound(
        channel="",
        kind="telegram",
        external_id="",
        sender=str(chat.id),
        sender_name=clean((user.full_name if user else chat.full_name) or ""),
        locale=_locale(user),
        automatic=bool(user and user.is_bot),
    )


def _locale(user: User | None) -> Locale:
    return locale_of(user.language_code if user else None)


def _membership(change: ChatMemberUpdated) -> Aside:
    if change.chat.type != Chat.PRIVATE:
        return _elsewhere(change.chat)
    match change.new_chat_member.status:
        case "kicked":
            return Aside(reason="blocked by the person")
        case "member":
            return Aside(reason="started or unblocked by the person")
        case status:
            return Aside(reason=f"membership: {status}")


def _elsewhere(chat: Chat) -> Aside:
    return Aside(reason="channel" if chat.type == Chat.CHANNEL else "group chat")


def _kind(raw: Mapping[str, Any]) -> str:
    return clean(", ".join(sorted(str(key) for key in raw if key != "update_id")))[:100] or "none"
