"""The table of moves keeps its promises whatever is done to a ticket, in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.lifecycle import (
    BORN,
    LIVE,
    OVER,
    Handler,
    NotAllowed,
    Standing,
    Status,
    Verb,
    move,
)

EVERYWHERE = [Standing(status=s, handler=h) for s in Status for h in Handler]
standings = st.sampled_from(EVERYWHERE)
verbs = st.sampled_from(Verb)
stories = st.lists(verbs, max_size=40)
CALLS_A_PERSON = {Verb.HAND_OFF, Verb.TAKE, Verb.REPLY}


def tried(standing: Standing, verb: Verb) -> Standing | None:
    """Where it leads, or None where it is not allowed."""
    try:
        return move(standing, verb)
    except NotAllowed:
        return None


def reachable() -> set[Standing]:
    """Where a newborn ticket can ever come to."""
    found, edge = {BORN}, {BORN}
    while edge:
        edge = {to for at in edge for verb in Verb if (to := tried(at, verb))} - found
        found |= edge
    return found


@given(stories)
def test_once_a_person_was_called_the_bot_is_silent_until_the_ticket_is_returned(
    story: list[Verb],
) -> None:
    at, person = BORN, False
    for verb in story:
        to = tried(at, verb)
        if to is None:
            continue
        if person:
            assert verb is not Verb.ANSWER
        person = (person or verb in CALLS_A_PERSON) and verb is not Verb.RETURN_TO_BOT
        assert not (person and to.handler is Handler.BOT)
        at = to


@given(standings, verbs)
def test_only_giving_it_back_makes_a_ticket_the_bot_s(at: Standing, verb: Verb) -> None:
    to = tried(at, verb)
    if to is not None and to.handler is Handler.BOT and at.handler is not Handler.BOT:
        assert verb is Verb.RETURN_TO_BOT


@given(standings)
def test_the_bot_answers_only_live_tickets_of_its_own(at: Standing) -> None:
    allowed = tried(at, Verb.ANSWER) is not None
    assert allowed == (at.handler is Handler.BOT and at.status in LIVE)


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_reached(status: Status) -> None:
    assert status in {at.status for at in reachable()}


@pytest.mark.parametrize("handler", Handler)
def test_every_handler_can_be_reached(handler: Handler) -> None:
    assert handler in {at.handler for at in reachable()}


@pytest.mark.parametrize("at", EVERYWHERE, ids=lambda s: f"{s.status}-{s.handler}")
def test_a_citizen_is_heard_everywhere_but_in_closed_and_merged_tickets(at: Standing) -> None:
    heard = tried(at, Verb.HEAR)
    assert (heard is None) == (at.status in {Status.CLOSED, Status.MERGED})


@given(standings)
def test_hearing_never_leaves_a_ticket_where_nobody_would_look(at: Standing) -> None:
    heard = tried(at, Verb.HEAR)
    if heard is not None and at.status is not Status.SPAM:
        assert heard.status in {Status.NEW, Status.OPEN}


def test_what_was_resolved_by_a_person_goes_back_to_the_queue_when_the_citizen_writes() -> None:
    resolved = Standing(status=Status.RESOLVED, handler=Handler.AGENT)
    assert move(resolved, Verb.HEAR) == Standing(status=Status.OPEN, handler=Handler.QUEUE)


def test_what_the_bot_resolved_goes_back_to_the_bot() -> None:
    resolved = Standing(status=Status.RESOLVED, handler=Handler.BOT)
    assert move(resolved, Verb.HEAR) == Standing(status=Status.OPEN, handler=Handler.BOT)


@given(standings, verbs)
def test_a_merged_ticket_is_never_touched_again(at: Standing, verb: Verb) -> None:
    if at.status is Status.MERGED:
        assert tried(at, verb) is None


@given(standings, verbs)
def test_whatever_is_over_is_only_ever_reopened_heard_or_merged(at: Standing, verb: Verb) -> None:
    if at.status in OVER and tried(at, verb) is not None:
        assert verb in {Verb.REOPEN, Verb.HEAR, Verb.MERGE}


@given(standings)
def test_an_agent_who_takes_or_replies_has_it(at: Standing) -> None:
    for verb in (Verb.TAKE, Verb.REPLY):
        to = tried(at, verb)
        assert to is None or to.handler is Handler.AGENT


@given(standings)
def test_nobody_snoozes_a_ticket_the_bot_has(at: Standing) -> None:
    if at.handler is Handler.BOT:
        assert tried(at, Verb.SNOOZE) is None


@pytest.mark.parametrize("handler", [Handler.QUEUE, Handler.AGENT])
def test_a_snoozed_ticket_wakes_up_open_with_whoever_had_it(handler: Handler) -> None:
    asleep = move(Standing(status=Status.OPEN, handler=handler), Verb.SNOOZE)
    assert move(asleep, Verb.WAKE) == Standing(status=Status.OPEN, handler=handler)


@pytest.mark.parametrize("verb", Verb)
def test_a_refusal_reads_like_a_sentence(verb: Verb) -> None:
    said = r"^cannot [a-z ]+ a ticket that is [a-z]+ with the (bot|queue|agent)$"
    for at in EVERYWHERE:
        if tried(at, verb) is None:
            with pytest.raises(NotAllowed, match=said) as refused:
                move(at, verb)
            assert (refused.value.standing, refused.value.verb) == (at, verb)


def test_a_refusal_names_what_was_tried() -> None:
    with pytest.raises(NotAllowed, match="cannot take a ticket that is closed with the agent"):
        move(Standing(status=Status.CLOSED, handler=Handler.AGENT), Verb.TAKE)
