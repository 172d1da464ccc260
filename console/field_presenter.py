"""Fields in the shapes of the API; pure."""

import dataclasses

from console.field_shapes import FieldOut, FieldPut, OptionIn
from tickets.commands.fields import Definition
from tickets.domain.fields import Field, Option


def field(one: Field) -> FieldOut:
    """A field as it is defined."""
    return FieldOut(
        id=one.id,
        key=one.key,
        kind=one.kind.value,
        label_id=one.label_id,
        label_en=one.label_en,
        required=one.required,
        archived=one.archived,
        options=[OptionIn(**dataclasses.asdict(option)) for option in one.options],
    )


def definition(given: FieldPut) -> Definition:
    """What a field is to be."""
    return Definition(
        label_id=given.label_id,
        label_en=given.label_en,
        required=given.required,
        options=[Option(**dict(one)) for one in given.options],
    )
