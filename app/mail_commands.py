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
from runtime.clock import system_clock

Mail = Callable[[], bytes]  # one mail of an archive, read when it is needed


@click.group()
def mail() -> None:
    """E-mail."""


@mail.command("ledger")
@config_option
def ledger(config: Path | None) -> None:
    """Show how many mails were seen and filed, and which were set aside (exit 1: not balanced)."""

    async def told(house: House) -> tuple[list[str], list[str]]:
        lines, faults = [], []
        for book in await house.queries.balance(_names(house), system_clock()):
            became = ", ".join(f"{n} {outcome}" for outcome, n in sorted(book.outcomes.items()))
            lines.append(f"{book.channel}: {book}" + (f" ({became})" if became else ""))
            lines += [
                f"  {one.id}  {one.at:%Y-%m-%d %H:%M}  {one.reason}"
                for one in await house.queries.set_aside(book.channel)
            ]
            faults += [f"{book.channel}: {fault}" for fault in book.faults]
        return lines, faults

    lines, faults = run(with_house(config, told))
    click.echo("\n".join(lines) or "No mailbox is configured.")
    if faults:
        raise click.ClickException("the ledger does not add up; " + "; ".join(faults))


@mail.command("replay")
@click.argument("arrivals", metavar="[INGRESS_ID]...", nargs=-1, type=click.UUID)
@click.option("--all", "everything", is_flag=True, help="All that was set aside or got stuck.")
@click.option("--channel", help="With --all: of this mailbox only.")
@config_option
def replay(
    arrivals: tuple[UUID, ...], channel: str | None, *, everything: bool, config: Path | None
) -> None:
    """File mails that were set aside, anew; `tanya mail ledger` lists them."""
    if bool(arrivals) == everything:
        raise click.UsageError("name what to file anew, or say --all")

    async def again(house: House) -> Counter[Filed]:
        which: Sequence[UUID] = arrivals
        if everything:
            names = [_mailbox(house, channel).name] if channel else _names(house)
            which = await house.queries.unfiled(names, system_clock())
        counts = Counter[Filed]()
        with click.progressbar(which, label="Filing") as bar:
            for one in bar:
                counts[await _refile(house, one)] += 1
        return counts

    click.echo(_counted(run(with_house(config, again))))


async def _refile(house: House, arrival: UUID) -> Filed:
    """File it anew; what fails is set aside again, so that the next one is tried."""
    kept = await house.intake.again(arrival, _names(house))
    if kept is None:
        return Filed.KNOWN
    reader = _mailbox(house, kept.channel).reader
    try:
        return await reader.file(house.intake, kept.external_id, kept.raw)
    except Exception as why:  # noqa: BLE001  it is in the ledger, with its reason
        reason = f"the desk could not file it ({type(why).__name__})"
        await house.intake.set_aside(kept.channel, kept.external_id, reason)
        return Filed.ASIDE


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

    click.echo(_counted(run(with_house(config, take))))


def _counted(counts: Counter[Filed]) -> str:
    return ", ".join(f"{counts[one]} {one}" for one in Filed)


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


def _names(house: House) -> list[str]:
    return [one.name for one in _mailboxes(house)]


def _mailbox(house: House, name: str | None) -> Email:
    found = [one for one in _mailboxes(house) if name in {None, one.name}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(_names(house)) or "none"
    raise click.UsageError(f"which mailbox? --channel names one; there are: {known}")
