"""What is wrong, or about to be wrong, with the knowledge; pure."""

import dataclasses
import datetime as dt
from typing import Literal

from bot.composing import Composer
from bot.knowledge import Fact, Knowledge

LONGEST_ANSWER, LONGEST_FACT = 900, 280  # characters
_OLD = dt.timedelta(days=3 * 365)  # after which a fee, time or hours is looked at again
_AGEING = frozenset({"fee", "time", "hours"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend (a fault) or to look at (a review), by whom."""

    weight: Literal["fault", "review"]
    where: str
    what: str
    owner: str = ""


def findings(knowledge: Knowledge, today: dt.date) -> list[Finding]:
    """List the faults, and then what is due for review."""
    found = [f for fact in knowledge.facts.values() for f in _of_fact(fact, knowledge, today)]
    found += _of_answers(knowledge, today)
    return sorted(found, key=lambda one: (one.weight, one.where))


def _of_fact(fact: Fact, knowledge: Knowledge, today: dt.date) -> list[Finding]:
    def fault(what: str) -> Finding:
        return Finding(weight="fault", where=f"fact {fact.id}", what=what, owner=fact.owner)

    def review(what: str) -> Finding:
        return Finding(weight="review", where=f"fact {fact.id}", what=what, owner=fact.owner)

    found = []
    if fact.as_of > today:
        found.append(fault(f"as_of {fact.as_of} lies in the future"))
    if fact.valid_from and fact.valid_to and fact.valid_from > fact.valid_to:
        found.append(fault("valid_from comes after valid_to"))
    if max(len(fact.text.id), len(fact.text.en)) > LONGEST_FACT:
        found.append(fault(f"longer than {LONGEST_FACT} characters"))
    if not fact.source.strip():
        found.append(fault("no source"))
    if fact.status == "current" and fact.valid_to is not None and fact.valid_to < today:
        found.append(review(f"past its date ({fact.valid_to}): not served"))
    elif fact.status == "unverified" and _is_told(fact, knowledge):
        found.append(review("unverified: told only of its time"))
    elif fact.asserted(today) and fact.kind in _AGEING and today - fact.as_of > _OLD:
        found.append(review(f"a {fact.kind} as of {fact.as_of}: does it still hold?"))
    return found


def _is_told(fact: Fact, knowledge: Knowledge) -> bool:
    return any(fact.id in answer.facts for answer in knowledge.answers.values())


def _of_answers(knowledge: Knowledge, today: dt.date) -> list[Finding]:
    said = Composer(knowledge)
    used = {rule.answer for rule in knowledge.rules}
    found = []
    for name, answer in knowledge.answers.items():
        if name not in used:
            found.append(
                Finding(weight="fault", where=f"answer {name}", what="no rule leads to it")
            )
        longest = max(len(said.answer(name, locale, today)) for locale in ("id", "en"))
        if longest > LONGEST_ANSWER:
            what = f"{longest} characters, more than {LONGEST_ANSWER}"
            found.append(Finding(weight="fault", where=f"answer {name}", what=what))
        agents_only = [f for f in answer.facts if knowledge.facts[f].audience != "citizen"]
        if agents_only:
            what = f"names facts for agents only: {', '.join(agents_only)}"
            found.append(Finding(weight="fault", where=f"answer {name}", what=what))
    return found
