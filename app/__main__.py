"""The command line: ``tanya``."""

import contextlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import click

from app import ask as asking
from app import check as checking
from app import evaluate as evaluation
from app.agent_commands import COMMANDS as AGENT_COMMANDS
from app.audit_commands import audit
from app.bootstrap import House, assemble
from app.command import config_option, run, settings_of, with_house
from app.doctor import doctor
from app.mail_commands import mail
from app.migrate import migrate
from app.review_commands import review
from app.roles import Role, free_all
from app.roles import serve as serve_roles
from app.settings import Settings
from bot.knowledge import BadKnowledge
from bot.knowledge import load as load_knowledge
from bot.lint import findings
from nlu.examples import learned
from nlu.training import SERVER, ensure_model
from runtime import log
from runtime.clock import system_clock
from runtime.files import allow_many_files
from runtime.lock import only_one
from tickets.domain.access import Role as AgentRole


@click.group()
def main() -> None:
    """Tanya: a helpdesk that answers, and knows when to call a person."""
    os.umask(0o077)  # what we write is for us alone


@main.command()
@config_option
@click.option("--host", help="Where to listen, instead of web.host.")
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of web.port.")
@click.option("--roles", default="web,channels,jobs,clock", show_default=True)
def serve(config: Path | None, host: str | None, port: int | None, roles: str) -> None:
    """Run the server."""
    settings = settings_of(config)
    chosen = {k: v for k, v in (("host", host), ("port", port)) if v is not None}
    settings = settings.model_copy(update={"web": settings.web.model_copy(update=chosen)})
    wanted = _roles(roles)
    log.configure(pretty=sys.stderr.isatty())
    allow_many_files()  # one socket for each visitor
    run(_serve(settings, wanted))


def _roles(named: str) -> frozenset[Role]:
    try:
        return frozenset(Role(name.strip()) for name in named.split(","))
    except ValueError as why:
        raise click.BadParameter(f"{why}; known: {', '.join(Role)}") from None


async def _serve(settings: Settings, roles: frozenset[Role]) -> None:
    with contextlib.ExitStack() as stack:
        if settings.database.url.startswith("sqlite"):
            stack.enter_context(only_one(settings.data / "tanya.lock"))
        await migrate(settings.database.url)
        async with assemble(settings) as house:
            await free_all(house)
            first = await _first_administrator(house)
            await serve_roles(house, roles, ready=lambda at: _say_ready(at, first))


def _say_ready(address: str, first: tuple[str, str] | None) -> None:
    if first is not None:
        click.echo(f"First administrator: {first[0]}  password: {first[1]}  (shown once)")
    if address:
        click.echo(f"Tanya is at {address}  (the desk: {address}/console/)")
    sys.stdout.flush()


async def _first_administrator(house: House) -> tuple[str, str] | None:
    """On the very first start: someone who can sign in."""
    if await house.people.any_agent():
        return None
    email, password = "admin@localhost", secrets.token_urlsafe(12)
    await house.people.add(
        email=email, name="Administrator", role=AgentRole.ADMIN, password=password
    )
    return email, password


@main.command()
@config_option
def check(config: Path | None) -> None:
    """Try the database, Rasa and each channel's login."""
    findings = run(with_house(config, checking.check))
    click.echo(checking.table(findings))
    sys.exit(0 if all(f.good for f in findings) else 1)


@main.command("migrate")
@config_option
def migrate_command(config: Path | None) -> None:
    """Bring the database to the shape this version needs."""
    run(migrate(settings_of(config).database.url))
    click.echo("The database is up to date.")


@main.group()
def agent() -> None:
    """Who works at the desk."""


