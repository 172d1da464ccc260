"""Whatever people send can be kept, and nothing of it runs or tells who reads it."""

import asyncio

import pytest

from tests.tickets.desk import Desk, conversation
from tickets.domain.message import Upload
from tickets.domain.text import LONGEST

NASTY = "se\x00lamat \ud83d pagi"
CLEAN = "selamat ? pagi"


async def test_nul_characters_and_lone_surrogates_do_no_harm(desk: Desk) -> None:
    receipt = await desk.mail(
        NASTY, sender_name=NASTY, subject=NASTY, quoted=NASTY, html=f"<p>{NASTY}</p>"
    )

    ticket, [said] = await desk.ticket(receipt), await desk.messages(receipt)
    assert (said.text, said.html) == (CLEAN, f"<p>{CLEAN}</p>")
    assert (ticket.subject, ticket.contact.name, ticket.preview) == (CLEAN, CLEAN, CLEAN)


async def test_a_hostile_file_name_does_no_harm(desk: Desk) -> None:
    upload = Upload(name=NASTY + "x" * 500, media_type="text/\x00plain", content=b"isi")
    [file] = (await desk.messages(await desk.mail(uploads=(upload,))))[0].attachments

    assert file.name.startswith(CLEAN)
    assert len(file.name) == 255
    assert file.media_type == "text/plain"


async def test_an_endless_message_is_cut(desk: Desk) -> None:
    [said] = await desk.messages(await desk.chat("a" * (LONGEST + 1)))

    assert len(said.text) == LONGEST


async def test_attachments_are_kept_byte_by_byte(desk: Desk) -> None:
    content = bytes(range(256)) * 1000
    uploads = (
        Upload(name="ktp.png", media_type="image/png", content=content),
        Upload(name="logo.png", media_type="image/png", content=b"logo", inline=True),
    )
    receipt = await desk.mail(uploads=uploads)

    files = {f.name: f for f in (await desk.messages(receipt))[0].attachments}
    assert (files["ktp.png"].size, files["ktp.png"].inline) == (256_000, False)
    assert files["logo.png"].inline
    assert await asyncio.to_thread(desk.blobs.get, files["ktp.png"].digest) == content
    assert await desk.queries.attachment(files["ktp.png"].id) == files["ktp.png"]


async def test_the_same_file_twice_is_kept_once(desk: Desk) -> None:
    upload = Upload(name="ktp.png", media_type="image/png", content=b"foto")
    first = (await desk.messages(await desk.mail(uploads=(upload,))))[0].attachments[0]
    second = (await desk.messages(await desk.mail(uploads=(upload,))))[0].attachments[0]

    assert first.id != second.id
    assert first.digest == second.digest


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">klik</p>',
        '<img src="http://pelacak.example/pixel.gif" srcset="https://pelacak.example">',
        '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
        '<a href="javascript:alert(1)">klik</a>',
        '<a href="JaVaScRiPt:alert(1)">klik</a>',
        '<a href="data:text/html,<script>alert(1)</script>">klik</a>',
        '<iframe src="https://pelacak.example"></iframe>',
        '<style>@import "https://pelacak.example"</style>',
        '<p style="background:url(https://pelacak.example)">x</p>',
        '<table background="https://pelacak.example"><tr><td>x</td></tr></table>',
        '<svg onload="alert(1)"></svg>',
        '<form action="https://pelacak.example"><input name="sandi"></form>',
        '<video poster="https://pelacak.example" src="https://pelacak.example"></video>',
        '<link rel="stylesheet" href="https://pelacak.example">',
        '<meta http-equiv="refresh" content="0;url=https://pelacak.example">',
    ],
)
async def test_hostile_html_is_gone(desk: Desk, hostile: str) -> None:
    [said] = await desk.messages(await desk.mail(html=f"<p>Halo</p>{hostile}<b>tebal</b>"))

    assert said.html is not None
    assert said.html.startswith("<p>Halo</p>")
    assert said.html.endswith("<b>tebal</b>")
    for trace in ("script", "alert", "onclick", "onload", "pelacak", "data:", "<form"):
        assert trace not in said.html.lower()


async def test_honest_html_stays(desk: Desk) -> None:
    html = '<p>Lihat <a href="https://jakarta.go.id">situs</a></p><ul><li>satu</li></ul>'
    [said] = await desk.messages(await desk.mail(html=html))

    assert said.html is not None
    assert 'href="https://jakarta.go.id"' in said.html
    assert "noopener" in said.html
    assert "<li>satu</li>" in said.html


async def test_html_never_stands_for_the_text(desk: Desk) -> None:
    receipt = await desk.mail("kata", html="<p>lain</p>")

    assert [u.text for u in (await desk.turn(receipt)).unheard] == ["kata"]
    assert conversation(receipt)
