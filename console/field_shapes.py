"""The shapes of the office's own fields, as the OpenAPI document shows them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from console.schemas import Shape
from tickets.domain.fields import LONGEST_KEY, LONGEST_LABEL, LONGEST_VALUE, MOST_KEPT, MOST_OPTIONS

Kind = Literal["text", "number", "date", "choice", "yes_no"]
Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]
Value = (
    StrictBool | StrictInt | StrictFloat | Annotated[StrictStr, Field(max_length=4 * LONGEST_VALUE)]
)
Label = Annotated[str, Field(min_length=1, max_length=2 * LONGEST_LABEL)]


class OptionIn(Shape):
    """One of the values of a choice."""

    key: Key
    label_id: Label
    label_en: Label
    archived: bool = False


class FieldPut(Shape):
    """What of a field can be changed; choices that are left out are archived."""

    label_id: Label
    label_en: Label
    required: bool = False  # before a ticket is resolved
    options: Annotated[tuple[OptionIn, ...], Field(max_length=MOST_OPTIONS)] = ()


class FieldIn(FieldPut):
    """A field; its key and kind stay as they are made."""

    key: Key
    kind: Kind


class FieldOrderIn(Shape):
    """Fields by their ids, those that come first; the others stay behind them."""

    fields: Annotated[tuple[UUID, ...], Field(max_length=MOST_KEPT)]


class FieldOut(Shape):
    """A field as it is defined."""

    id: UUID
    key: str
    kind: Kind
    label_id: str
    label_en: str
    required: bool
    archived: bool
    options: list[OptionIn]


class FieldList(Shape):
    """All fields in their order, the archived ones last."""

    data: list[FieldOut]


class FieldMade(Shape):
    """The field that was made."""

    id: UUID


class ValueIn(Shape):
    """What is to stand in a field; null empties it."""

    value: Value | None
