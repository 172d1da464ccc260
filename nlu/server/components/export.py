"""Fits the model that stands in for Rasa, and writes it as plain numbers (`components.plain`)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from components.features import View
from components.heads import fit

_RARE = 2  # texts that a term stands in, at least
_NEGLIGIBLE = 0.1  # weights that hardly tell anything
_DIGITS = 4


def exported(said: Sequence[Sequence[str]], labels: Sequence[str], seed: int) -> dict[str, Any]:
    """Learn ``labels`` from words, and return the model as JSON knows it."""
    vectorizer = TfidfVectorizer(
        analyzer="word",
        token_pattern=r"\S+",  # noqa: S106  of words
        ngram_range=(1, 2),
        min_df=_RARE,
        sublinear_tf=True,
        dtype=np.float32,
    )
    rows = vectorizer.fit_transform([" ".join(words) for words in said])
    head, *_ = fit(View(sparse=rows, dense=None), labels, seed)
    return {
        "classes": dict(zip(head.classes, head.words.bias.round(_DIGITS).tolist(), strict=True)),
        "idf": {
            term: round(float(vectorizer.idf_[at]), _DIGITS)
            for term, at in sorted(vectorizer.vocabulary_.items())
        },
        "weights": {
            term: _telling(head.classes, head.words.weights[at])
            for term, at in sorted(vectorizer.vocabulary_.items())
        },
        "heat": head.words.heat,
    }


def _telling(classes: Sequence[str], weights: Any) -> dict[str, float]:  # noqa: ANN401  array
    return {
        name: round(float(weight), _DIGITS)
        for name, weight in zip(classes, weights, strict=True)
        if abs(weight) > _NEGLIGIBLE
    }
