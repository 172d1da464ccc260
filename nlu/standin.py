"""Reads questions while Rasa is away: fixed words first, then a small model that training left."""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nlu.interpreter import Guess, Interpretation
from nlu.keywords import recognise
from nlu.server.components import plain
from nlu.server.components.normal import Words, read_words, words_of
from nlu.server.components.senses import Beliefs, Topics, guesses, read_topics
from nlu.server.thin.texts import presentable


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    words: Words
    topics: Topics
    subject: plain.Plain
    attribute: plain.Plain

    def read(self, text: str) -> tuple[Guess, ...]:
        words = words_of(presentable(text), self.words)
        subjects = self.subject.beliefs(words)
        if not subjects:
            return ()
        asked = self.attribute.beliefs(words) or dict.fromkeys(self.attribute.classes, 0.0)
        permits = dict.fromkeys(self.topics.permits, 0.0)  # the first of a topic's, if any
        found = Beliefs(subjects=subjects, attributes=asked, permits=permits)
        return tuple(
            Guess(intent=g.intent, confidence=g.confidence, topic=g.topic, permit=g.permit or None)
            for g in guesses(found, self.topics)
        )


class Standin:
    """An `Interpreter` that needs nothing but a file; ``find`` says where it is now, if at all."""

    def __init__(self, find: Callable[[], Path | None]) -> None:
        self._find = find
        self._read: tuple[Path, _Model] | None = None

    async def parse(self, text: str) -> Interpretation:
        """Read a text; ``source`` is "standin", or "keywords" where no model was found."""
        certain = recognise(text)
        model = None if certain.ranking else await asyncio.to_thread(self._model)
        if model is None:
            return certain
        return Interpretation(ranking=model.read(text), source="standin")

    def _model(self) -> _Model | None:
        path = self._find()
        if path is None:
            return None
        if self._read is None or self._read[0] != path:
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                return None
            self._read = path, _model(kept)
        return self._read[1]


def _model(kept: dict[str, Any]) -> _Model:
    return _Model(
        words=read_words(kept["words"]),
        topics=read_topics(kept["topics"]),
        subject=plain.restore(kept["subject"]),
        attribute=plain.restore(kept["attribute"]),
    )
