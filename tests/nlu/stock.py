"""The oracle, run in the Rasa environment: parses as stock Rasa does, texts.json on stdin."""

import asyncio
import importlib
import json
import sys
from typing import Any


async def _parse(agent: Any, texts: list[str]) -> list[Any]:  # noqa: ANN401  Rasa is not installed here
    return [await agent.parse_message(text) for text in texts]


def main() -> None:
    agent = importlib.import_module("rasa.core.agent").Agent.load(sys.argv[1])
    parses = asyncio.run(_parse(agent, json.load(sys.stdin)))
    sys.stdout.write("\n@@" + json.dumps(parses) + "\n")


if __name__ == "__main__":
    main()
