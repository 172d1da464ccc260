"""What was left unread becomes one mail, or several where it has to."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.following import Unread, mails


def unread(number: int, text: str = "x", name: str = "Sari", size: int = 0) -> Unread:
    return Unread(id=UUID(int=number), name=name, text=text, size=size)


def test_all_of_one_person_is_one_mail_in_order() -> None:
    (mail,) = mails([unread(1, "satu"), unread(2, "dua")], most=10)
    assert (mail.text, mail.names) == ("satu\n\ndua", "Sari")
    assert mail.messages == (UUID(int=1), UUID(int=2))


def test_it_says_who_wrote_what_where_several_did() -> None:
    (mail,) = mails([unread(1, "satu"), unread(2, "dua", "Budi"), unread(3, "tiga")], most=10)
    assert mail.text == "Sari:\nsatu\n\nBudi:\ndua\n\nSari:\ntiga"
    assert mail.names == "Sari, Budi"


def test_nothing_is_no_mail() -> None:
    assert mails([], most=10) == []


@given(st.lists(st.integers(min_value=0, max_value=10)))
def test_no_mail_is_too_large_and_none_is_left_out(sizes: list[int]) -> None:
    all_of_it = [unread(n, size=size) for n, size in enumerate(sizes)]
    written = mails(all_of_it, most=10)
    assert [one for mail in written for one in mail.messages] == [one.id for one in all_of_it]
    for mail in written:
        assert sum(sizes[one.int] for one in mail.messages) <= 10
