"""A trained Rasa model that reads many texts at once, its graph walked without a scheduler."""

import dataclasses
import graphlib
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import rasa
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import ExecutionContext, GraphNode, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from .texts import readable

VERSION: str = rasa.__version__

Answer = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One node of the graph, and the nodes whose output it takes."""

    name: str
    takes: tuple[str, ...]
    call: Callable[..., tuple[str, Any]]


class Model:
    """Reads texts; not for two threads at a time."""

    def __init__(self, *, steps: Sequence[Step], alphabet: Collection[str] | None) -> None:
        self._steps = steps
        self._alphabet = alphabet

    def parse(self, texts: Sequence[str]) -> list[Answer]:
        """Read presentable texts; the answers have their order."""
        known = [at for at, text in enumerate(texts) if readable(text, self._alphabet)]
        answers = [_no_answer(text) for text in texts]
        messages = self._walk([texts[at] for at in known]) if known else []
        for at, message in zip(known, messages, strict=True):
            answers[at] |= _answer(message)
        return answers

    def _walk(self, texts: Sequence[str]) -> list[Message]:
        outputs: dict[str, Any] = {
            PLACEHOLDER_MESSAGE: [UserMessage(text) for text in texts],
            PLACEHOLDER_TRACKER: None,
        }
        for step in self._steps:
            _, outputs[step.name] = step.call(*((name, outputs[name]) for name in step.takes))
        messages: list[Message] = outputs[self._steps[-1].name]
        return messages


def load(archive: Path, alphabet: Collection[str] | None) -> Model:
    """Unpack and load a model.  The caller has made sure that it is one of ours."""
    with tempfile.TemporaryDirectory() as unpacked:
        storage, metadata = LocalModelStorage.from_model_archive(Path(unpacked), archive)
        return Model(steps=_steps(storage, metadata), alphabet=alphabet)


def _steps(storage: LocalModelStorage, metadata: ModelMetadata) -> list[Step]:
    schema = _reading_part(metadata)
    context = ExecutionContext(graph_schema=schema, model_id=metadata.model_id)
    order = graphlib.TopologicalSorter(
        {name: set(node.needs.values()) for name, node in schema.nodes.items()}
    ).static_order()
    return [
        Step(
            name=name,
            takes=tuple(schema.nodes[name].needs.values()),
            call=GraphNode.from_schema_node(name, schema.nodes[name], storage, context),
        )
        for name in order
        if name in schema.nodes
    ]


def _reading_part(metadata: ModelMetadata) -> GraphSchema:
    """Leave out the node that obeys ``/intent@confidence``: citizens do not give orders."""
    target = metadata.nlu_target
    node = metadata.predict_schema.nodes[target]
    if issubclass(node.uses, RegexMessageHandler):
        target = node.needs["messages"]
    return _only(metadata.predict_schema.nodes, target)


def _only(nodes: Mapping[str, Any], target: str) -> GraphSchema:
    wanted: dict[str, Any] = {}
    open_ends = [target]
    while open_ends:
        name = open_ends.pop()
        if name in nodes and name not in wanted:
            wanted[name] = nodes[name]
            open_ends += nodes[name].needs.values()
    return GraphSchema(wanted)


def _no_answer(text: str) -> Answer:
    return {
        "text": text,
        "intent": {"name": None, "confidence": 0.0},
        "entities": [],
        "intent_ranking": [],
    }


def _answer(message: Message) -> Answer:
    found: Answer = message.as_dict(only_output_properties=True)
    return {"entities": found.get("entities", [])} if _is_blind(message) else found


def _is_blind(message: Message) -> bool:
    """Tell whether Rasa's featurizers found nothing; our own classifier sees to that itself."""
    sparse = message.get_sparse_features(TEXT)[1]
    dense = message.get_dense_features(TEXT)[1]
    return dense is None and sparse is not None and sparse.features.nnz == 0
