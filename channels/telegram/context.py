"""What a message refers to: the one it answers, and where it was forwarded from; pure."""

from telegram import (
    ExternalReplyInfo,
    Message,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from channels.telegram.content import content_of
from channels.telegram.text import clean
from channels.telegram.words import FORWARDED, STORY, Locale

LONGEST = 4096


def quoted(message: Message, locale: Locale) -> str:
    """Who said what it answers, and what that was; empty when it answers nothing."""
    part = message.quote.text if message.quote else ""
    if message.reply_to_message is not None:
        said = part or _said(message.reply_to_message, locale)
        return _line(_author(message.reply_to_message), said)
    if message.external_reply is not None:
        return _line(_origin(message.external_reply.origin), part or _kind(message.external_reply))
    if message.reply_to_story is not None:
        return _line(message.reply_to_story.chat.effective_name or "", STORY[locale])
    return ""


def forwarded(message: Message, locale: Locale) -> str:
    """That it was forwarded and from whom, in brackets; empty when it was not."""
    if message.forward_origin is None:
        return ""
    return f"[{FORWARDED[locale].format(name=clean(_origin(message.forward_origin)))}]"


def _said(message: Message, locale: Locale) -> str:
    content = content_of(message, locale)
    if content is None:
        return ""
    named = (f"[{f.word}: {f.detail}]" if f.detail else f"[{f.word}]" for f in content.files)
    return " ".join(filter(None, (*named, content.shows, content.words)))


def _author(message: Message) -> str:
    if message.sender_chat is not None:
        return message.sender_chat.effective_name or ""
    return message.from_user.full_name if message.from_user else ""


def _origin(origin: MessageOrigin) -> str:
    match origin:
        case MessageOriginUser():
            return origin.sender_user.full_name
        case MessageOriginHiddenUser():
            return origin.sender_user_name
        case MessageOriginChat():
            return origin.sender_chat.effective_name or ""
        case MessageOriginChannel():
            return origin.chat.effective_name or ""
    return "?"


def _kind(answered: ExternalReplyInfo) -> str:
    return next((kind for kind in ("photo", "document", "video") if getattr(answered, kind)), "")


def _line(name: str, said: str) -> str:
    return clean(": ".join(filter(None, (name, said))))[:LONGEST]
