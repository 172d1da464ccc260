"""The log: one JSON object a line, an event name plus fields; never what people wrote."""

import logging
import sys

import structlog


def configure(*, level: int = logging.INFO, pretty: bool = False) -> None:
    """Send structlog and the libraries' loggers to standard error, as JSON or for a reader."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def shorten(address: str) -> str:
    """An address as the log may show it.

    >>> shorten("siti.aminah@contoh.id")
    'si…@contoh.id'
    >>> shorten("812345678")
    '81…78'
    """
    name, at, host = address.partition("@")
    begin = name[: min(2, len(name) // 3)]
    end = "" if at else name[len(name) - len(begin) :]
    return f"{begin}…{end}{at}{host}"
