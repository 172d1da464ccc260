"""The templates of our mails: one text and one page for each language; an office may have its own.

``<language>/letter.txt`` and ``<language>/letter.html`` are Jinja templates, and so are ``follow``
(what was unread in a chat goes on by e-mail) and ``transcript`` (a copy of a chat).  They are given
``text``, ``paragraphs`` (lists of lines), ``rich`` (the same words as cleaned HTML, to be put in as
it is; none for most letters), ``choices`` (labels), ``ticket`` (receipt number),
``locale``, ``automatic``, ``author`` (who wrote it), ``name`` (of the recipient) and, for a
transcript, ``lines``: each with ``at`` (in the office's time zone), ``author.kind``,
``author.name``, ``text`` and ``files`` (names).
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from tickets.domain.message import Author, AuthorKind
from tickets.domain.traffic import Spoken

_OURS = Path(__file__).parent / "templates"
_LANGUAGES = ("id", "en")
_KINDS = ("txt", "html")
_NAMES = ("letter", "follow", "transcript")
_SOMEONE = Author(kind=AuthorKind.AGENT, name="x")
_EXAMPLE = Spoken(
    at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), author=_SOMEONE, text="x", files=("x",)
)


class BadTemplate(ValueError):
    """A template of the office cannot be used."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a mail says."""

    text: str
    html: str | None = None  # the same as rich text, cleaned (`tickets.domain.richtext`)
    choices: Sequence[str] = ()
    ticket: str = ""
    locale: str = "id"
    automatic: bool = False
    author: str = ""  # who wrote it
    name: str = ""  # of the recipient
    lines: Sequence[Spoken] = ()  # of a transcript


class Letters:
    """All templates, read once; raises `BadTemplate` for one that does not work."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder``: templates that take the place of ours, where it has them."""
        places = [_OURS] if folder is None else [folder, _OURS]
        page = SandboxedEnvironment(
            loader=FileSystemLoader(places),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        plain = page.overlay(autoescape=False)
        self._templates: Mapping[tuple[str, str, str], Template] = {
            (language, name, kind): _load(
                page if kind == "html" else plain, f"{language}/{name}.{kind}"
            )
            for language in _LANGUAGES
            for name in _NAMES
            for kind in _KINDS
        }
        for language in _LANGUAGES:
            words = Words(text="x", choices=("x",), ticket="x", locale=language, lines=(_EXAMPLE,))
            for name in _NAMES:
                self.written(words, name)

    def written(self, words: Words, name: str = "letter") -> tuple[str, str]:
        """The plain text and the HTML by the template of this name."""
        name = name if name in _NAMES else "letter"
        language = words.locale if words.locale in _LANGUAGES else "id"
        paragraphs = [one.splitlines() for one in re.split(r"\n{2,}", words.text.strip())]
        given = {
            "text": words.text.strip(),
            "paragraphs": paragraphs,
            "rich": Markup(words.html) if words.html else None,  # noqa: S704  cleaned by an allow-list
            "choices": words.choices,
            "ticket": words.ticket,
            "locale": language,
            "automatic": words.automatic,
            "author": words.author,
            "name": words.name,
            "lines": words.lines,
        }
        try:
            plain, page = (self._templates[language, name, kind].render(given) for kind in _KINDS)
        except TemplateError as why:
            raise BadTemplate(f"{language}/{name}: {why}") from why
        return plain.strip() + "\n", page.strip() + "\n"


def _load(environment: SandboxedEnvironment, name: str) -> Template:
    try:
        return environment.get_template(name)
    except TemplateError as why:
        raise BadTemplate(f"{name}: {why}") from why
