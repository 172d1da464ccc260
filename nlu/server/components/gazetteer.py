"""The names of the look-up tables as entities."""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.names import Tables, find, tables

_FILE = "names.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class Gazetteer(GraphComponent, EntityExtractorMixin):
    """Looks names up, whatever their spaces and capitals; gives each the value of its synonym.

    ``capitals_only`` lists short names that are words too, and count only in capitals.
    """

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, known: Tables
    ) -> None:
        """See `create` and `load`."""
        self._config, self._storage, self._resource = config, storage, resource
        self._known = known

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings, where config.yml says nothing."""
        return {"capitals_only": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003  Rasa's signature
    ) -> "Gazetteer":
        """Make one that knows no names yet."""
        return cls(config, model_storage, resource, tables({}, {}))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003  Rasa's signature
        **kwargs: Any,  # noqa: ANN401, ARG003  Rasa's signature
    ) -> "Gazetteer":
        """Read the names of a trained one."""
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        known = Tables(names=kept, capitals=frozenset(config["capitals_only"]))
        return cls(config, model_storage, resource, known)

    def train(self, training_data: TrainingData) -> Resource:
        """Take the look-up tables and synonyms of the training data."""
        lookups = {table["name"]: table["elements"] for table in training_data.lookup_tables}
        self._known = tables(lookups, training_data.entity_synonyms, self._config["capitals_only"])
        with self._storage.write_to(self._resource) as folder:
            names = json.dumps(self._known.names, ensure_ascii=False, sort_keys=True)
            (folder / _FILE).write_text(names, encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is named in each message to its entities."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = [
                {
                    "entity": name.kind,
                    "start": name.start,
                    "end": name.end,
                    "value": name.value,
                    "extractor": type(self).__name__,
                }
                for name in find(text, self._known)
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
