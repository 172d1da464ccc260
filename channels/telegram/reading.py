"""Updates of the Bot API, as dicts, read into what is to be done about them; pure.

What cannot be read comes back as `Aside`, with the reason.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from channels.telegram.addressing import GROUPS, Me, is_addressed
from channels.telegram.commands import Command, command_in
from channels.telegram.content import Content, File, content_of
from channels.telegram.context import forwarded, quoted
from channels.telegram.presses import Press, pressed
from channels.telegram.text import clean
from channels.telegram.words import Locale, locale_of
from tickets.domain import link
from tickets.domain.traffic import Inbound

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")  # what we ask for
ENVELOPE = {"message_id", "from", "chat", "date", "edit_date"}  # what every message has
UNADDRESSED = "in a group, and not for us"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something to be filed, once its files are fetched: they are not in ``inbound.text`` yet."""

    inbound: Inbound
    head: str = ""  # goes before everything: that it was forwarded
    files: tuple[File, ...] = ()
    press: Press | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """An update that becomes no message, and why."""

    reason: str
    on_purpose: bool = False  # it was understood, and is nothing to be filed
    press: Press | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Someone blocked us, or wants our messages again."""

    address: str
    blocked: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MovedOn:
    """A group has another id now."""

    address: str
    to: str


Reading: TypeAlias = Said | Aside | Reached | MovedOn


def external_id(update_id: int) -> str:
    """The identity of an update."""
    return f"update:{update_id}"


def update_id(raw: object) -> int | None:
    """Its number, a positive one; None when it has none."""
    match raw:
        case {"update_id": int(number)} if number > 0:
            return number
    return None


def album_of(raw: object) -> str | None:
    """The name of the album it is a part of; an edit is none."""
    match raw:
        case {"message": {"media_group_id": str(album), "chat": {"id": int(chat)}}}:
            return f"{chat}:{album}"
    return None


def chat_of(raw: object) -> int | None:
    """The chat it happened in."""
    match raw:
        case {"callback_query": {"message": {"chat": {"id": int(chat)}}}}:
            return chat
        case {"callback_query": {"from": {"id": int(chat)}}}:
            return chat
        case {"message": {"chat": {"id": int(chat)}}} | {
            "edited_message": {"chat": {"id": int(chat)}}
        }:
            return chat
        case {"my_chat_member": {"chat": {"id": int(chat)}}}:
            return chat
    return None


def read(channel: str, me: Me, raw: object, *, addressed: bool = False) -> Reading:
    """What to do about an update; ``addressed``: it is for us, whatever it says itself."""
    if not isinstance(raw, dict) or update_id(raw) is None:
        return Aside(reason="an update without an id")
    try:
        return _read(channel, me, _update(raw), raw, addressed=addressed)
    except Exception as why:  # noqa: BLE001 - whatever the library makes of an odd update
        return Aside(reason=f"cannot be read: {type(why).__name__} in {_kind(raw)}")


def read_all(channel: str, me: Me, raws: Sequence[object]) -> list[Reading]:
    """The parts of an album: when one of them is for us, all are."""
    readings = [read(channel, me, raw) for raw in raws]
    if len(raws) > 1 and any(isinstance(one, Said) for one in readings):
        return [read(channel, me, raw, addressed=True) for raw in raws]
    return readings


def joined(parts: Sequence[Said]) -> Said:
    """The parts of an album as one message, named as the first of them."""
    first, *others = parts
    captions = [part.inbound.text for part in parts if part.inbound.text]
    inbound = dataclasses.replace(
        first.inbound,
        text="\n".join(captions),
        parts=tuple(part.inbound.external_id for part in others),
    )
    files = tuple(file for part in parts for file in part.files)
    return dataclasses.replace(first, inbound=inbound, files=files)


def _update(raw: Mapping[str, Any]) -> Update:
    """By the library, which sees the kinds we know and stumbles over no others."""
    return Update.de_json({key: raw[key] for key in ("update_id", *KINDS) if key in raw}, None)


def _read(
    channel: str, me: Me, update: Update, raw: Mapping[str, Any], *, addressed: bool
) -> Reading:
    match update:
        case Update(message=Message() as message):
            said = _message(message, raw["message"], me, addressed=addressed)
        case Update(edited_message=Message() as message):
            said = _edit(message, raw["edited_message"], me)
        case Update(callback_query=CallbackQuery() as query):
            said = _press(query, me)
        case Update(my_chat_member=ChatMemberUpdated() as change):
            said = _membership(change)
        case _:
            return Aside(reason=f"unknown kind: {_kind(raw)}")
    if not isinstance(said, Said):
        return said
    named = dataclasses.replace(
        said.inbound, channel=channel, external_id=external_id(update.update_id)
    )
    return dataclasses.replace(said, inbound=named)


def _message(message: Message, raw: Mapping[str, Any], me: Me, *, addressed: bool) -> Reading:
    chat = message.chat
    if message.migrate_to_chat_id:
        return MovedOn(address=str(chat.id), to=str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id:
        return MovedOn(address=str(message.migrate_from_chat_id), to=str(chat.id))
    group = chat.type in GROUPS
    if aside := _elsewhere(message, me, addressed=addressed):
        return aside
    locale = locale_of(message.from_user.language_code if message.from_user else None)
    content = content_of(message, locale, without=me.username if group else "")
    if content is None:
        kinds = ", ".join(sorted(raw.keys() - ENVELOPE)) or "nothing"
        return Aside(reason=f"a message without words: {kinds}", on_purpose=True)
    return _said(message, content, locale, me)


def _elsewhere(message: Message, me: Me, *, addressed: bool) -> Aside | None:
    """Why it is not for us."""
    if message.chat.type == Chat.CHANNEL or message.is_automatic_forward:
        return Aside(reason="channel", on_purpose=True)
    if message.chat.type in GROUPS and not (addressed or is_addressed(message, me)):
        return Aside(reason=UNADDRESSED, on_purpose=True)
    return None


def _thread_keys(command: Command | None, message: Message) -> tuple[str, ...]:
    """A one-time link is one person's: in a group it leads nowhere."""
    alone = message.chat.type == Chat.PRIVATE
    return (link.key(command.payload),) if alone and command and command.payload else ()


