"""A button that was pressed: what it stands for, and whether it still counts; pure."""

import dataclasses

from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Message

from channels.telegram.text import clean
from channels.telegram.words import CHOSEN, OUTDATED, locale_of

DONE = "."  # what the button holds that shows a choice that was made


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One press.  ``notice`` is shown for a moment to who presses; None: it counts."""

    query: str
    chat: Chat
    message: int
    data: str
    label: str
    notice: str | None
    again: str  # shown instead, when the message had its answer before
    why: str = ""


def pressed(query: CallbackQuery) -> Press:
    """What was pressed; a button that its message does not show any more does not count."""
    shown = query.message
    data = clean(query.data or "")
    label = _label(shown.reply_markup, data) if isinstance(shown, Message) else ""
    locale = locale_of(query.from_user.language_code)
    notice, why = None, ""
    if data == DONE:
        notice, why = CHOSEN[locale], "a choice that was made before"
    elif not data or not label:
        notice, why = OUTDATED[locale], "a button that is no longer shown"
    return Press(
        query=query.id,
        chat=shown.chat if shown is not None else Chat(query.from_user.id, Chat.PRIVATE),
        message=shown.message_id if shown is not None else 0,
        data=data,
        label=label,
        notice=notice,
        again=CHOSEN[locale],
        why=why,
    )


def _label(board: InlineKeyboardMarkup | None, data: str) -> str:
    buttons = (button for row in board.inline_keyboard for button in row) if board else ()
    return next((button.text for button in buttons if button.callback_data == data), "")
