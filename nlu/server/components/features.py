"""What the classifier sees of a text: words and letters (sparse), and its meaning (dense)."""

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from components import encoder
from components.normal import Words, read_words, visible, words_of

_WORDS = {"analyzer": "word", "token_pattern": r"\S+", "ngram_range": (1, 2)}
_LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 5)}
_RARE_LETTERS = 2  # texts that a group of letters stands in, at least


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A row for each text: ``sparse`` n x features; ``dense`` n x 512, None without encoder."""

    sparse: sparse.csr_matrix
    dense: NDArray[np.float32] | None

    def rows(self, at: NDArray[np.int64]) -> "View":
        """Take some of the rows."""
        return View(sparse=self.sparse[at], dense=None if self.dense is None else self.dense[at])


class Features:
    """Learned from texts once; the same text always looks the same."""

    def __init__(
        self,
        words: Words,
        by_word: TfidfVectorizer,
        by_letter: TfidfVectorizer,
        centre: NDArray[np.float32] | None,
        spread: NDArray[np.float32] | None,
    ) -> None:
        """See `learn` and `restore`."""
        self._words = words
        self._by_word, self._by_letter = by_word, by_letter
        self._centre, self._spread = centre, spread

    @classmethod
    def learn(cls, texts: Sequence[str], words: Words, mistyped: Sequence[str] = ()) -> "Features":
        """Collect what occurs in the texts; vectors are centred, as they are useless otherwise."""
        by_word = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **_WORDS)
        by_letter = TfidfVectorizer(
            sublinear_tf=True, dtype=np.float32, min_df=_RARE_LETTERS, **_LETTERS
        )
        read = [words_of(text, words) for text in (*texts, *mistyped)]
        by_word.fit([" ".join(map(_stem, one)) for one in read])
        by_letter.fit([" ".join(one) for one in read])
        dense = encoder.encode([visible(text) for text in texts])
        if dense is None:
            return cls(words, by_word, by_letter, None, None)
        spread = dense.std(0) * np.float32(np.sqrt(dense.shape[1]))
        return cls(words, by_word, by_letter, dense.mean(0), spread)

    def view(self, texts: Sequence[str], *, with_meaning: bool = True) -> View:
        """Look at texts."""
        read = [words_of(text, self._words) for text in texts]
        parts = [
            self._by_word.transform([" ".join(map(_stem, one)) for one in read]),
            self._by_letter.transform([" ".join(one) for one in read]),
        ]
        dense = None
        if with_meaning and self._centre is not None and self._spread is not None:
            dense = encoder.encode([visible(text) for text in texts])
        if dense is not None:
            dense = (dense - self._centre) / self._spread
        return View(sparse=sparse.hstack(parts, format="csr", dtype=np.float32), dense=dense)

    def kept(self) -> tuple[dict[str, Any], dict[str, NDArray[np.float32]]]:
        """Return all of it, as a JSON document and arrays."""
        document = {
            "slang": dict(self._words.slang),
            "particles": sorted(self._words.particles),
            "words": _in_order(self._by_word.vocabulary_),
            "letters": _in_order(self._by_letter.vocabulary_),
        }
        arrays = {"idf_words": self._by_word.idf_, "idf_letters": self._by_letter.idf_}
        if self._centre is not None and self._spread is not None:
            arrays |= {"centre": self._centre, "spread": self._spread}
        return document, arrays

    @classmethod
    def restore(
        cls, document: Mapping[str, Any], arrays: Mapping[str, NDArray[np.float32]]
    ) -> "Features":
        """Make it again from what `kept` returned."""
        by_word = TfidfVectorizer(
            sublinear_tf=True, dtype=np.float32, vocabulary=document["words"], **_WORDS
        )
        by_letter = TfidfVectorizer(
            sublinear_tf=True, dtype=np.float32, vocabulary=document["letters"], **_LETTERS
        )
        for vectorizer, name in ((by_word, "idf_words"), (by_letter, "idf_letters")):
            vectorizer.idf_ = arrays[name].astype(np.float32)
        return cls(
            read_words(document), by_word, by_letter, arrays.get("centre"), arrays.get("spread")
        )


def _in_order(vocabulary: Mapping[str, int]) -> list[str]:
    return sorted(vocabulary, key=vocabulary.__getitem__)


@functools.lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401  a package without types
    return StemmerFactory().create_stemmer()


@functools.lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    stemmed: str = _stemmer().stem(word)
    return stemmed
