"""The new text and the quoted rest, as mail programs write them."""

# ruff: noqa: E501  # a mail's line stays a line

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.hypertext import to_text
from channels.email.quoting import bare_subject, split

_ADDRESS = "tanya+" + "a" * 42 + "@kantor.example"
REPLIES = {
    "Gmail id": f"Pada Sen, 2 Mar 2026 pukul 10.04 Tanya <{_ADDRESS}> menulis:\n\n> Lama\n> sekali",
    "Gmail id wrapped": f"Pada Sen, 2 Mar 2026 pukul 10.04 Layanan Perizinan\n<{_ADDRESS}>\nmenulis:\n\n> Lama",
    "Gmail Android id": f"Pada tanggal Sen, 2 Mar 2026 10.04, Tanya <{_ADDRESS}> menulis:\n\n> Lama",
    "Gmail en": f"On Mon, Mar 2, 2026 at 10:04\u202fAM Tanya <{_ADDRESS}> wrote:\n\n> Lama",
    "Gmail en wrapped": f"On Mon, Mar 2, 2026 at 10:04 AM Tanya <{_ADDRESS}>\nwrote:\n\n> Lama",
    "Gmail html only": f"On Mon, Mar 2, 2026 at 10:04 AM Tanya <{_ADDRESS}> wrote:\n\nLama sekali",
    "Apple id": f"Pada 2 Mar 2026, pukul 10.04, Tanya <{_ADDRESS}> menulis:\n\n> Lama",
    "Apple en": f"On 2 Mar 2026, at 10.04, Tanya <{_ADDRESS}> wrote:\n\n> Lama",
    "Yahoo id": f"Pada Senin, 2 Maret 2026 10.04.05 GMT+7, Tanya <{_ADDRESS}> menulis:\n\n Lama",
    "Yahoo en": f"    On Monday, March 2, 2026 at 10:04:05 AM GMT+7, Tanya <{_ADDRESS}> wrote:\n\n Lama",
    "Thunderbird id": "Pada tanggal 02/03/26 10.04, Tanya menulis:\n> Lama",
    "Thunderbird en": "On 02/03/2026 10:04, Tanya wrote:\n> Lama",
    "Outlook en": f"From: Tanya <{_ADDRESS}>\nSent: Monday, March 2, 2026\nTo: Siti\nSubject: Re: Izin\n\nLama",
    "Outlook id": f"Dari: Tanya <{_ADDRESS}>\nDikirim: Senin, 02 Maret 2026\nKepada: Siti\nPerihal: Izin\n\nLama",
    "Outlook mobile": f"________________________________\nFrom: Tanya <{_ADDRESS}>\nSent: Monday\nTo: Siti\nSubject: x\n\nLama",
    "Outlook bold": f"*From:* Tanya <{_ADDRESS}>\n*Sent:* Monday\n*To:* Siti\n*Subject:* x\n\nLama",
    "Outlook classic": "-----Original Message-----\nFrom: Tanya\nSent: Monday\nTo: Siti\n\nLama",
    "Outlook classic id": "-----Pesan Asli-----\nDari: Tanya\n\nLama",
    "Samsung id": "-------- Pesan asli --------\nDari: Tanya\nTanggal: 02/03/26\n\nLama",
    "name alone": f"Tanya <{_ADDRESS}> wrote:\n\n> Lama",
    "French": "Le lun. 2 mars 2026 à 10:04, Tanya <tanya@kantor.example> a écrit :\n\n> Lama",
    "German": "Am 02.03.26 um 10:04 schrieb Tanya Kantor:\n> Lama",
    "no line at all": "> Lama\n> sekali",
    "signature": "-- \nSiti Aminah\nLama",
    "phone": "Dikirim dari iPhone saya\n\nOn 02/03/2026 10:04, Tanya wrote:\n> Lama",
    "phone en": "Sent from my iPhone\n\nOn 02/03/2026 10:04, Tanya wrote:\n> Lama",
}
NEW = "Terima kasih.\n\nApa syaratnya?"


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_above_what_it_quotes(name: str) -> None:
    found = split(f"{NEW}\n\n{REPLIES[name]}\n")
    assert found.new == NEW
    assert "Lama" in found.quoted


