"""Secrets: never printed, never written in the configuration itself."""

import os
from pathlib import Path
from typing import Any

from pydantic_core import core_schema


class Secret:
    """A value that is never printed; the configuration says only where it lies.

    In a pydantic model it is read from ``{env: NAME}`` or ``{file: PATH}``; anything inline
    is refused.
    """

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, at the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:  # noqa: ANN401
        return core_schema.no_info_plain_validator_function(fetch)


def fetch(raw: object) -> Secret:
    """Read a secret from where ``raw`` says it lies."""
    match raw:
        case Secret():
            return raw
        case {"env": str(name)}:
            if name not in os.environ:
                raise ValueError(f"the environment has no {name}")
            return Secret(os.environ[name])
        case {"file": str(where)}:
            try:
                return Secret(Path(where).read_text(encoding="utf-8").strip())
            except OSError as why:
                raise ValueError(f"cannot read {where}: {why.strerror}") from None
    raise ValueError("a secret is written {env: NAME} or {file: PATH}, never inline")