@agent.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([r.value for r in AgentRole]), required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@config_option
def agent_add(
    email: str, name: str, role: str, *, password_stdin: bool, config: Path | None
) -> None:
    """Add an agent; without --password-stdin a password is made up and shown once."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)

    async def add(house: House) -> None:
        await house.people.add(email=email, name=name, role=AgentRole(role), password=password)

    run(with_house(config, add))
    click.echo(f"Added {email}." if password_stdin else f"Added {email}, password: {password}")


for _command in AGENT_COMMANDS:
    agent.add_command(_command)


@main.group()
def token() -> None:
    """Keys for scripts."""


@token.command("create")
@click.option("--agent", "email", required=True)
@click.option("--name", required=True)
@config_option
def token_create(email: str, name: str, config: Path | None) -> None:
    """Print a new API token, once."""

    async def create(house: House) -> str:
        return await house.people.create_token(email, name)

    click.echo(run(with_house(config, create)))


@main.command()
@click.argument("text")
@click.option("--locale", type=click.Choice(["id", "en"]), default="id")
@click.option("--json", "as_json", is_flag=True)
@config_option
def ask(text: str, locale: str, *, as_json: bool, config: Path | None) -> None:
    """Say what the bot would do with TEXT; "-" reads lines from standard input."""
    log.configure(level=40)
    run(_ask(settings_of(config), text, locale, as_json=as_json or text == "-"))


async def _ask(settings: Settings, text: str, locale: str, *, as_json: bool) -> None:
    lines = (line.rstrip("\n") for line in sys.stdin) if text == "-" else iter([text])
    async with asking.oracle(settings, system_clock().date()) as oracle:
        for line in lines:
            said = await oracle.ask(line, locale)
            click.echo(json.dumps(said, ensure_ascii=False) if as_json else _readable(said))


def _readable(said: dict[str, Any]) -> str:
    sure = f"{said['action']}: {said['intent']} ({said['confidence']:.2f})"
    return f"{sure}\n\n{said['text']}"


@main.group()
def nlu() -> None:
    """The understanding."""


@nlu.command("train")
@config_option
def nlu_train(config: Path | None) -> None:
    """Train the model, if the data changed since it was trained."""
    data = settings_of(config).data / "nlu"
    archive = run(
        ensure_model(
            SERVER, (data / "models").absolute(), click.echo, work_dir=(data / "work").absolute()
        )
    )
    click.echo(f"The model is {archive.name}.")


@nlu.command("evaluate")
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None)
@click.option(
    "--gate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="report (JSON) of the model of before: exit 1 when this one is worse, beyond noise",
)
@config_option
def nlu_evaluate(
    questions: Path, out: Path | None, gate: Path | None, *, config: Path | None
) -> None:
    """Ask the QUESTIONS (JSON lines) and write a report as JSON, Markdown and PNG."""
    log.configure(level=40)
    try:
        run(_evaluate(settings_of(config), questions, out, gate))
    except evaluation.BadQuestions as why:
        raise click.ClickException(str(why)) from why


async def _evaluate(
    settings: Settings, questions: Path, out: Path | None, gate: Path | None
) -> None:
    asked = evaluation.read(questions)
    async with asking.oracle(settings, system_clock().date()) as oracle:
        done = await evaluation.ask_all(oracle, asked)
    found = evaluation.report(done, [text for text, _ in learned(SERVER)])
    folder = out or settings.data / "nlu" / "reports"
    files = await evaluation.write(found, folder, questions.stem, settings.data / "nlu" / "work")
    for name, value in found["summary"].items():
        click.echo(f"{name:24}{value:8.3f}")
    click.echo("Written: " + ", ".join(map(str, files)))
    why_not = evaluation.verdict(gate, done) if gate else None
    if why_not:
        raise click.ClickException(f"The gate stays closed: {why_not}.")


nlu.add_command(review)
main.add_command(mail)
main.add_command(doctor)
main.add_command(audit)


@main.group()
def knowledge() -> None:
    """What the bot knows."""


@knowledge.command("check")
@config_option
def knowledge_check(config: Path | None) -> None:
    """List faults of the knowledge (exit 1), and what is due for review."""
    try:
        known = load_knowledge(settings_of(config).bot.knowledge)
    except BadKnowledge as why:
        raise click.ClickException(str(why)) from why
    found = findings(known, system_clock().date())
    for one in found:
        owner = f" ({one.owner})" if one.owner else ""
        click.echo(f"{one.weight:7} {one.where}: {one.what}{owner}")
    faults = sum(one.weight == "fault" for one in found)
    click.echo(
        f"{len(known.facts)} facts, {len(known.answers)} answers: {faults} faults, "
        f"{len(found) - faults} to review"
    )
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
