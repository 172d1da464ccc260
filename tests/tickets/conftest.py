"""A desk of its own for every test, on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tickets.desk import Desk, opened


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(database_url, tmp_path) as made:
        yield made
