"""``tanya agent …`` for those who work here already: a way in when nobody can sign in."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from app.bootstrap import House
from app.command import config_option, run, with_house
from tickets.commands.admin_log import OPERATOR
from tickets.commands.staff import StaffCommands


def _about(
    email: str, config: Path | None, work: Callable[[StaffCommands, UUID], Awaitable[Any]]
) -> Any:  # noqa: ANN401
    async def done(house: House) -> Any:  # noqa: ANN401
        staff = house.administration.staff
        return await work(staff, await staff.find(email))

    return run(with_house(config, done))


@click.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@config_option
def password(email: str, *, password_stdin: bool, config: Path | None) -> None:
    """Give an agent a password for the next sign-in; made up and shown once, unless it is read."""
    chosen = sys.stdin.readline().rstrip("\n") if password_stdin else None
    new = _about(email, config, lambda staff, who: staff.reset_password(who, OPERATOR, chosen))
    told = "" if password_stdin else f": {new}"
    click.echo(f"Password of {email}, to be changed at the next sign-in{told}")


@click.command("deactivate")
@click.argument("email")
@config_option
def deactivate(email: str, config: Path | None) -> None:
    """Let an agent in no more; what they work on goes back to the queue."""
    count = _about(email, config, lambda staff, who: staff.deactivate(who, OPERATOR))
    click.echo(f"{email} cannot sign in any more; {count} ticket(s) went back to the queue.")


@click.command("activate")
@click.argument("email")
@config_option
def activate(email: str, config: Path | None) -> None:
    """Let an agent in again."""
    _about(email, config, lambda staff, who: staff.activate(who, OPERATOR))
    click.echo(f"{email} can sign in again.")


@click.command("unlock")
@click.argument("email")
@config_option
def unlock(email: str, config: Path | None) -> None:
    """Forget an agent's failures to sign in."""
    _about(email, config, lambda staff, who: staff.unlock(who, OPERATOR))
    click.echo(f"{email} is not locked.")


@click.command("totp-reset")
@click.argument("email")
@config_option
def totp_reset(email: str, config: Path | None) -> None:
    """Forget an agent's authenticator and recovery codes."""
    _about(email, config, lambda staff, who: staff.reset_factor(who, OPERATOR))
    click.echo(f"{email} signs in without a code, until they set up an authenticator again.")


COMMANDS = (password, deactivate, activate, unlock, totp_reset)
