"""Text with entities, as Telegram sends it, made readable as plain text; pure."""

from collections.abc import Sequence

from telegram import MessageEntity

_UTF16 = "utf-16-le"


def readable(text: str, entities: Sequence[MessageEntity], *, without: str = "") -> str:
    """With the address of a link behind its words, and without mentions of ``without``."""
    raw = text.encode(_UTF16, "surrogatepass")  # entities count in UTF-16 units
    for entity in sorted(entities, key=lambda e: e.offset + e.length, reverse=True):
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        words = part(raw, start, end)
        if entity.type == MessageEntity.TEXT_LINK and entity.url and not _same(words, entity.url):
            raw = raw[:end] + f" ({entity.url})".encode(_UTF16, "surrogatepass") + raw[end:]
        elif without and is_mention(entity, words, without):
            raw = raw[:start] + raw[end:]
    said = raw.decode(_UTF16, "surrogatepass")
    called = without and said != text
    return (said.strip() or text) if called else said


def part(raw: bytes, start: int, end: int) -> str:
    """Some of a text in UTF-16, from byte to byte."""
    return raw[start:end].decode(_UTF16, "replace")


def words_of(text: str, entity: MessageEntity) -> str:
    """What an entity covers."""
    raw = text.encode(_UTF16, "surrogatepass")
    return part(raw, 2 * entity.offset, 2 * (entity.offset + entity.length))


def is_mention(entity: MessageEntity, words: str, username: str) -> bool:
    """Whether it is "@username"."""
    return entity.type == MessageEntity.MENTION and words.lower() == f"@{username}".lower()


def _same(words: str, url: str) -> bool:
    """Whether the words are the address already."""
    bare = url.rsplit("://", maxsplit=1)[-1].rstrip("/")
    return bare in words
