"""An application that keeps a Rasa server, and is killed: ``held.py FOLDER SERVER MODELS``."""

import asyncio
import sys
import time
from pathlib import Path

from nlu.process import Gate, Pace, RasaProcess


def rasa_process(
    folder: Path,
    server: Path,
    models: Path,
    pace: Pace | None = None,
    gate: Gate | None = None,
) -> RasaProcess:
    return RasaProcess(
        server_dir=server,
        models_dir=models,
        work_dir=folder / "work",
        socket=folder / "rasa.sock",
        monotonic=time.monotonic,
        pace=pace,
        gate=gate,
    )


async def main() -> None:
    rasa = rasa_process(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    async with asyncio.TaskGroup() as group:
        group.create_task(rasa.run())
        while rasa.state != "ready":
            await asyncio.sleep(0.05)
        sys.stdout.write(f"@@{rasa.pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
