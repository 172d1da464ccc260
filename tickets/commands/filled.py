"""What must be filled in before a ticket is resolved."""

from tickets.commands.case import Case
from tickets.domain.fields import FieldsMissing
from tickets.domain.lifecycle import SETTLED, Verb
from tickets.queries.fields import empty_required


def settle(case: Case, verb: Verb) -> None:
    """Resolve or close a ticket by a person's hand; raise `NotAllowed` or `FieldsMissing`."""
    before = case.standing.status
    case.move(verb)
    if before not in SETTLED and (missing := empty_required(case.tx, case.id)):
        raise FieldsMissing(missing, names=", ".join(one.label_en for one in missing))
