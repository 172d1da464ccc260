"""The examples in docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import bot
import channels
import nlu
import runtime
import tickets

pytestmark = pytest.mark.slow

_ROOMS = (bot, channels, nlu, runtime, tickets)
_MODULES = [
    found.name
    for room in _ROOMS
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    if not found.name.startswith("nlu.server")
]


@pytest.mark.parametrize("name", _MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    modules = (importlib.import_module(name) for name in _MODULES)
    assert sum(doctest.testmod(module).attempted for module in modules) > 10
