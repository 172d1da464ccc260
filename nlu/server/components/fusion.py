"""The intent classifier: three heads on one view of the text."""

import itertools
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.export import exported
from components.features import Features, View
from components.heads import Head, fit
from components.noise import mistyped
from components.normal import read_words, words_of
from components.senses import NO_PERMIT, Beliefs, Topics, guesses, intents, read_topics

PROJECT = Path(__file__).parents[1]
_DOCUMENT, _ARRAYS, _STANDIN = "fusion.json", "fusion.npz", "standin.json"
_SUBJECT, _ATTRIBUTE, _PERMIT = "subject", "attribute", "permit"
_SHOWN = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FusionClassifier(GraphComponent, IntentClassifier):
    """Tells the subject (a permit's topic, or an intent), what is asked of it, and the permit.

    Beside Rasa's ``intent`` and ``intent_ranking`` (shares of belief) a message gets ``topics``:
    the same, by topic, each with its likeliest intent and permit.  Config: ``random_state``, and
    how many ``noisy_copies`` of each example are learned too; ``words``, ``topics`` and
    ``calibration`` are files beside config.yml.
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """See `create` and `load`."""
        self._config, self._storage, self._resource = config, storage, resource
        self._features: Features | None = None
        self._heads: dict[str, Head] = {}
        self._topics = Topics(intents={}, permits={}, permit_decides=frozenset())

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings, where config.yml says nothing."""
        return {
            "random_state": 42,
            "noisy_copies": 2,
            "words": "words.yml",
            "topics": "topics.yml",
            "calibration": "calibration.jsonl",
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003  Rasa's signature
    ) -> "FusionClassifier":
        """Make one that has learned nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003  Rasa's signature
        **kwargs: Any,  # noqa: ANN401, ARG003  Rasa's signature
    ) -> "FusionClassifier":
        """Read what a trained one has learned."""
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            document = json.loads((folder / _DOCUMENT).read_text(encoding="utf-8"))
            with np.load(folder / _ARRAYS, allow_pickle=False) as kept:
                arrays = dict(kept)
        made._features = Features.restore(document["features"], arrays)
        made._heads = {
            name: Head.restore(name, head, arrays) for name, head in document["heads"].items()
        }
        made._topics = read_topics(document["topics"])
        return made

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples; their permits are in the metadata of their blocks."""
        seed = self._config["random_state"]
        examples = sorted(
            {
                (e.get(TEXT), e.get(INTENT), _permit_of(e))
                for e in training_data.intent_examples
                if e.get(TEXT)
            }
        )
        raw = _read_yaml(self._config["topics"])
        self._topics = read_topics(raw)
        words = _read_yaml(self._config["words"])
        texts = [text for text, _, _ in examples]
        dice = random.Random(seed)  # noqa: S311  typing errors
        noisy = [[mistyped(t, dice) for t in texts] for _ in range(self._config["noisy_copies"])]
        self._features = Features.learn(
            texts,
            read_words(words),
            mistyped=list(itertools.chain(*noisy)),
        )
        copies = [self._features.view(copy, with_meaning=False) for copy in noisy]
        self._learn(examples, self._features.view(texts), copies)
        self._keep(raw)
        self._keep_standin(examples, words, raw)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Give each message its intent, ranking and topics; none to one with nothing known."""
        assert self._features is not None  # noqa: S101  trained or loaded
        view = self._features.view([message.get(TEXT) or "" for message in messages])
        told = {name: head.beliefs(view) for name, head in self._heads.items()}
        for at, message in enumerate(messages):
            if view.sparse.indptr[at] == view.sparse.indptr[at + 1]:
                _write(message, [], [])
                continue
            found = Beliefs(
                subjects=self._row(_SUBJECT, told, at),
                attributes=self._row(_ATTRIBUTE, told, at),
                permits=self._row(_PERMIT, told, at),
            )
            ranking = sorted(intents(found, self._topics).items(), key=lambda item: -item[1])
            topics = [
                {"topic": g.topic, "confidence": g.confidence, "intent": g.intent}
                | ({"permit": g.permit} if g.permit else {})
                for g in guesses(found, self._topics)[:_SHOWN]
            ]
            _write(message, ranking[:_SHOWN], topics)
        return messages

    def _row(self, name: str, told: Mapping[str, Any], at: int) -> dict[str, float]:
        return dict(zip(self._heads[name].classes, told[name][at].tolist(), strict=True))

    def _learn(
        self, examples: Sequence[tuple[str, str, str]], view: View, copies: Sequence[View]
    ) -> None:
        seed, topics = self._config["random_state"], self._topics
        subjects = [topics.subject(intent, permit) for _, intent, permit in examples]
        head, told, truth = fit(view, subjects, seed, copies)
        self._heads[_SUBJECT] = self._calibrated(head, told, truth)
        for name, column, told_of in (
            (_ATTRIBUTE, 1, [e[1] in topics.attributes for e in examples]),
            (_PERMIT, 2, [bool(e[2]) or e[1] in topics.attributes for e in examples]),
        ):
            at = np.flatnonzero(told_of)
            labels = [examples[row][column] for row in at]
            self._heads[name], *_ = fit(view.rows(at), labels, seed, [c.rows(at) for c in copies])

    def _calibrated(self, head: Head, told: Any, truth: Any) -> Head:  # noqa: ANN401  arrays
        """Set the heat by what was held out of training, and by the calibration questions."""
        assert self._features is not None  # noqa: S101  called by train()
        lines = (PROJECT / self._config["calibration"]).read_text(encoding="utf-8").splitlines()
        questions = [json.loads(line) for line in lines if line.strip()]
        by_topic = {topic: at for at, topic in enumerate(self._subjects_of(head))}
        fitting = [q for q in questions if q["topic"] in by_topic]
        beliefs = head.mean(self._features.view([q["text"] for q in fitting]))
        merged = _merged(beliefs, [by_topic[self._topics.topic_of(c)] for c in head.classes])
        own = [by_topic[q["topic"]] for q in fitting]
        questions_weigh = (
            2  # as much as what was held out: neither is quite what citizens will write
        )
        return head.warmed(
            [told, *[merged] * questions_weigh], [truth, *[np.asarray(own)] * questions_weigh]
        )

    def _subjects_of(self, head: Head) -> list[str]:
        return sorted({self._topics.topic_of(subject) for subject in head.classes})

    def _keep(self, topics: Mapping[str, Any]) -> None:
        assert self._features is not None  # noqa: S101  called by train()
        features, arrays = self._features.kept()
        document: dict[str, Any] = {"topics": topics, "features": features, "heads": {}}
        for name, head in self._heads.items():
            document["heads"][name], more = head.kept(name)
            arrays |= more
        with self._storage.write_to(self._resource) as folder:
            text = json.dumps(document, ensure_ascii=False)
            (folder / _DOCUMENT).write_text(text, encoding="utf-8")
            np.savez(folder / _ARRAYS, **arrays)

    def _keep_standin(
        self,
        examples: Sequence[tuple[str, str, str]],
        words: Mapping[str, Any],
        topics: Mapping[str, Any],
    ) -> None:
        """Write what reads questions while Rasa is away: words alone, and no library."""
        spelled = read_words(words)
        said = [words_of(text, spelled) for text, _, _ in examples]
        subjects = [self._topics.subject(intent, permit) for _, intent, permit in examples]
        asking = [at for at, e in enumerate(examples) if e[1] in self._topics.attributes]
        seed = self._config["random_state"]
        document = {
            "words": words,
            "topics": topics,
            _SUBJECT: exported(said, subjects, seed),
            _ATTRIBUTE: exported(
                [said[at] for at in asking], [examples[at][1] for at in asking], seed
            ),
        }
        with self._storage.write_to(self._resource) as folder:
            text = json.dumps(document, ensure_ascii=False)
            (folder / _STANDIN).write_text(text, encoding="utf-8")


def _merged(beliefs: Any, columns: Sequence[int]) -> Any:  # noqa: ANN401  arrays
    merged = np.zeros((len(beliefs), max(columns) + 1))
    for at, column in enumerate(columns):
        merged[:, column] += beliefs[:, at]
    return merged


def _write(message: Message, ranking: Sequence[tuple[str, float]], topics: Any) -> None:  # noqa: ANN401
    shown = [{"name": name, "confidence": share} for name, share in ranking]
    best = shown[0] if shown else {"name": None, "confidence": 0.0}
    message.set(INTENT, best, add_to_output=True)
    message.set(INTENT_RANKING_KEY, shown, add_to_output=True)
    message.set("topics", topics, add_to_output=True)


def _permit_of(example: Message) -> str:
    metadata = example.get("metadata") or {}
    block = metadata.get("intent") or {}
    permit = block.get("permit") if isinstance(block, Mapping) else None
    return permit or NO_PERMIT


def _read_yaml(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
    return read
