"""Whether a message in a group is for us; pure.  In a private chat every message is."""

import dataclasses

from telegram import Chat, Message, MessageEntity

from channels.telegram.commands import command_in
from channels.telegram.entities import is_mention, words_of

GROUPS = frozenset({Chat.GROUP, Chat.SUPERGROUP})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The bot itself."""

    id: int
    username: str


def is_addressed(message: Message, me: Me) -> bool:
    """It answers us, names us, or is a command that names us."""
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    text = message.text or message.caption or ""
    entities = (*message.entities, *message.caption_entities)
    if any(_names(entity, text, me) for entity in entities):
        return True
    command = command_in(text, me.username)
    return command is not None and command.addressed


def _names(entity: MessageEntity, text: str, me: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return is_mention(entity, words_of(text, entity), me.username)
