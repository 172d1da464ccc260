"""A sender who sends too much is still heard: only their files are left out, and named."""

from email.message import EmailMessage

from channels.email.parsing import Reading
from channels.email.reader import Filed, Reader, hourly
from tests.channels.email.mailbox import ADDRESS, CITIZEN, SECRET, mail
from tests.channels.rig import NotedIntake
from tickets.domain.traffic import Place

READING = Reading(channel="surat", address=ADDRESS, secret=SECRET, max_bytes=1_000_000)


def letter(sender: str, number: int, time: str = "09:00:00") -> bytes:
    message = EmailMessage()
    message["Received"] = f"from x by mx.kantor.example; Wed, 25 Nov 2026 {time} +0700"
    message["From"] = sender
    message["Subject"] = "Berkas"
    message["Message-ID"] = f"<{number}@contoh.example>"
    message.set_content(f"Terlampir berkas {number}.")
    message.add_alternative(f"<p>Terlampir berkas {number}.</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="denah.pdf")
    return message.as_bytes()


async def filed(reader: Reader, *raws: bytes) -> NotedIntake:
    intake = NotedIntake()
    for uid, raw in enumerate(raws, 1):
        place = Place(mailbox="INBOX", uidvalidity=1, uid=uid)
        assert await reader.file(intake, f"INBOX/1/{uid}", raw, place=place) is Filed.FRESH
    return intake


async def test_beyond_an_hours_worth_the_text_is_kept_and_the_files_are_named() -> None:
    reader = Reader(READING, paces=hourly(2))
    intake = await filed(
        reader,
        letter(CITIZEN, 1),
        letter(CITIZEN, 2),
        letter(CITIZEN, 3),
        letter("budi@contoh.example", 4),
    )
    first, second, third, other = intake.received.values()
    assert [len(one.uploads) for one in (first, second, third, other)] == [1, 1, 0, 1]
    assert third.text == "Terlampir berkas 3."
    assert third.html is None
    assert "terlalu banyak mengirim: denah.pdf" in third.quoted


async def test_what_waited_for_us_is_measured_by_when_it_was_received() -> None:
    times = ("08:00:00", "09:00:00", "10:00:00", "11:00:00")
    raws = [letter(CITIZEN, number, time) for number, time in enumerate(times)]
    intake = await filed(Reader(READING, paces=hourly(1)), *raws)
    assert all(one.uploads for one in intake.received.values())


async def test_an_archive_has_no_hurry() -> None:
    reader, intake = Reader(READING, paces=hourly(1)), NotedIntake()
    for number in range(3):
        await reader.file(intake, f"arsip/{number}", letter(CITIZEN, number))
    assert all(one.uploads for one in intake.received.values())


async def test_a_mail_that_names_no_receiving_server_counts_too() -> None:
    intake = await filed(Reader(READING, paces=hourly(1)), mail("satu"), mail("dua"))
    assert [one.text for one in intake.received.values()] == ["satu", "dua"]
