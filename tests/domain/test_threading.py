"""Where an arrival belongs: sure, as a third party, or a ticket of its own."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.lifecycle import Status
from tickets.domain.threading import By, Candidate, FollowUp, Fresh, Join, Place, place

CITIZEN, STRANGER = "siti@contoh.id", "budi@contoh.id"
SURE = {By.TOKEN, By.ADDRESS}
GOES_ON = sorted(set(Status) - {Status.CLOSED, Status.MERGED})

candidates = st.builds(
    Candidate,
    conversation=st.uuids(),
    ticket=st.uuids(),
    status=st.sampled_from(Status),
    address=st.sampled_from([CITIZEN, STRANGER]),
    by=st.sampled_from(By),
)


def candidate(
    *, status: Status = Status.OPEN, by: By = By.REFERENCE, address: str = CITIZEN
) -> Candidate:
    return Candidate(
        conversation=uuid.uuid4(),
        ticket=uuid.uuid4(),
        status=status,
        address=address,
        by=by,
    )


def test_nothing_known_is_a_new_ticket() -> None:
    assert place(CITIZEN, []) == Fresh()


@pytest.mark.parametrize("status", GOES_ON)
@pytest.mark.parametrize("by", By)
def test_the_citizen_s_own_reply_joins(status: Status, by: By) -> None:
    known = candidate(status=status, by=by)
    assert place(CITIZEN, [known]) == Join(conversation=known.conversation, by=known.by)


def test_a_token_from_another_sender_joins_as_a_third_party() -> None:
    known = candidate(by=By.TOKEN)
    assert place(STRANGER, [known]) == Join(
        conversation=known.conversation, by=By.TOKEN, third_party=True
    )


@pytest.mark.parametrize("by", [By.REFERENCE, By.NUMBER])
def test_what_is_no_secret_is_only_a_hint_from_another_sender(by: By) -> None:
    known = candidate(by=by)
    assert place(STRANGER, [known]) == Fresh(maybe=known.ticket)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.MERGED])
def test_what_comes_after_the_end_is_a_follow_up(status: Status) -> None:
    known = candidate(status=status, by=By.TOKEN)
    assert place(CITIZEN, [known]) == FollowUp(ticket=known.ticket, by=By.TOKEN)


def test_the_strongest_candidate_wins() -> None:
    strong, weak = candidate(by=By.TOKEN), candidate(by=By.REFERENCE)
    assert place(CITIZEN, [strong, weak]) == Join(conversation=strong.conversation, by=By.TOKEN)


def test_a_candidate_that_proves_nothing_is_passed_over_for_one_that_does() -> None:
    foreign, own = candidate(address=STRANGER), candidate()
    assert place(CITIZEN, [foreign, own]) == Join(conversation=own.conversation, by=own.by)


def test_a_forged_sender_never_joins_as_the_citizen() -> None:
    token, reference = candidate(by=By.TOKEN), candidate()
    assert place(CITIZEN, [token], forged=True) == Join(
        conversation=token.conversation, by=By.TOKEN, third_party=True
    )
    assert place(CITIZEN, [reference], forged=True) == Fresh(maybe=reference.ticket)


def test_the_hint_names_the_strongest() -> None:
    first, second = candidate(), candidate()
    assert place(STRANGER, [first, second]) == Fresh(maybe=first.ticket)


@given(st.lists(candidates, max_size=5))
def test_nobody_joins_without_a_token_or_the_right_address(known: list[Candidate]) -> None:
    chosen: Place = place(CITIZEN, known)
    proving = [c for c in known if c.by in SURE or c.address == CITIZEN]
    match chosen:
        case Join(conversation=conversation, third_party=third_party):
            [found] = [c for c in proving if c.conversation == conversation]
            assert found.status in GOES_ON
            assert third_party == (found.address != CITIZEN)
        case FollowUp(ticket=ticket):
            assert ticket in {c.ticket for c in proving}
        case Fresh(maybe=maybe):
            assert proving == []
            assert maybe == (known[0].ticket if known else None)
