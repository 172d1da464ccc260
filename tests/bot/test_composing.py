"""What the bot says: dated, sourced, short, in both languages, and never surer than we are."""

import datetime as dt
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.composing import Composer, shown_date
from bot.knowledge import Fact, Knowledge, Words
from bot.policy import NONE_OF_THESE, PERSON, Rephrase, Sense, choice_of

TODAY = dt.date(2026, 5, 4)
LONGEST = 900
LOCALES = ["id", "en"]
SAID_BY_HANDLER = {
    "confirm": {"label"},
    "confirm_none": set[str](),
    "talk_to_person": set[str](),
    "not_understood": set[str](),
    "queue_position": {"number", "position"},
    "queue_wait": {"wait"},
    "queue_closed": {"number", "day", "time", "zone"},
    "queue_saved": {"number"},
    "queue_over": {"number"},
    "ask_contact": set[str](),
    "wait_minutes": {"minutes"},
    "wait_hours": {"hours"},
    "wait_hours_minutes": {"hours", "minutes"},
    "start_telegram": set[str](),
    "email_footer": set[str](),
    "email_received": {"number"},
    "officers_until": {"time", "zone"},
    "officers_from": {"day", "time", "zone"},
    "handoff_reply": set[str](),
    "handoff_files": set[str](),
    "file_too_large": {"limit"},
    "file_by_mail": {"address", "number"},
    "handoff_misses": set[str](),
    "handoff_unavailable": set[str](),
    "approval": set[str](),
}


def bullets(text: str) -> list[str]:
    """The facts in an answer."""
    return [line for line in text.splitlines() if line.startswith("• ")]


def shown_facts(knowledge: Knowledge, name: str) -> list[Fact]:
    facts = (knowledge.facts[f] for f in knowledge.answers[name].facts)
    years = knowledge.answers[name].years
    return [fact for fact in facts if fact.asserted(TODAY) or fact.recalls(years)]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_answer_has_words_and_is_short(
    knowledge: Knowledge, composer: Composer, locale: str
) -> None:
    too_long = {}
    for name in knowledge.answers:
        said = composer.answer(name, locale, TODAY)
        assert said.strip() == said
        assert said
        if len(said) > LONGEST:
            too_long[name] = len(said)
    assert too_long == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_fact_is_shown_with_its_date_and_source(
    knowledge: Knowledge, composer: Composer, locale: str
) -> None:
    for name in knowledge.answers:
        facts = shown_facts(knowledge, name)
        lines = bullets(composer.answer(name, locale, TODAY))
        assert len(lines) == len(facts), name
        for fact, line in zip(facts, lines, strict=True):
            assert shown_date(fact.as_of, fact.as_of_precision, locale) in line
            assert fact.source in line
            assert fact.text.of(locale) in line


@pytest.mark.parametrize("locale", LOCALES)
def test_an_answer_in_parts_says_what_its_text_says(
    knowledge: Knowledge, composer: Composer, locale: str
) -> None:
    doubts = [
        composer.phrase(frame, locale, text="|", date="|", source="|").split("|")[side]
        for frame, side in (("fact_check", -1), ("fact_dated", 0))
    ]
    for name in knowledge.answers:
        text, parts = composer.answer(name, locale, TODAY), composer.parts(name, locale, TODAY)
        lines = bullets(text)
        assert len(lines) == len(parts.cards), name
        assert text.startswith(parts.lead), name
        assert text.endswith(parts.close), name
        for card, line in zip(parts.cards, lines, strict=True):
            assert all(words in line for words in (card.text, card.source, card.as_of)), name
            assert card.certain != any(doubt in line for doubt in doubts), name


def test_suggestions_come_in_parts_too(composer: Composer) -> None:
    asked, step = "tinjauan lapangan penilaian teknis", Rephrase()
    text, _ = composer.words(step, asked, "id", TODAY)
    parts = composer.parts_of(step, asked, "id", TODAY)

    assert parts is not None
    assert len(parts.cards) == text.count("• ") > 0
    assert text.startswith(parts.lead)
    assert composer.parts_of(step, "qwerty", "id", TODAY) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_no_unverified_fact_is_framed_as_current(
    knowledge: Knowledge, composer: Composer, locale: str
) -> None:
    warning = composer.phrase("fact_dated", locale, text="|", date="|", source="|").split("(")[0]
    for fact in knowledge.facts.values():
        line = composer._fact(fact, locale, TODAY)
        assert line.startswith(warning) != fact.asserted(TODAY), fact.id


def test_a_fact_we_are_half_sure_of_asks_to_check_again(composer: Composer) -> None:
    half = a_fact(confidence="medium")
    assert "please check again" in composer._fact(half, "en", TODAY)
    assert "check again" not in composer._fact(a_fact(confidence="high"), "en", TODAY)


def test_a_date_known_only_to_the_month_says_about(composer: Composer) -> None:
    month = a_fact(as_of_precision="month")
    assert "about May 2024" in composer._fact(month, "en", TODAY)
    assert "sekitar Mei 2024" in composer._fact(month, "id", TODAY)


