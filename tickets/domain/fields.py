"""Fields that an office defines for its tickets, and what may stand in them; pure."""

import dataclasses
import datetime as dt
import decimal
import enum
import re
from collections.abc import Iterable, Sequence
from uuid import UUID

from tickets.domain.refusal import Refusal
from tickets.domain.text import clean

LONGEST_KEY = 40  # characters, as the next two
LONGEST_LABEL = 80
LONGEST_VALUE = 500
MOST_FIELDS = 30  # that are not archived
MOST_KEPT = 300  # archived ones too
MOST_OPTIONS = 50  # of one field, archived ones too
MOST_DIGITS = 15  # of a number: so many survive in any program that reads JSON
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES_NO = {"true": True, "false": False}

Value = str | int | float | bool  # as readers are given it: a date as YYYY-MM-DD


class FieldKind(enum.StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the values of a choice; an archived one is shown where it is set, and not offered."""

    key: str
    label_id: str
    label_en: str
    archived: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field as it is defined; key and kind stay as they were made."""

    id: UUID
    key: str
    kind: FieldKind
    label_id: str
    label_en: str
    options: tuple[Option, ...] = ()
    required: bool = False  # before a ticket is resolved
    archived: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """What a message of the system tells: the field that was set, and to what; None: emptied."""

    key: str
    value: Value | None


class BadField(Refusal):
    """A field cannot be defined like that."""


class TooManyFields(Refusal):
    """There are only so many."""


class KeyTaken(Refusal):
    """Another field has this key."""


class BadValue(Refusal):
    """That cannot stand in the field."""


class FieldArchived(Refusal):
    """The field is archived: what stands in it can be taken out, and nothing put in."""


class FieldsMissing(Refusal):
    """Fields that must be filled before a ticket is resolved are empty."""

    def __init__(self, fields: Sequence[Field], *, names: str) -> None:
        super().__init__(f"fill these fields first: {names}", names=names)
        self.fields = tuple(fields)


def checked_key(key: str, what: str = "field") -> str:
    """A key as it is kept; raise `BadField`."""
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        raise BadField(
            f"the key of a {what} is a small letter, then small letters, digits and _, "
            f"at most {LONGEST_KEY} characters"
        )
    return key


def checked_label(label: str, what: str = "field") -> str:
    """A label as it is kept: one line; raise `BadField`."""
    neat = clean(" ".join(label.split()))
    if not neat:
        raise BadField(f"a {what} has a label in both languages")
    if len(neat) > LONGEST_LABEL:
        raise BadField(f"a label has at most {LONGEST_LABEL} characters")
    return neat


def checked_options(
    kind: FieldKind, given: Iterable[Option], before: Sequence[Option] = ()
) -> tuple[Option, ...]:
    """The options of a field from now on; raise `BadField`.

    Those there were ``before`` and that are not given any more are kept at the end, archived.
    """
    options = [
        dataclasses.replace(
            one,
            key=checked_key(one.key, "choice"),
            label_id=checked_label(one.label_id, "choice"),
            label_en=checked_label(one.label_en, "choice"),
        )
        for one in given
    ]
    keys = [one.key for one in options]
    if len(set(keys)) < len(keys):
        raise BadField("two choices have the same key")
    options += [dataclasses.replace(one, archived=True) for one in before if one.key not in keys]
    if kind is not FieldKind.CHOICE:
        if options:
            raise BadField("only a choice has choices")
        return ()
    if all(one.archived for one in options):
        raise BadField("there must be something to choose from")
    if len(options) > MOST_OPTIONS:
        raise BadField(f"a field has at most {MOST_OPTIONS} choices, archived ones too")
    return tuple(options)


def normal(field: Field, value: object, *, was: str | None = None) -> str | None:
    """A value as it is kept, one spelling for equal ones; None: empty.  Raise `BadValue`.

    An archived choice is taken only where it stood before (``was``).
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    kept = _normal(field, value)
    if field.kind is FieldKind.CHOICE and kept != was and _option(field, kept).archived:
        raise BadValue(f"{field.key}: {kept!r} is archived, choose another one")
    return kept


def sought(field: Field, text: str) -> str:
    """What to look for, as a query string says it; raise `BadValue`."""
    value: object = text
    if field.kind is FieldKind.YES_NO:
        value = _YES_NO.get(text.strip().casefold(), text)
    if not text.strip():
        raise BadValue(f"{field.key}: say which value")
    return _normal(field, value)


def told(field: Field, kept: str) -> Value:
    """A kept value as readers are given it.

    >>> area = Field(id=UUID(int=1), key="luas", kind=FieldKind.NUMBER, label_id="", label_en="")
    >>> told(area, "12.5"), told(area, "12")
    (12.5, 12)
    """
    match field.kind:
        case FieldKind.NUMBER:
            number = float(kept)
            return int(number) if number.is_integer() else number
        case FieldKind.YES_NO:
            return kept == "true"
    return kept


def in_words(field: Field, kept: str, locale: str) -> str:
    """A kept value as people read it."""
    english = locale == "en"
    if field.kind is FieldKind.CHOICE:
        option = _option(field, kept)
        return option.label_en if english else option.label_id
    if field.kind is FieldKind.YES_NO:
        words = ("yes", "no") if english else ("ya", "tidak")
        return words[0] if kept == "true" else words[1]
    if field.kind is FieldKind.NUMBER and not english:
        return kept.replace(".", ",")
    return kept


def label(field: Field, locale: str) -> str:
    """What a field is called; Indonesian where the language is not known."""
    return field.label_en if locale == "en" else field.label_id


def _normal(field: Field, value: object) -> str:
    match field.kind:
        case FieldKind.NUMBER:
            return _number(field, value)
        case FieldKind.YES_NO:
            if not isinstance(value, bool):
                raise BadValue(f"{field.key}: say true or false")
            return "true" if value else "false"
    if not isinstance(value, str):
        raise BadValue(f"{field.key}: write it in quotation marks, as text")
    match field.kind:
        case FieldKind.DATE:
            return _date(field, value.strip())
        case FieldKind.CHOICE:
            return _option(field, value.strip()).key
    neat = clean(" ".join(value.split()))
    if not neat:
        raise BadValue(f"{field.key}: there is nothing in it to read")
    if len(neat) > LONGEST_VALUE:
        raise BadValue(f"{field.key}: at most {LONGEST_VALUE} characters")
    return neat


def _number(field: Field, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadValue(f"{field.key}: write a number")
    text = value.strip() if isinstance(value, str) else repr(value)
    wrong = BadValue(f"{field.key}: a number of at most {MOST_DIGITS} digits, as 12.5")
    if len(text) > 2 * MOST_DIGITS + 10 or not text.isascii() or "_" in text:
        raise wrong
    try:
        number = decimal.Decimal(text)
    except decimal.InvalidOperation:
        raise wrong from None
    if not number.is_finite():
        raise wrong
    plain = number.normalize()
    _, digits, exponent = plain.as_tuple()
    places = int(exponent)  # it is finite
    if len(digits) + max(places, 0) > MOST_DIGITS or -places > MOST_DIGITS:
        raise wrong
    return "0" if number == 0 else format(plain, "f")


def _date(field: Field, text: str) -> str:
    try:
        if _DATE.fullmatch(text):
            return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise BadValue(f"{field.key}: write a date as YYYY-MM-DD")


def _option(field: Field, key: str) -> Option:
    for one in field.options:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in field.options if not one.archived)
    raise BadValue(f"{field.key}: choose one of {known}")
