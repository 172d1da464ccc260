"""``tanya nlu review``: what was not understood, and what becomes of it."""

from pathlib import Path
from uuid import UUID

import click

from app import review as reviewing
from app.bootstrap import House
from app.command import config_option, run, with_house
from runtime.clock import system_clock


@click.group("review")
def review() -> None:
    """What was not understood."""


@review.command("list")
@config_option
def review_list(config: Path | None) -> None:
    """Show what waits for a decision, alike messages together."""
    click.echo(run(with_house(config, lambda house: reviewing.listing(house.db))))


@review.command("accept")
@click.argument("which", metavar="ID", type=click.UUID)
@click.option("--intent", help="What it means; else what an agent said.")
@click.option("--permit")
@click.option("--by", required=True, metavar="EMAIL", help="Who decides: an agent.")
@config_option
def review_accept(
    which: UUID, intent: str | None, permit: str | None, by: str, config: Path | None
) -> None:
    """Make a message an example; `tanya nlu train` learns it."""
    if permit is not None and intent is None:
        raise click.UsageError("--permit needs --intent")

    async def accept(house: House) -> Path:
        return await reviewing.accept(
            house.db, system_clock, which, by=by, intent=intent, permit=permit
        )

    click.echo(f"Added to {run(with_house(config, accept))}.")


@review.command("reject")
@click.argument("which", metavar="ID", type=click.UUID)
@click.option("--by", required=True, metavar="EMAIL", help="Who decides: an agent.")
@config_option
def review_reject(which: UUID, by: str, config: Path | None) -> None:
    """Learn nothing from a message."""
    run(with_house(config, lambda h: reviewing.reject(h.db, system_clock, which, by=by)))
    click.echo("Rejected.")


@review.command("report")
@config_option
def review_report(config: Path | None) -> None:
    """Print the unanswered questions of the last seven days, as Markdown."""
    told = run(with_house(config, lambda house: reviewing.report(house.db, system_clock)))
    click.echo(told, nl=False)
