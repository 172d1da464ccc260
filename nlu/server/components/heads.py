"""One question answered about a text: a linear model on words, one on meaning, their mean."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from components.features import View

Floats = NDArray[np.float64]
Classes = NDArray[np.int64]  # a class, or a row, for each

FOLDS = 3
_WORDS, _MEANING = "words", "meaning"
_HARDNESS = 0.35  # C of the support vector machine on words and letters
_FREEDOM = 20.0  # C of the regression on the encoder's vectors
_ALMOST_NOTHING = 1e-9
_UNSEEN = -10.0  # the score of a class that a fold did not have


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Scores = rows x ``weights`` + ``bias``; ``heat`` makes shares of belief of them."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    heat: float

    def scores(self, rows: Any) -> Floats:  # noqa: ANN401  dense or sparse
        """One row of scores for each row."""
        return np.asarray(rows @ self.weights + self.bias, dtype=np.float64)

    def beliefs(self, rows: Any) -> Floats:  # noqa: ANN401  dense or sparse
        """One row of shares for each row; each sums to 1."""
        return softmax(self.scores(rows) * self.heat)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The classes, the two models, and a last ``heat`` on the mean of their beliefs."""

    classes: tuple[str, ...]
    words: Linear
    meaning: Linear | None
    heat: float

    def beliefs(self, view: View) -> Floats:
        """A row for each text, a column for each class."""
        return softmax(_log(self.mean(view)) * self.heat)

    def mean(self, view: View) -> Floats:
        """The mean of the models' beliefs, before the last heat."""
        told = [self.words.beliefs(view.sparse)]
        if self.meaning is not None and view.dense is not None:
            told.append(self.meaning.beliefs(view.dense))
        return np.mean(told, axis=0)

    def warmed(self, beliefs: Sequence[Floats], truths: Sequence[Classes]) -> "Head":
        """Set the last heat where several sets, equal in weight, are told best (log loss)."""
        return dataclasses.replace(self, heat=_best_heat([_log(b) for b in beliefs], truths))

    def kept(self, name: str) -> tuple[dict[str, Any], dict[str, NDArray[np.float32]]]:
        """Return all of it, as a JSON document and arrays whose names begin with ``name``."""
        document: dict[str, Any] = {"classes": self.classes, "heat": self.heat}
        arrays: dict[str, NDArray[np.float32]] = {}
        for part, model in ((_WORDS, self.words), (_MEANING, self.meaning)):
            if model is not None:
                document[part] = model.heat
                arrays[f"{name}_{part}_weights"] = model.weights
                arrays[f"{name}_{part}_bias"] = model.bias
        return document, arrays

    @classmethod
    def restore(
        cls, name: str, document: Mapping[str, Any], arrays: Mapping[str, NDArray[np.float32]]
    ) -> "Head":
        """Make it again from what `kept` returned."""
        models = {
            part: Linear(
                weights=arrays[f"{name}_{part}_weights"],
                bias=arrays[f"{name}_{part}_bias"],
                heat=document[part],
            )
            for part in (_WORDS, _MEANING)
            if part in document
        }
        return cls(
            classes=tuple(document["classes"]),
            words=models[_WORDS],
            meaning=models.get(_MEANING),
            heat=document["heat"],
        )


def fit(
    view: View, labels: Sequence[str], seed: int, copies: Sequence[View] = ()
) -> tuple[Head, Floats, Classes]:
    """Learn ``labels``; also return the out-of-fold mean beliefs, and the class of each row.

    ``copies`` are the same rows, mistyped: words and letters are learned from them too, with their
    rows; they are never judged.
    """
    classes = sorted(set(labels))
    truth = np.asarray([classes.index(label) for label in labels])
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(truth, truth))
    everything = np.arange(len(truth))
    kinds = [_WORDS] if view.dense is None else [_WORDS, _MEANING]
    jobs = [
        delayed(_fitted)(kind, [view, *copies], truth, train, len(classes), seed)
        for kind in kinds
        for train in (*(train for train, _ in folds), everything)
    ]
    done = iter(Parallel(n_jobs=2)(jobs))  # processes: liblinear has one dice for all threads
    models, told = {}, []
    for kind in kinds:
        outside = np.zeros((len(truth), len(classes)))
        for _, test in folds:
            outside[test] = next(done).scores(_rows(kind, view, test))
        heat = _best_heat([outside], [truth])
        models[kind] = dataclasses.replace(next(done), heat=heat)
        told.append(softmax(outside * heat))
    head = Head(
        classes=tuple(classes), words=models[_WORDS], meaning=models.get(_MEANING), heat=1.0
    )
    mean = np.mean(told, axis=0)
    return head.warmed([mean], [truth]), mean, truth


def softmax(scores: Floats) -> Floats:
    """Shares of belief, a row at a time.

    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _fitted(
    kind: str, views: Sequence[View], truth: Classes, train: Classes, classes: int, seed: int
) -> Linear:
    if kind == _WORDS:
        rows = sparse.vstack([_rows(kind, view, train) for view in views], format="csr")
        known = np.tile(truth[train], len(views))
        return _linear(LinearSVC(C=_HARDNESS, random_state=seed).fit(rows, known), classes)
    model = LogisticRegression(C=_FREEDOM, max_iter=100, tol=1e-3, random_state=seed)
    return _linear(model.fit(_rows(kind, views[0], train), truth[train]), classes)


def _rows(kind: str, view: View, at: Classes) -> Any:  # noqa: ANN401  dense or sparse
    return view.sparse[at] if kind == _WORDS else view.dense[at]


def _linear(fitted: Any, classes: int) -> Linear:  # noqa: ANN401  of scikit-learn
    coefficients, intercept = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # noqa: PLR2004  scikit-learn keeps one row for two classes
        coefficients = np.vstack([-coefficients, coefficients])
        intercept = np.concatenate([-intercept, intercept])
    weights = np.zeros((coefficients.shape[1], classes), dtype=np.float32)
    bias = np.full(classes, _UNSEEN, dtype=np.float32)
    weights[:, fitted.classes_] = coefficients.T
    bias[fitted.classes_] = intercept
    return Linear(weights=weights, bias=bias, heat=1.0)


def _best_heat(scores: Sequence[Floats], truths: Sequence[Classes]) -> float:
    def loss(exponent: float) -> float:
        heat = np.exp(exponent)
        return float(
            np.mean(
                [
                    -np.mean(_log(softmax(s * heat))[np.arange(len(t)), t])
                    for s, t in zip(scores, truths, strict=True)
                ]
            )
        )

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 4), method="bounded").x))


def _log(beliefs: Floats) -> Floats:
    logarithms: Floats = np.log(beliefs + _ALMOST_NOTHING)
    return logarithms