def test_a_fact_is_shown_only_within_its_time(knowledge: Knowledge) -> None:
    day = dt.timedelta(days=1)
    fact = a_fact(valid_from=TODAY, valid_to=TODAY + day)
    assert [fact.asserted(TODAY + n * day) for n in (-1, 0, 1, 2)] == [False, True, True, False]
    name = next(name for name, a in knowledge.answers.items() if a.facts)
    gone = knowledge.model_copy(
        update={
            "facts": {
                key: f.model_copy(update={"valid_to": TODAY - day})
                for key, f in knowledge.facts.items()
            }
        }
    )
    assert bullets(Composer(gone).answer(name, "id", TODAY)) == []


@pytest.mark.slow
def test_what_is_not_certain_to_hold_is_told_only_of_its_time(knowledge: Knowledge) -> None:
    told = 0
    for name, answer in knowledge.answers.items():
        now = {fact.id for fact in Composer(knowledge).told(name, TODAY)}
        for fact in (knowledge.facts[f] for f in answer.facts):
            sound = fact.status == "current" and fact.confidence != "low"
            assert sound or fact.id not in now or answer.years, (name, fact.id)
            assert fact.audience == "citizen" or fact.id not in now, (name, fact.id)
            then = Composer(knowledge).told(name, TODAY, [fact.as_of.year])
            told += fact.id not in now and fact in then
    assert told


def test_hours_of_2017_are_no_hours_of_today(composer: Composer) -> None:
    assert "07.30" not in composer.answer("lokasi_jam", "id", TODAY)
    assert "07.30" in composer.answer("lokasi_jam", "id", TODAY, [2017])


@pytest.mark.parametrize("name", ["tanya_biaya", "pembayaran"])
def test_every_answer_about_money_warns_of_fraud(knowledge: Knowledge, name: str) -> None:
    for rule in knowledge.rules:
        if rule.intent == name:
            close = knowledge.answers[rule.answer].close
            assert close is not None, rule
            assert "rekening pribadi" in close.id, rule
            assert "personal account" in close.en or "anyone" in close.en, rule


@pytest.mark.parametrize("locale", LOCALES)
def test_no_blank_is_left_open_in_an_answer(
    knowledge: Knowledge, composer: Composer, locale: str
) -> None:
    for name in knowledge.answers:
        assert not re.search(r"\{\w*\}", composer.answer(name, locale, TODAY)), name


def test_a_question_back_has_a_button_for_each_guess_for_none_and_for_a_person(
    composer: Composer,
) -> None:
    text, choices = composer.confirm((Sense(intent="lokasi_jam"), Sense(intent="pembayaran")), "en")
    assert text == "Do you mean location and opening hours or how to pay?"
    assert [c.id for c in choices] == [
        choice_of(Sense(intent="lokasi_jam")),
        choice_of(Sense(intent="pembayaran")),
        NONE_OF_THESE,
        PERSON,
    ]
    assert choices[0].label == "Location and opening hours"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_button_fits_where_buttons_are_shown(
    knowledge: Knowledge, composer: Composer, locale: str
) -> None:
    for intent in knowledge.labels:
        _, choices = composer.confirm((Sense(intent=intent),), locale)
        for choice in choices:
            assert len(choice.id.encode()) <= 60
            assert 0 < len(choice.label) <= 64


def test_every_intent_with_a_rule_or_a_handoff_has_a_label(knowledge: Knowledge) -> None:
    intents = {r.intent for r in knowledge.rules} | set(knowledge.handoff)
    assert intents - set(knowledge.labels) == set()


@pytest.mark.parametrize(("name", "blanks"), SAID_BY_HANDLER.items())
def test_every_phrase_the_bot_says_is_there_with_the_blanks_it_fills(
    knowledge: Knowledge, name: str, blanks: set[str]
) -> None:
    for locale in LOCALES:
        assert fields(knowledge.phrases[name].of(locale)) == blanks


def test_both_languages_of_a_phrase_have_the_same_blanks(knowledge: Knowledge) -> None:
    differing = [n for n, w in knowledge.phrases.items() if fields(w.id) != fields(w.en)]
    assert differing == []


@pytest.mark.parametrize(
    ("precision", "locale", "shown"),
    [
        ("day", "id", "17 Agustus 2024"),
        ("day", "en", "17 August 2024"),
        ("month", "id", "Agustus 2024"),
        ("month", "en", "August 2024"),
        ("year", "id", "2024"),
        ("year", "en", "2024"),
    ],
)
def test_a_date_is_shown_as_people_write_it(precision: str, locale: str, shown: str) -> None:
    assert shown_date(dt.date(2024, 8, 17), precision, locale) == shown


@given(st.dates(), st.sampled_from(LOCALES))
def test_a_date_never_claims_more_than_is_known(day: dt.date, locale: str) -> None:
    whole = shown_date(day, "day", locale)
    assert whole == f"{day.day} {shown_date(day, 'month', locale)}"
    assert shown_date(day, "month", locale).endswith(f" {shown_date(day, 'year', locale)}")


def test_the_twelve_months_have_twelve_names_in_both_languages() -> None:
    for locale in LOCALES:
        names = {shown_date(dt.date(2024, month, 1), "month", locale) for month in range(1, 13)}
        assert len(names) == 12


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def a_fact(**changes: object) -> Fact:
    plain = Fact(
        id="x-001",
        topic="x",
        text=Words(id="Loket buka", en="The counter is open"),
        source="jakarta.go.id",
        as_of=dt.date(2024, 5, 4),
        confidence="high",
        status="current",
        audience="citizen",
        owner="pusat kontak",
        kind="hours",
    )
    return plain.model_copy(update=changes)
