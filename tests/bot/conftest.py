"""The knowledge that is really shipped, and the policy made of it."""

from pathlib import Path

import pytest

from app.dialogue import policy_of
from app.settings import Settings
from bot.composing import Composer
from bot.knowledge import Knowledge, load
from bot.policy import Policy

FOLDER = Path("bot/knowledge")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Read what is in bot/knowledge."""
    return load(FOLDER)


@pytest.fixture(scope="session")
def composer(knowledge: Knowledge) -> Composer:
    return Composer(knowledge)


@pytest.fixture(scope="session")
def shipped(knowledge: Knowledge) -> Policy:
    """Make the policy as the application does, with the thresholds it ships with."""
    return policy_of(Settings(), knowledge)
