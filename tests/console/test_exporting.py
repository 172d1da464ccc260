"""Transcripts as files: nothing is lost, nothing runs in a spreadsheet, and all can be printed."""

import csv
import dataclasses
import datetime as dt
import io
import uuid
from zoneinfo import ZoneInfo

from console.export.pdf import Cover, as_pdf, facts, printable
from console.export.plain import csv_head, csv_piece
from tickets.domain.fields import Field, FieldKind
from tickets.domain.message import Attachment, Author, AuthorKind, Message
from tickets.queries.transcripts import Exported, TranscriptRow
from tickets.queries.views import Person

JAKARTA = ZoneInfo("Asia/Jakarta")
AT = dt.datetime(2026, 5, 4, 20, 5, tzinfo=dt.UTC)
COVER = Cover(who="Dewi", at=AT, zone=JAKARTA, locale="id")


def _exported(*texts: str) -> Exported:
    row = TranscriptRow(
        id=uuid.UUID(int=1),
        number="JKT-2026-000001-A",
        subject="Izin usaha",
        contact=Person(id=uuid.UUID(int=2), name="Siti"),
        agent=None,
        channels=("livechat",),
        status="open",
        outcome="open",
        rating=None,
        created_at=AT,
        resolved_at=None,
    )
    said = [
        Message(
            id=uuid.UUID(int=n),
            conversation=uuid.UUID(int=9),
            channel="livechat",
            channel_kind="livechat",
            seq=n,
            author=Author(kind=AuthorKind.CONTACT, name="Siti"),
            text=text,
            at=AT,
            attachments=(
                Attachment(
                    id=uuid.UUID(int=n), digest="", name="ktp.png", media_type="image/png", size=1
                ),
            ),
        )
        for n, text in enumerate(texts, 1)
    ]
    return Exported(row=row, messages=said, cut=False)


def _rows(exported: Exported) -> list[dict[str, str]]:
    text = (csv_head() + csv_piece(exported, JAKARTA)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_each_message_on_one_row() -> None:
    (row,) = _rows(_exported('Halo,\n"apa" kabar; é 😀'))
    assert row["text"] == 'Halo,\n"apa" kabar; é 😀'
    assert (row["at"], row["attachments"]) == ("2026-05-05T03:05:00+07:00", "ktp.png")


def test_words_of_citizens_are_no_formulas() -> None:
    texts = ['=HYPERLINK("http://x")', "+62", "-1", "@SUM(A1)", "\t=1", "a=b"]
    assert [row["text"] for row in _rows(_exported(*texts))] == [
        *(f"'{text}" for text in texts[:-1]),
        "a=b",
    ]


def test_a_pdf_holds_whatever_people_write() -> None:
    texts = [
        "Selamat pagi 😀 🚀🏽 é ﷽ 你好 \x00\x07 \u200d\ufe0f",
        "x" * 5_000,
        "\n" * 200,
        "**tebal** <b>tebal</b>",
    ]
    exported = _exported(*texts)
    content = as_pdf([exported, exported], COVER)
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") >= 4


def test_a_pdf_names_the_fields_in_the_language_that_is_asked_for() -> None:
    area = Field(
        id=uuid.UUID(int=1), key="luas", kind=FieldKind.NUMBER, label_id="Luas", label_en="Area"
    )
    proxy = dataclasses.replace(
        area, kind=FieldKind.YES_NO, label_id="Lewat kuasa", label_en="By proxy"
    )
    exported = dataclasses.replace(_exported("halo"), filled=((area, "12.5"), (proxy, "true")))
    assert facts(exported, COVER)[-2:] == [("Luas", "12,5"), ("Lewat kuasa", "ya")]
    english = dataclasses.replace(COVER, locale="en")
    assert facts(exported, english)[-2:] == [("Area", "12.5"), ("By proxy", "yes")]
    plain = as_pdf([dataclasses.replace(exported, filled=())], COVER)
    assert len(as_pdf([exported], COVER)) > len(plain)


def test_what_the_font_lacks_is_said_by_its_name() -> None:
    known = set(map(ord, "ab"))
    assert printable("a🚀b\ufe0f\x07", known) == "a[rocket]b"
    assert printable("a\U000e1234", known) == "a[u+e1234]"
