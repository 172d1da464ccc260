"""Makes Rasa keep to itself: no telemetry, no citizen's text on stdout, one thread a process."""

import logging
import os

ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONIOENCODING": "utf-8",
}


def hush() -> None:
    """Call before Rasa is imported: it reads all of this when it loads."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    logging.captureWarnings(capture=True)  # and so below the level that is shown
    logging.basicConfig(level=logging.ERROR)  # TensorFlow warns about what it lacks
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    _hush_structlog()


def _hush_structlog() -> None:
    import structlog  # noqa: PLC0415  the application has another version, and needs none here

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
