"""Facts of the office that may answer what the citizen asked last."""

from collections.abc import Sequence

from aiohttp_pydantic.oas.typing import r200

from console.api.base import answer
from console.api.writing import WritingView
from console.suggesting import SuggestedFact, Suggesting
from console.writing_shapes import Language, SuggestionList, SuggestionOut
from tickets.commands.case import NotFound
from tickets.queries.writing import Questions


class SuggestionsView(WritingView):
    """``/api/v1/tickets/{number}/suggestions``."""

    async def get(self, number: str, /) -> r200[SuggestionList]:
        """List facts for what the citizen asked last, each with source, date and state."""
        asked = await self.writing.queries.questions(number)
        if asked is None:
            raise NotFound(f"there is no ticket {number}", "no_ticket", number=number)
        found = _near(self.writing.suggesting, asked)
        data = [_shown(one) for one in found]
        language: Language = "en" if asked.locale == "en" else "id"
        return answer(SuggestionList(data=data, language=language))


def _near(facts: Suggesting, asked: Questions) -> Sequence[SuggestedFact]:
    """For the newest message that any fact is near to: a "thank you" asks nothing."""
    for text in asked.texts:
        if found := facts.near(text, asked.locale):
            return found
    return ()


def _shown(fact: SuggestedFact) -> SuggestionOut:
    return SuggestionOut(
        id=fact.id,
        text=fact.text,
        source=fact.source,
        as_of=fact.as_of,
        state=fact.state,
        insert=fact.told,
    )
