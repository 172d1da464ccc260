"""``tanya audit``: whether the audit log is as it was written."""

import sys
from pathlib import Path

import click

from app.command import config_option, run, with_house
from tickets.domain.audit import FIRST


@click.group()
def audit() -> None:
    """Who read what."""


@audit.command("verify")
@click.option(
    "--expect",
    metavar="LINE:SEAL",
    help="What was printed before and noted elsewhere: shows that no end was cut off since.",
)
@config_option
def audit_verify(expect: str | None, config: Path | None) -> None:
    """Look at every line of the audit log (exit 1 when one is not as it was written)."""
    line, seal = _noted(expect)
    verdict, there = run(with_house(config, lambda house: house.supervising.log.verify(line)))
    if verdict.broken is not None:
        click.echo(
            f"Line {verdict.broken} is not as it was written; {verdict.lines} before it are."
        )
        sys.exit(1)
    if there != seal:
        click.echo(f"Line {line} is gone, or another than was noted.")
        sys.exit(1)
    click.echo(f"{verdict.lines} lines, all as they were written.")
    click.echo(f"Note elsewhere: {verdict.last}:{verdict.seal}")


def _noted(expect: str | None) -> tuple[int, str]:
    if expect is None:
        return 0, FIRST
    line, _, seal = expect.partition(":")
    if not line.isdecimal() or not seal:
        raise click.BadParameter("LINE:SEAL, as `tanya audit verify` prints it")
    return int(line), seal
