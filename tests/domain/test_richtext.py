"""Rich text: what is let through, and that its plain text says the same."""

import json
import time
from pathlib import Path

import pytest

import tickets.domain.richtext as module
from tickets.domain.richtext import LONGEST_HTML, MOST, BadRichText, Mark, marked, rich
from tickets.domain.text import LONGEST

EXAMPLES = Path(module.__file__).parents[2] / "console/web/src/ticket/rich/examples.json"


@pytest.mark.parametrize("example", json.loads(EXAMPLES.read_text()), ids=lambda one: one["text"])
def test_the_text_is_what_the_console_shows(example: dict[str, str]) -> None:
    assert rich(example["html"]).text == example["text"]


HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    '<p onclick="alert(1)" style="color:red" class="x" id="x">klik</p>',
    "<img src=x onerror=alert(1)>",
    '<img src="https://pelacak.example/1.gif">',
    '<a href="javascript:alert(1)">klik</a>',
    '<a href="JaVa&#09;ScRiPt:alert(1)">klik</a>',
    '<a href="&#x6A;avascript:alert(1)">klik</a>',
    '<a href=" javascript:alert(1)">klik</a>',
    '<a href="vbscript:alert(1)">klik</a>',
    '<a href="data:text/html,<script>alert(1)</script>">klik</a>',
    '<a href="//pelacak.example">klik</a>',
    '<a href="/console/#/admin">klik</a>',
    '<a href="ftp://pelacak.example">klik</a>',
    '<a href="https://contoh.id" target="_blank" onmouseover="alert(1)" ping="//x">klik</a>',
    "<style>p { background: url(https://pelacak.example) }</style>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://pelacak.example><input name=sandi><button>x</button></form>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<template><script>alert(1)</script></template>",
    "<base href=https://pelacak.example><meta http-equiv=refresh content=0>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_hostile_is_let_through(hostile: str) -> None:
    cleaned = rich(f"<p><strong>Halo</strong></p>{hostile}<p>lagi</p>")

    assert cleaned.html is not None
    assert cleaned.html.startswith("<p><strong>Halo</strong></p>")
    tags = cleaned.html.replace("&lt;", "").replace("&gt;", "").lower()
    for trace in ("<script", "<img", "<style", "<svg", "<iframe", "<form", "<!--", "style="):
        assert trace not in tags
    for trace in ("javascript:", "vbscript:", "data:", "onclick=", "ping=", 'href="/', "ftp:"):
        assert trace not in tags
    assert rich(cleaned.html) == cleaned, "cleaned once is clean"


def test_a_link_stays_where_it_leads_out_of_here() -> None:
    for href in ("https://contoh.id/?a=1&amp;b=2", "http://contoh.id", "mailto:a@contoh.id"):
        html = f'<p><a href="{href}">sini</a></p>'
        assert rich(html).html == html
    assert rich(f'<p><a href="https://contoh.id/{"x" * 2000}">sini</a></p>').html is None


def test_what_plain_text_says_as_well_is_plain_text() -> None:
    assert rich("<p>satu</p><p>dua<br>tiga</p>").html is None
    assert rich("<p><a>satu</a></p>").html is None
    assert rich("<ul><li>satu</li></ul>").html == "<ul><li>satu</li></ul>"


def test_control_characters_do_no_harm() -> None:
    assert rich("<p>se\x00lamat \ud83d</p>").text in {"selamat ?", "selamat �"}


@pytest.mark.parametrize(
    "source",
    [
        "<blockquote>" * 21 + "x",
        "<ul><li>" * 11 + "x",
        "<blockquote>" * (2 * MOST),
        "<blockquote>" * (LONGEST_HTML // 12),
        "<p>" + "x" * LONGEST_HTML + "</p>",
        "<p>" + "x<br>" * (2 * MOST),
    ],
    ids=["quotes", "lists", "many quotes", "endless quotes", "long", "many lines"],
)
def test_what_is_no_letter_is_refused_in_good_time(source: str) -> None:
    began = time.monotonic()
    with pytest.raises(BadRichText):
        rich(source)
    assert time.monotonic() - began < 5


def test_the_largest_letter_is_read_in_good_time() -> None:
    began = time.monotonic()
    letter = rich("<blockquote>" * 18 + "<p>" + "x<br>" * (MOST - 20))
    assert letter.text.startswith("> " * 18 + "x\n")
    assert len(letter.text) < LONGEST
    assert time.monotonic() - began < 5


def test_for_telegram_forms_are_told_beside_the_text() -> None:
    html = (
        '<p>Lihat <a href="https://jakarta.go.id">situs <strong>kami</strong></a>, '
        '<a href="mailto:a@b.id">tulis</a></p>'
        "<blockquote><p><em>satu</em></p><p>dua</p></blockquote><ul><li><p>KTP</p></li></ul>"
    )
    told = marked(html)

    assert told.text == "Lihat situs kami, tulis (a@b.id)\n\nsatu\n\ndua\n\n• KTP"
    assert [(told.text[m.start : m.end], m.kind, m.url) for m in told.marks] == [
        ("situs kami", "link", "https://jakarta.go.id"),
        ("kami", "bold", None),
        ("satu\n\ndua", "quote", None),
        ("satu", "italic", None),
    ]


def test_a_quote_in_a_list_is_a_quote() -> None:
    told = marked("<ul><li><p>a</p><blockquote><p>b</p></blockquote></li></ul>")
    assert told.text == "• a\n  b"
    assert told.marks == (Mark(start=4, end=7, kind="quote"),)
