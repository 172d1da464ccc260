"""Whatever the server refuses, the console has words for it, in both languages."""

import ast
import itertools
import pathlib
import re
from collections.abc import Iterator, Mapping

import pytest

import console
from console.problems import FAULTS, STATUSES, TABLE
from tickets.domain.lifecycle import Handler, Status, Verb
from tickets.domain.refusal import Refusal

ROOT = pathlib.Path(console.__file__).parent.parent
CODES = {kind.__name__: code for kind, _, _, code in TABLE}
_LINE = re.compile(r'^ +"refusal\.([\w.]+)": "(.*)",$', re.MULTILINE)
Use = tuple[str, frozenset[str], str]  # what names the sentence, its values, where it is said


def words(language: str) -> Mapping[str, str]:
    text = (ROOT / f"console/web/src/words/{language}.ts").read_text(encoding="utf-8")
    return dict(_LINE.findall(text))


CATALOGUES = {language: words(language) for language in ("id", "en")}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ("console", "tickets"):
        for file in sorted((ROOT / room).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))


def literal(node: ast.expr | None) -> str:
    if node is None:
        return ""
    assert isinstance(node, ast.Constant), f"line {node.lineno}: a code is written out"
    return str(node.value)


def raised(call: ast.Call, code: str, where: str) -> Use:
    """``Kind(detail, reason, **params)``."""
    given = {one.arg: one.value for one in call.keywords if one.arg is not None}
    reason = literal(call.args[1] if len(call.args) > 1 else given.pop("reason", None))
    return reason or code, frozenset(given), f"{where}:{call.lineno}"


def answered(call: ast.Call, where: str) -> Use:
    """``problem(status, title, detail, code, …)``."""
    given = {one.arg: one.value for one in call.keywords if one.arg is not None}
    code = literal(call.args[3] if len(call.args) > 3 else given.get("code"))
    params = given.get("params")
    names = params.keys if isinstance(params, ast.Dict) else []
    held = frozenset(literal(name) for name in names)
    return literal(given.get("reason")) or code, held, f"{where}:{call.lineno}"


def _said(where: str, module: ast.Module) -> Iterator[Use]:
    own = set()  # kinds that make their sentence themselves
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and node.name in CODES:
            for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
                if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
                    own.add(node.name)
                    yield raised(call, CODES[node.name], where)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in CODES and node.func.id not in {*own, "NotAllowed", "Locked"}:
                yield raised(node, CODES[node.func.id], where)
            elif node.func.id == "problem" and where != "console/problems.py":
                yield answered(node, where)


def uses() -> list[Use]:
    """Everything the server can refuse with."""
    here, waits = "console/problems.py", {"too_often": frozenset({"seconds"})}
    known: list[Use] = [(code, waits.get(code, frozenset()), here) for code in STATUSES.values()]
    known += [(reason, frozenset({"limit"}), here) for reason, _ in FAULTS.values()]
    known += [("invalid", frozenset(), here)]
    return known + list(itertools.chain.from_iterable(_said(*source) for source in sources()))


USES = uses()


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_refusal_has_words(language: str) -> None:
    there = CATALOGUES[language]
    assert len({key for key, _, _ in USES}) > len(TABLE), "the walk finds what is narrower, too"
    assert [(key, where) for key, _, where in USES if key not in there] == []
    assert [code for code in CODES.values() if code not in there] == [], "a newer reason falls back"


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_blank_of_the_words_is_filled(language: str) -> None:
    there = CATALOGUES[language]
    blank = [
        (key, where, missing)
        for key, given, where in USES
        if (missing := set(re.findall(r"{(\w+)}", there.get(key, ""))) - given)
    ]
    assert blank == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_states_and_moves_have_words(language: str) -> None:
    there = CATALOGUES[language]
    names = {f"handler.{one}" for one in Handler} | {f"verb.{one.name.lower()}" for one in Verb}
    assert names <= there.keys()
    text = (ROOT / f"console/web/src/words/{language}.ts").read_text(encoding="utf-8")
    assert [one for one in Status if f'"status.{one}":' not in text] == []


def test_every_kind_of_refusal_is_in_the_table() -> None:
    kinds = {kind for kind, *_ in TABLE}
    subclasses = set(Refusal.__subclasses__())
    assert subclasses >= {kind for kind in kinds if kind.__base__ is Refusal}
    defined = {
        node.name
        for _, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Refusal" for base in node.bases)
    }
    assert defined == {kind.__name__ for kind in kinds if kind.__base__ is Refusal}


def test_no_words_are_left_over() -> None:
    said = {key for key, _, _ in USES} | set(CODES.values()) | {"too_many_files"}  # the page's own
    kept = {key for key in CATALOGUES["id"] if "." not in key}
    assert kept - said == set()