@pytest.mark.parametrize("name", ["Gmail id", "Outlook id", "Gmail en wrapped"])
def test_a_reply_right_above_what_it_quotes(name: str) -> None:
    assert split(f"{NEW}\n{REPLIES[name]}").new == NEW


def test_answers_below_and_between() -> None:
    text = "On 02/03/2026 10:04, Tanya wrote:\n> Nama?\n\nSiti\n\n> Alamat?\nJakarta\n"
    found = split(text)
    assert found.new == "Siti\n\nJakarta"
    assert found.quoted == "On 02/03/2026 10:04, Tanya wrote:\n> Nama?\n> Alamat?"


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "---------- Pesan terusan ---------",
        "---------- Pesan yang diteruskan ----------",
        "Begin forwarded message:",
    ],
)
def test_forwarded_mails(mark: str) -> None:
    forwarded = f"{mark}\nDari: Budi <b@x.example>\nDate: Mon\nSubject: x\nTo: y\n\nIsi"
    assert split(forwarded).new == forwarded
    found = split(f"Mohon dibantu\n\n{forwarded}")
    assert (found.new, found.quoted) == ("Mohon dibantu", forwarded)


@pytest.mark.parametrize(
    "text",
    [
        "Pada prinsipnya saya menulis: ini penting",
        "On the other hand they wrote:\nnothing",
        "Dari: Jakarta\nSaya pindah ke Bogor.",
        "Biaya 5 > 3 juta?",
        "Pada tanggal 3 Mei saya datang ke kantor.\nTidak ada orang.",
        "From: saya sendiri, untuk semua",
    ],
)
def test_what_only_looks_like_a_quote_stays(text: str) -> None:
    found = split(text)
    assert (found.new, found.quoted) == (text, "")


def test_only_a_quote_has_nothing_new() -> None:
    found = split(REPLIES["Gmail id"])
    assert found.new == ""
    assert found.quoted.split() == REPLIES["Gmail id"].split()


def test_gmail_html() -> None:
    html = (
        '<div dir="ltr">Apa syaratnya?</div><br><div class="gmail_quote"><div class="gmail_attr">'
        "Pada Sen, 2 Mar 2026 pukul 10.04 Tanya &lt;<a href='mailto:t@k.example'>t@k.example</a>&gt;"
        " menulis:<br></div><blockquote>Lama</blockquote></div>"
    )
    found = split(to_text(html))
    assert found.new == "Apa syaratnya?"
    assert "Lama" in found.quoted


def test_outlook_html() -> None:
    html = (
        "<div>Apa syaratnya?</div><hr><div id='divRplyFwdMsg'><b>Dari:</b> Tanya &lt;t@k&gt;<br>"
        "<b>Terkirim:</b> Senin<br><b>Kepada:</b> Siti<br><b>Subjek:</b> Izin</div><p>Lama</p>"
    )
    assert split(to_text(html)).new == "Apa syaratnya?"


@given(st.lists(st.sampled_from([*REPLIES.values(), NEW, "", "> x", "-- ", "a b c"])))
def test_no_word_is_lost(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    found = split(text)
    assert sorted(f"{found.new}\n{found.quoted}".split()) == sorted(text.split())


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Izin",
        "RE : Izin",
        "Bls: Izin",
        "Trs: RE: Izin",
        "Fwd: FW: Izin",
        "Re[2]: Izin",
        "Balas:Izin",
    ],
)
def test_prefixes(subject: str) -> None:
    assert bare_subject(subject) == "Izin"


def test_words_that_only_begin_like_prefixes() -> None:
    assert bare_subject("Retribusi: berapa?") == "Retribusi: berapa?"
