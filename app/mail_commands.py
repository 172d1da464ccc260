"""``tanya mail``: the ledger of mail, what was set aside, and mail from an archive."""

import asyncio
import functools
import hashlib
import mailbox
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import click

from app.bootstrap import House
from app.command import config_option, run, with_house
from channels.email.adapter import Email
from channels.email.reader import Filed

Mail = Callable[[], bytes]  # one mail of an archive, read when it is needed


@click.group()
def mail() -> None:
    """E-mail."""


@mail.command("ledger")
@config_option
def ledger(config: Path | None) -> None:
    """Show how many mails were seen and filed, and which were set aside (exit 1: not balanced)."""

    async def told(house: House) -> tuple[list[str], bool]:
        lines, balanced = [], True
        book = await house.queries.ledger()
        for email in _mailboxes(house):
            counts = book.get(email.name, {})
            became = ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()))
            lines.append(f"{email.name}: {sum(counts.values())} seen = {became or 'nothing'}")
            lines += [
                f"  {one.id}  {one.at:%Y-%m-%d %H:%M}  {one.reason}"
                for one in await house.queries.set_aside(email.name)
            ]
            balanced = balanced and not counts.get("kept")
        return lines, balanced

    lines, balanced = run(with_house(config, told))
    click.echo("\n".join(lines) or "No mailbox is configured.")
    if not balanced:
        raise click.ClickException("mail that is kept was not filed yet")


@mail.command("replay")
@click.argument("arrival", metavar="INGRESS_ID", type=click.UUID)
@config_option
def replay(arrival: UUID, config: Path | None) -> None:
    """File a mail that was set aside, anew; `tanya mail ledger` lists them."""

    async def again(house: House) -> Filed:
        kept = await house.intake.again(arrival)
        if kept is None:
            return Filed.KNOWN
        email = _mailbox(house, kept.channel)
        return await email.reader.file(house.intake, kept.external_id, kept.raw)

    click.echo(f"{arrival}: {run(with_house(config, again))}")


@mail.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--channel", help="The mailbox they belong to, where there are several.")
@click.option(
    "--for-the-record", is_flag=True, help="Nobody is called, and nothing is said to them."
)
@config_option
def import_mail(
    path: Path, channel: str | None, *, for_the_record: bool, config: Path | None
) -> None:
    """File the mails of PATH: an .eml file, a folder of them, a maildir or an mbox."""

    async def take(house: House) -> Counter[Filed]:
        email, counts = _mailbox(house, channel), Counter[Filed]()
        mails = await asyncio.to_thread(mails_of, path)
        with click.progressbar(mails, label="Filing") as bar:
            for one in bar:
                raw = await asyncio.to_thread(one)
                counts[
                    await email.reader.file(
                        house.intake, external_id(raw), raw, for_the_record=for_the_record
                    )
                ] += 1
        return counts

    counts = run(with_house(config, take))
    click.echo(", ".join(f"{counts[one]} {one}" for one in Filed))


def mails_of(path: Path) -> Sequence[Mail]:
    """The mails of an archive, in its order; a file that begins like an mbox is one.

    Raises `FileNotFoundError` when there is none.
    """
    if path.is_file():
        with path.open("rb") as file:
            is_box = file.read(5) == b"From "
        found = _of_box(mailbox.mbox(path, create=False)) if is_box else [path.read_bytes]
    elif (path / "cur").is_dir() and (path / "new").is_dir():
        found = _of_box(mailbox.Maildir(path, create=False))
    else:
        found = [file.read_bytes for file in sorted(path.rglob("*.eml")) if file.is_file()]
    if not found:
        raise FileNotFoundError(f"{path} holds no mail")
    return found


def external_id(raw: bytes) -> str:
    """The name of a mail that no server numbered: the same for the same bytes."""
    return f"import/{hashlib.sha256(raw).hexdigest()}"


def _of_box(box: mailbox.mbox | mailbox.Maildir) -> list[Mail]:
    return [functools.partial(box.get_bytes, key) for key in sorted(box.keys())]


def _mailboxes(house: House) -> list[Email]:
    return [one for one in house.channels.values() if isinstance(one, Email)]


def _mailbox(house: House, name: str | None) -> Email:
    found = [one for one in _mailboxes(house) if name in {None, one.name}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.name for one in _mailboxes(house)) or "none"
    raise click.UsageError(f"which mailbox? --channel names one; there are: {known}")
