"""What the bot says to commands other than /start and /status; pure."""

import dataclasses
from collections.abc import Sequence

from bot.status import StatusWords
from tickets.domain.lifecycle import Handler
from tickets.domain.message import Choice
from tickets.domain.waiting import Waiting
from tickets.queries import TurnView, Unheard

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
_SPOKEN = {"id": "id", "indonesia": "id", "en": "en", "english": "en", "inggris": "en"}
_MEANINGS = {"/bahasa": "language", "/hapus": "delete", "/petugas": "person"}
_YES, _NO = "/hapus ya", "/hapus batal"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What becomes of a command."""

    text: str
    choices: Sequence[Choice] = ()
    locale: str | None = None  # the language that was chosen
    hand_off: str | None = None  # why a person is called
    note: str = ""  # for that person alone


def meant(said: Unheard, choice: str | None = None) -> str | None:
    """The command a message is, by itself or by the button it chose."""
    name = (said.choice or choice or "").partition(" ")[0]
    return said.command or _MEANINGS.get(name)


def reply(
    command: str, asked: str, view: TurnView, waiting: Waiting, say: StatusWords
) -> Reply | None:
    """What to do; None for the commands that are answered elsewhere.

    ``asked``: the button that was pressed, or what followed the command.  ``waiting``: what may be
    told of the queue.
    """
    match command:
        case "language":
            return _language(_SPOKEN.get(asked.removeprefix("/bahasa").strip().lower()), view, say)
        case "person":
            return _person(view, waiting, say)
        case "delete":
            return _delete(asked, view, say)
    return None


def _language(chosen: str | None, view: TurnView, say: StatusWords) -> Reply:
    if chosen is None:
        choices = [Choice(id=f"/bahasa {key}", label=name) for key, name in LANGUAGES.items()]
        return Reply(text=say.phrase("language_which", view.locale), choices=choices)
    return Reply(text=say.phrase("language_chosen", chosen), locale=chosen)


def _person(view: TurnView, waiting: Waiting, say: StatusWords) -> Reply:
    match view.standing.handler:
        case Handler.BOT:
            return Reply(text=say.phrase("handoff_requested", view.locale), hand_off="requested")
        case Handler.QUEUE:
            return Reply(text=say.queue(view.ticket, waiting, view.locale))
        case Handler.AGENT:
            return Reply(text=say.phrase("person_here", view.locale))


def _delete(asked: str, view: TurnView, say: StatusWords) -> Reply:
    if asked == _YES:
        return Reply(
            text=say.phrase("delete_asked", view.locale, number=view.ticket),
            hand_off="data_deletion",
            note=say.phrase("delete_note", "id"),
        )
    if asked == _NO:
        return Reply(text=say.phrase("delete_not", view.locale))
    choices = (
        Choice(id=_YES, label=say.phrase("delete_yes", view.locale)),
        Choice(id=_NO, label=say.phrase("delete_no", view.locale)),
    )
    return Reply(text=say.phrase("delete_means", view.locale), choices=choices)
