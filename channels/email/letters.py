"""The templates of our mails: one text and one page for each language; an office may have its own.

``<language>/letter.txt`` and ``<language>/letter.html`` are Jinja templates.  They are given
``text``, ``paragraphs`` (lists of lines), ``choices`` (labels), ``ticket`` (receipt number),
``locale`` and ``automatic``.
"""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

_OURS = Path(__file__).parent / "templates"
_LANGUAGES = ("id", "en")
_KINDS = ("txt", "html")


class BadTemplate(ValueError):
    """A template of the office cannot be used."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a mail says."""

    text: str
    choices: Sequence[str] = ()
    ticket: str = ""
    locale: str = "id"
    automatic: bool = False


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
        self._templates: Mapping[tuple[str, str], Template] = {
            (language, kind): _load(
                page if kind == "html" else page.overlay(autoescape=False), name
            )
            for language in _LANGUAGES
            for kind in _KINDS
            for name in [f"{language}/letter.{kind}"]
        }
        for language in _LANGUAGES:
            self.written(Words(text="x", choices=("x",), ticket="x", locale=language))

    def written(self, words: Words) -> tuple[str, str]:
        """The plain text and the HTML."""
        language = words.locale if words.locale in _LANGUAGES else "id"
        paragraphs = [one.splitlines() for one in re.split(r"\n{2,}", words.text.strip())]
        given = {
            "text": words.text.strip(),
            "paragraphs": paragraphs,
            "choices": words.choices,
            "ticket": words.ticket,
            "locale": language,
            "automatic": words.automatic,
        }
        try:
            plain, page = (self._templates[language, kind].render(given) for kind in _KINDS)
        except TemplateError as why:
            raise BadTemplate(f"{language}/letter: {why}") from why
        return plain.strip() + "\n", page.strip() + "\n"


def _load(environment: SandboxedEnvironment, name: str) -> Template:
    try:
        return environment.get_template(name)
    except TemplateError as why:
        raise BadTemplate(f"{name}: {why}") from why
