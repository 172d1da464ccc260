"""Who reads what people write: a Rasa server, ours or not, and the stand-in behind it."""

import hashlib
import tempfile
import time
from pathlib import Path

from app.settings import Settings
from nlu.interpreter import Interpreter
from nlu.process import Gate as MayServe
from nlu.process import RasaProcess
from nlu.rasa import FallbackInterpreter, RasaClient
from nlu.standin import Standin
from nlu.training import SERVER, standin


def understanding(settings: Settings, gate: MayServe) -> tuple[RasaProcess | None, RasaClient]:
    timeout = settings.nlu.timeout_seconds
    if settings.nlu.url is not None:
        target = rasa_target(settings.nlu.url)
        token = settings.nlu.token
        return None, RasaClient(target, monotonic=time.monotonic, token=token, timeout=timeout)
    process = own_rasa(settings.data, rasa_socket(settings.data), gate)
    client = RasaClient(rasa_socket(settings.data), monotonic=time.monotonic, timeout=timeout)
    return process, client


def rasa_target(url: str) -> Path | str:
    """What ``nlu.url`` names: a socket of ours, or a server somewhere."""
    return Path(url.removeprefix("unix://")) if url.startswith("unix://") else url


def own_rasa(data: Path, where: Path, gate: MayServe | None = None) -> RasaProcess:
    """The Rasa server that this process starts and watches."""
    return RasaProcess(
        server_dir=SERVER,
        models_dir=(data / "nlu" / "models").absolute(),
        work_dir=(data / "nlu" / "work").absolute(),
        socket=where,
        monotonic=time.monotonic,
        gate=gate,
    )


def rasa_socket(data: Path, name: str = "rasa") -> Path:
    """Where our Rasa server listens: beside the data, unless the path is too long for a socket."""
    here = (data / "nlu" / f"{name}.sock").absolute()
    if len(str(here)) < 90:  # noqa: PLR2004  the kernel takes 107, the server adds a suffix
        return here
    digest = hashlib.sha256(str(here).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tanya-{digest}" / f"{name}.sock"


def interpreter_of(client: RasaClient, data: Path) -> Interpreter:
    """Rasa, and the stand-in behind it."""
    models = data / "nlu" / "models"
    return FallbackInterpreter(client, Standin(lambda: standin(models, SERVER)))