def _said(message: Message, content: Content, locale: Locale, me: Me) -> Said:
    head = forwarded(message, locale)
    command = command_in(content.words, me.username) if message.text and not head else None
    words = content.words
    if command is not None and command.argument and not command.payload:
        words = command.argument
    elif command is not None:
        words = f"/{command.meaning}" if command.payload else words
    inbound = dataclasses.replace(
        _from(message.chat, message.from_user),
        text=" ".join(filter(None, (content.shows, words))),
        quoted=quoted(message, locale),
        sent_at=message.date,
        command=command.meaning if command else None,
        thread_keys=_thread_keys(command, message),
        message_key=f"{message.chat.id}/{message.message_id}",
    )
    if message.sender_chat is not None:  # someone who speaks as the group itself
        inbound = dataclasses.replace(inbound, automatic=False)
    return Said(inbound=inbound, head=head, files=content.files)


def _edit(message: Message, raw: Mapping[str, Any], me: Me) -> Reading:
    if message.location:
        return Aside(reason="a live location moved on", on_purpose=True)  # for hours
    said = _message(message, raw, me, addressed=False)
    if not isinstance(said, Said):
        return said
    inbound = dataclasses.replace(
        said.inbound,
        edits=said.inbound.message_key,
        message_key=None,
        sent_at=message.edit_date or message.date,
        command=None,
        thread_keys=(),
    )
    return dataclasses.replace(said, inbound=inbound)


def _press(query: CallbackQuery, me: Me) -> Reading:
    """A quick reply; Telegram leaves the message out when it is too old."""
    press = pressed(query)
    if press.chat.type == Chat.CHANNEL:
        return Aside(reason="channel", on_purpose=True, press=press)
    if press.notice is not None:
        return Aside(reason=press.why, on_purpose=True, press=press)
    command = command_in(press.data, me.username)
    inbound = dataclasses.replace(
        _from(press.chat, query.from_user),
        text=clean(press.label),
        choice=press.data,
        command=command.meaning if command else None,
        fingerprint=f"press:{press.chat.id}/{press.message}",  # the first press counts
    )
    return Said(inbound=inbound, press=press)


def _from(chat: Chat, user: User | None) -> Inbound:
    return Inbound(
        channel="",
        kind="telegram",
        external_id="",
        sender=str(chat.id),
        sender_name=clean((user.full_name if user else chat.effective_name) or ""),
        locale=locale_of(user.language_code if user else None),
        automatic=bool(user and user.is_bot),
        group=clean(chat.title or "") if chat.type in GROUPS else "",
    )


def _membership(change: ChatMemberUpdated) -> Reading:
    status = change.new_chat_member.status
    if change.chat.type == Chat.CHANNEL:
        return Aside(reason="channel", on_purpose=True)
    if status in {"kicked", "left"}:
        return Reached(address=str(change.chat.id), blocked=True)
    if status in {"member", "administrator"}:
        return Reached(address=str(change.chat.id), blocked=False)
    return Aside(reason=f"membership: {status}", on_purpose=True)


def _kind(raw: Mapping[str, Any]) -> str:
    return clean(", ".join(sorted(str(key) for key in raw if key != "update_id")))[:100] or "none"
