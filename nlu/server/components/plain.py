"""A linear model on words alone that can be read without any library: it stands in for Rasa."""

import dataclasses
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

_Weights = Mapping[str, Mapping[str, float]]  # term -> class -> weight, times the term's idf


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Weights of terms (one or two words) for classes; ``idf`` is for the length of the text."""

    classes: Mapping[str, float]  # and their bias
    idf: Mapping[str, float]
    weights: _Weights
    heat: float

    def beliefs(self, words: Sequence[str]) -> dict[str, float]:
        """Share of belief in each class; empty when no word is known.

        >>> plain = Plain(classes={"a": 0.0, "b": 0.0}, idf={"x": 1.0},
        ...               weights={"x": {"a": 1.0}}, heat=1.0)
        >>> {name: round(share, 2) for name, share in plain.beliefs(["x", "y"]).items()}
        {'a': 0.73, 'b': 0.27}
        >>> plain.beliefs(["y"])
        {}
        """
        counts: dict[str, int] = {}
        for term in (*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))):
            if term in self.idf:
                counts[term] = counts.get(term, 0) + 1
        if not counts:
            return {}
        worth = {term: (1 + math.log(n)) * self.idf[term] for term, n in counts.items()}
        length = math.sqrt(sum(value * value for value in worth.values()))
        scores = dict(self.classes)
        for term, value in worth.items():
            for name, weight in self.weights.get(term, {}).items():
                scores[name] += weight * value / length
        return _softmax(scores, self.heat)


def _softmax(scores: Mapping[str, float], heat: float) -> dict[str, float]:
    highest = max(scores.values())
    raised = {name: math.exp((score - highest) * heat) for name, score in scores.items()}
    whole = sum(raised.values())
    return {name: value / whole for name, value in raised.items()}


def restore(kept: Mapping[str, Any]) -> Plain:
    """Make it of what `components.fusion` wrote."""
    return Plain(
        classes=kept["classes"], idf=kept["idf"], weights=kept["weights"], heat=kept["heat"]
    )
