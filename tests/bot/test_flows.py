"""Stories of flows: to their end, cancelled, timed out, resumed, and not understood."""

import copy
import dataclasses
import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.composing import Composer
from bot.flows.engine import CANCEL, PATIENCE, Flows
from bot.flows.texts import BadFlows, FlowTexts, load
from bot.flows.values import (
    Advance,
    Application,
    FlowState,
    HandOff,
    Line,
    LookUp,
    Stage,
    Tell,
    state_of,
)
from bot.knowledge import Knowledge, Words
from bot.knowledge import load as load_knowledge

FILE = Path("bot/knowledge/flows.yml")
NOW = dt.datetime(2026, 5, 4, 3, tzinfo=dt.UTC)
TODAY = NOW.date()
NUMBER = "JKT-2026-000123"
LOCALES = ["id", "en"]
KNOWLEDGE = load_knowledge(Path("bot/knowledge"))
TEXTS = load(FILE, KNOWLEDGE)
FLOWS = Flows(TEXTS, KNOWLEDGE, number=re.compile(r"JKT-\d{4}-\d{6}", re.IGNORECASE))
BEGINNINGS = [
    ("status", ""),
    ("complaint", ""),
    ("eligibility", ""),
    ("eligibility", "pbg"),
    ("eligibility", "nib"),
    ("eligibility", "reklame"),
    ("rejected", ""),
    ("directory", ""),
    ("checklist", ""),
    *(("checklist", permit) for permit in TEXTS.checklists),
]


def phrases(advance: Advance) -> list[str]:
    return [line.phrase for line in advance.says]


def going(advance: Advance) -> FlowState:
    """The state, by way of JSON: every story is resumed at every step."""
    assert advance.state is not None, phrases(advance)
    kept = state_of(json.loads(json.dumps(advance.state.as_json())))
    assert kept == advance.state
    return kept


def story(flow: str, *messages: str, subject: str = "") -> Advance:
    """Begin, and say these things one after the other, a minute apart."""
    now, advance = NOW, FLOWS.begin(flow, NOW, subject=subject)
    for message in messages:
        now += dt.timedelta(minutes=1)
        advance = FLOWS.advance(going(advance), message, now)
    return advance


def shown(advance: Advance, locale: str) -> list[str]:
    """Everything that would be read by someone."""
    note = advance.effect.note if isinstance(advance.effect, HandOff) else ()
    lines = [*advance.says, *note, *(offer.label for offer in advance.offers)]
    return [TEXTS.render(line, locale) for line in lines]


# -- status -----------------------------------------------------------------------------------


def test_status_asks_for_the_number_and_then_for_a_proof() -> None:
    assert phrases(story("status")) == ["status_number"]
    assert phrases(story("status", f"nomornya {NUMBER} kak")) == ["status_check"]
    end = story("status", NUMBER, "siti.AMINAH@contoh.id")
    assert end.effect == LookUp(number=NUMBER, owner_check="inah")
    assert end.says == ()


def test_a_number_that_was_written_already_is_not_asked_for() -> None:
    begun = FLOWS.begin("status", NOW, text=f"status permohonan {NUMBER} gimana?")
    assert phrases(begun) == ["status_check"]
    assert going(begun).answers == {"number": NUMBER}


def test_the_proof_is_kept_nowhere_and_shown_nowhere() -> None:
    end = story("status", NUMBER, "7890")
    assert end.state is not None
    assert "7890" not in json.dumps(end.state.as_json()) + repr(end)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("locale", LOCALES)
def test_every_stage_can_be_told(stage: Stage, locale: str) -> None:
    found = Application(number=NUMBER, stage=stage, since=dt.date(2026, 4, 30))
    end = FLOWS.looked_up(going(story("status", NUMBER)), found, NOW)
    told = "\n".join(shown(end, locale))
    assert NUMBER in told
    assert ("30 April 2026") in told
    assert end.state is None
    assert ("pay_safely" in phrases(end)) is (stage in {Stage.APPROVED, Stage.WAITING_APPLICANT})
    assert [o.id for o in end.offers] == (["start:rejected"] if stage is Stage.REJECTED else [])


def test_the_back_end_has_the_last_word_on_the_next_step() -> None:
    step = Words(id="Ambil {di} loket 4", en="Collect it at counter 4")
    found = Application(number=NUMBER, stage=Stage.ISSUED, since=TODAY, next_step=step)
    end = FLOWS.looked_up(going(story("status", NUMBER)), found, NOW)
    assert "Ambil {di} loket 4" in shown(end, "id")


def test_three_wrong_proofs_call_a_person() -> None:
    state = going(story("status", NUMBER))
    for _ in range(2):
        again = FLOWS.looked_up(state, None, NOW)
        assert phrases(again) == ["status_not_found"]
        assert "number" not in again.says[0].values
        state = going(FLOWS.advance(going(again), NUMBER, NOW))
    end = FLOWS.looked_up(state, None, NOW)
    assert phrases(end) == ["status_not_found_officer"]
    assert isinstance(end.effect, HandOff)
    assert [line.phrase for line in end.effect.note] == ["note_not_found"]


def test_without_a_number_format_a_person_is_called(knowledge: Knowledge) -> None:
    flows = Flows(TEXTS, knowledge)
    end = flows.begin("status", NOW, text=NUMBER)
    assert phrases(end) == ["status_by_officer"]
    assert end.effect == HandOff(why="flow:status")
    assert end.state is None
    assert flows.offers("status_permohonan", None) == ()


# -- complaint --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["service", "officer", "building", "other"])
@pytest.mark.parametrize(("reply", "anonymous"), [("iya", True), ("tidak perlu", False)])
def test_a_complaint_goes_to_a_person_with_all_that_was_said(
    kind: str, reply: str, *, anonymous: bool
) -> None:
    label = TEXTS.options[kind].label.id
    end = story("complaint", label, reply, "Loket 3 marah-marah kemarin pagi, saya ada fotonya")
    assert isinstance(end.effect, HandOff)
    assert end.effect.complaint == kind
    assert end.effect.anonymous is anonymous
    assert "Loket" not in end.effect.why
    note = [TEXTS.render(line, "id") for line in end.effect.note]
    assert label in note[0]
    assert ("TIDAK" in note[1]) is anonymous
    assert "Loket 3 marah-marah" in note[2]
    assert "dihitung sejak" in shown(end, "id")[0]
    assert ("pay_safely" in phrases(end)) is (kind == "officer")


def test_a_story_that_begins_like_a_reply_is_a_story() -> None:
    end = story("complaint", "2", "1", "Stop! Jangan diam saja, ya. 1 bulan saya menunggu.")
    assert isinstance(end.effect, HandOff)
    assert end.effect.complaint == "officer"


def test_a_person_who_is_called_half_way_hears_what_was_said() -> None:
    state = going(story("complaint", "soal petugas", "ya"))
    assert [line.phrase for line in FLOWS.note(state)] == ["note_complaint", "note_anonymous_yes"]


# -- do I need it, why was I rejected, not our office -------------------------------------------


@pytest.mark.parametrize(
    ("subject", "replies", "answer"),
    [
        ("pbg", ["ya"], "perlu_izin_pbg"),
        ("pbg", ["tidak", "sudah"], "masa_pbg"),
        ("pbg", ["tidak", "belum"], None),
        ("pbg", ["gak tau"], None),
        ("nib", ["tidak"], "perlu_izin_umum"),
        ("nib", ["iya", "belum punya"], "perlu_izin_usaha"),
        ("nib", ["yes", "yes", "yes"], "perlu_izin_usaha"),
        ("nib", ["ya", "sudah", "no"], "syarat_nib"),
        ("nib", ["ya", "sudah", "not sure"], "cara_nib"),
        ("reklame", ["tidak"], "oos_lain"),
        ("reklame", ["ya", "ya"], None),
        ("reklame", ["ya", "ga perlu kak", "tidak"], "perlu_izin_reklame"),
        ("", ["imb", "ya"], "perlu_izin_pbg"),
        ("", ["lainnya"], None),
    ],
)
def test_do_i_need_it(subject: str, replies: list[str], answer: str | None) -> None:
    end = story("eligibility", *replies, subject=subject)
    assert end.state is None
    if answer is None:
        assert isinstance(end.effect, HandOff)
        assert end.effect.why == "flow:eligibility"
    else:
        assert end.effect == Tell(answer=answer)


@pytest.mark.parametrize(
    ("subject", "replies", "answer"),
    [
        ("", ["belum"], "penolakan_revisi"),
        ("pbg", ["belum"], "penolakan_pbg"),
        ("krk", ["belum"], "penolakan_revisi"),
        ("sip", ["sudah", "ya"], "penolakan_sip"),
        ("", ["sudah", "tidak"], None),
    ],
)
def test_why_was_i_rejected(subject: str, replies: list[str], answer: str | None) -> None:
    end = story("rejected", *replies, subject=subject)
    if answer is None:
        assert isinstance(end.effect, HandOff)
        assert len(end.effect.note) == 2
    else:
        assert end.effect == Tell(answer=answer)


@pytest.mark.parametrize(
    ("reply", "answer"),
    [("mau perpanjang SIM", "oos_kendaraan"), ("3", "oos_pajak"), ("passport", "oos_imigrasi")],
)
def test_not_our_office(reply: str, answer: str) -> None:
    assert story("directory", reply).effect == Tell(answer=answer)


def test_an_uncovered_permit_goes_to_a_person_and_is_not_offered() -> None:
    assert isinstance(FLOWS.begin("eligibility", NOW, subject="krk").effect, HandOff)
    assert isinstance(FLOWS.begin("checklist", NOW, subject="krk").effect, HandOff)
    assert FLOWS.offers("tanya_syarat", "krk") == ()


# -- checklist --------------------------------------------------------------------------------


def test_a_checklist_asks_for_each_requirement_and_tells_what_is_missing() -> None:
    begun = FLOWS.begin("checklist", NOW, subject="pbg")
    assert "1 dari 4" in shown(begun, "id")[0]
    assert KNOWLEDGE.facts["bg-003"].text.id in shown(begun, "id")[0]
    end = story("checklist", "sudah ada", "belum", "siap", "tidak berlaku", subject="pbg")
    assert phrases(end) == ["checklist_missing", "checklist_bullet"]
    assert KNOWLEDGE.facts["bg-004"].text.id in shown(end, "id")[1]
    assert (end.effect, end.state) == (None, None)


@pytest.mark.parametrize("permit", list(TEXTS.checklists))
def test_a_checklist_can_be_complete(permit: str) -> None:
    items = len(TEXTS.checklists[permit].facts)
    assert phrases(story("checklist", *["sudah"] * items, subject=permit)) == ["checklist_done"]


def test_what_is_ticked_off_holds_today_and_is_dated_and_sourced() -> None:
    for permit, checklist in TEXTS.checklists.items():
        for name in checklist.facts:
            fact = KNOWLEDGE.facts[name]
            assert fact.asserted(TODAY), (permit, name)
            asked = FLOWS.begin("checklist", NOW, subject=permit)
            assert KNOWLEDGE.facts[checklist.facts[0]].source in shown(asked, "en")[0]


def test_a_fact_that_ended_meanwhile_ends_the_flow_politely(knowledge: Knowledge) -> None:
    state = going(FLOWS.begin("checklist", NOW, subject="pbg"))
    over = knowledge.facts["bg-003"].model_copy(update={"status": "superseded"})
    later = knowledge.model_copy(update={"facts": knowledge.facts | {"bg-003": over}})
    end = Flows(TEXTS, later).advance(state, "sudah", NOW)
    assert phrases(end) == ["flow_timed_out"]


# -- every flow: cancelled, late, resumed, not understood ----------------------------------------


@pytest.mark.parametrize(("flow", "subject"), BEGINNINGS)
@pytest.mark.parametrize("word", ["batal", "Batal saja kak", "CANCEL", "stop.", "Stop!"])
def test_every_flow_ends_when_it_is_told_to(flow: str, subject: str, word: str) -> None:
    end = story(flow, word, subject=subject)
    assert phrases(end) == ["flow_cancelled"]
    assert (end.state, end.effect) == (None, None)


@pytest.mark.parametrize(("flow", "subject"), BEGINNINGS)
def test_every_flow_ends_at_its_button(flow: str, subject: str) -> None:
    begun = FLOWS.begin(flow, NOW, subject=subject)
    assert begun.offers[-1].id == CANCEL
    assert phrases(FLOWS.advance(going(begun), "", NOW, CANCEL)) == ["flow_cancelled"]


def test_a_question_about_cancelling_is_no_cancelling() -> None:
    assert story("status", "cara batalkan permohonan saya gimana").missed


@pytest.mark.parametrize(("flow", "subject"), BEGINNINGS)
def test_every_flow_times_out_politely_and_can_be_started_again(flow: str, subject: str) -> None:
    state = going(FLOWS.begin(flow, NOW, subject=subject))
    late = FLOWS.advance(state, "berapa biaya PBG di Jakarta ya?", NOW + PATIENCE)
    assert phrases(late) == ["flow_timed_out"]
    assert (late.state, late.effect, late.heard) == (None, None, False)
    assert FLOWS.started_by(late.offers[0].id) == (flow, subject)
    in_time = FLOWS.advance(state, "ya", NOW + PATIENCE - dt.timedelta(seconds=1))
    assert phrases(in_time) != ["flow_timed_out"]


def test_every_message_gives_new_time() -> None:
    state = going(story("complaint"))
    for minutes, reply in ((25, "petugas"), (50, "ya")):
        state = going(FLOWS.advance(state, reply, NOW + dt.timedelta(minutes=minutes)))
    assert state.started_at == NOW
    end = FLOWS.advance(state, "Saya dibentak di loket", NOW + dt.timedelta(minutes=75))
    assert isinstance(end.effect, HandOff)


def test_a_late_reply_is_not_read_as_a_question_but_a_late_story_is() -> None:
    late = NOW + 2 * PATIENCE
    proof = FLOWS.advance(going(story("status", NUMBER)), "7890", late)
    assert proof.heard
    told = FLOWS.advance(going(story("complaint", "petugas", "ya")), "Saya dibentak kemarin", late)
    assert not told.heard


@pytest.mark.parametrize(("flow", "subject"), BEGINNINGS)
@pytest.mark.parametrize("nonsense", ["???", "", "😀😀", "x" * 100_000, "99"])
def test_nonsense_three_times_calls_a_person(flow: str, subject: str, nonsense: str) -> None:
    advance = FLOWS.begin(flow, NOW, subject=subject)
    asked = phrases(advance)
    for _ in range(2):
        advance = FLOWS.advance(going(advance), nonsense, NOW)
        assert phrases(advance) == ["flow_again", *asked]
        assert advance.missed
    end = FLOWS.advance(going(advance), nonsense, NOW)
    assert phrases(end) == ["flow_officer"]
    assert isinstance(end.effect, HandOff)
    assert end.effect.why == f"flow:{flow}"
    assert end.state is None


def test_misses_that_are_not_in_a_row_call_nobody() -> None:
    end = story("complaint", "?", "?", "petugas", "?", "?", "ya", "?", "?", "Saya dibentak")
    assert isinstance(end.effect, HandOff)
    assert end.effect.complaint == "officer"


def test_after_an_interruption_the_same_is_asked_again() -> None:
    state = going(story("checklist", "sudah", subject="pbg"))
    missed = FLOWS.advance(state, "berapa lama prosesnya?", NOW)
    assert missed.missed
    again = FLOWS.again(state, NOW)
    assert again.says == story("checklist", "sudah", subject="pbg").says
    assert going(again).misses == 0


def test_buttons_do_what_is_written_on_them() -> None:
    begun = FLOWS.begin("eligibility", NOW, subject="pbg")
    yes = next(o.id for o in begun.offers if o.id.endswith("/yes"))
    assert FLOWS.advance(going(begun), "", NOW, yes).effect == Tell(answer="perlu_izin_pbg")


def test_a_button_of_an_earlier_question_only_repeats_the_question() -> None:
    begun = FLOWS.begin("eligibility", NOW, subject="pbg")
    old = begun.offers[0].id
    second = FLOWS.advance(going(begun), "tidak", NOW)
    again = FLOWS.advance(going(second), "", NOW, old)
    assert again.says == second.says
    assert not again.missed


def test_a_button_of_something_else_ends_the_flow_without_a_word() -> None:
    for choice in ("person", "intent:tanya_biaya/pbg", "none", "start:status"):
        gone = FLOWS.advance(going(story("complaint")), "", NOW, choice)
        assert gone == Advance(state=None, heard=False)


def test_buttons_fit_where_the_smallest_channel_puts_them() -> None:
    for flow, subject in BEGINNINGS:
        for offer in FLOWS.begin(flow, NOW, subject=subject).offers:
            assert len(offer.id.encode()) <= 60
    for tree, content in TEXTS.trees.items():
        for step, question in content.questions.items():
            for reply in question.replies:
                assert len(f"flow:{tree.partition('/')[0]}/{step}/{reply}") <= 60


def test_offers_start_what_they_say() -> None:
    (offer,) = FLOWS.offers("tanya_perlu_izin", "pbg")
    assert FLOWS.started_by(offer.id) == ("eligibility", "pbg")
    (offer,) = FLOWS.offers("status_permohonan", None)
    assert FLOWS.started_by(offer.id) == ("status", "")
    assert FLOWS.offers("sapaan", None) == ()
    for other in (None, "person", "flow:cancel", "start:", "start:nothing/pbg"):
        assert FLOWS.started_by(other) is None


KEPT = FLOWS.begin("complaint", NOW).state


@pytest.mark.parametrize(
    "change",
    [
        {"flow": 1},
        {"answers": {"class": 1}},
        {"answers": []},
        {"misses": "many"},
        {"started_at": "yesterday"},
        {"expires_at": "2026-05-04T03:00:00"},
    ],
)
def test_an_odd_state_is_no_state(change: dict[str, Any]) -> None:
    assert KEPT is not None
    assert state_of(KEPT.as_json() | change) is None


def test_what_never_was_a_state_is_none() -> None:
    never: tuple[object, ...] = (None, {}, [], "complaint", 4)
    assert [state_of(kept) for kept in never] == [None] * len(never)


@pytest.mark.parametrize(
    "change",
    [
        {"flow": "gone"},
        {"step": "gone"},
        {"step": "story"},
        {"flow": "status", "step": "check"},
        {"flow": "checklist", "step": "bg-003"},
        {"flow": "eligibility", "subject": "gone"},
        {"flow": "complaint", "step": "story", "answers": {"class": "gone"}},
    ],
)
def test_a_state_of_an_older_version_ends_politely(change: dict[str, Any]) -> None:
    assert KEPT is not None
    odd = dataclasses.replace(KEPT, **change)
    assert phrases(FLOWS.advance(odd, "ya", NOW)) == ["flow_timed_out"]
    assert phrases(FLOWS.advance(odd, "batal", NOW)) == ["flow_cancelled"]
    FLOWS.note(odd)


@given(
    st.sampled_from(BEGINNINGS),
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(["ya", "tidak", "1", "2", "lainnya", NUMBER, "inah", "petugas"]),
        ),
        max_size=8,
    ),
)
def test_whatever_is_said_a_flow_has_words_for_it(
    beginning: tuple[str, str], messages: list[str]
) -> None:
    flow, subject = beginning
    advance = FLOWS.begin(flow, NOW, subject=subject)
    for message in messages:
        if advance.state is None:
            break
        advance = FLOWS.advance(going(advance), message, NOW)
        assert advance.says or advance.effect is not None
        assert advance.state is not None or advance.says or isinstance(advance.effect, Tell)
        for locale in LOCALES:
            assert all(shown(advance, locale))


# -- words ------------------------------------------------------------------------------------


def test_every_phrase_is_said_somewhere_and_every_phrase_said_is_there() -> None:
    code = "".join(path.read_text() for path in Path("bot/flows").glob("*.py"))
    named = set(re.findall(r'phrase="([a-z_]+)"|"((?:status|checklist)_[a-z_]+)"', code))
    said = {name for pair in named for name in pair if name}
    for tree in TEXTS.trees.values():
        for question in tree.questions.values():
            said |= {question.phrase} | {o.say for o in question.replies.values() if o.say}
    made = re.compile(r"(start|stage|next|complaint_story|note_anonymous)_\w+|eligibility_permit")
    assert said <= set(TEXTS.phrases)
    assert {name for name in TEXTS.phrases if not made.fullmatch(name)} <= said
    for stage in Stage:
        assert {f"stage_{stage}", f"next_{stage}"} <= set(TEXTS.phrases)


def test_options_of_one_question_do_not_mean_the_same() -> None:
    asked = [
        ("service", "officer", "building", "other"),
        ("have", "missing", "skip"),
        (*TEXTS.checklists, "other"),
        ("pbg", "nib", "reklame", "other"),
        *(tuple(q.replies) for t in TEXTS.trees.values() for q in t.questions.values()),
    ]
    for replies in asked:
        ways = [
            way.casefold()
            for name in replies
            for way in {*TEXTS.options[name].words, TEXTS.options[name].label.id}
        ]
        doubles = {way for way in ways if ways.count(way) > 1}
        assert not doubles - {TEXTS.options[n].label.id.casefold() for n in replies}, replies


def test_every_answer_about_money_warns_of_fraud(composer: Composer, knowledge: Knowledge) -> None:
    about = re.compile(r"(biaya|pembayaran)(_|$)")
    for name in filter(about.match, knowledge.answers):
        assert "rekening pribadi" in composer.answer(name, "id", TODAY), name
        assert "personal account" in composer.answer(name, "en", TODAY), name
    for words in (knowledge.phrases["handoff_payment"], TEXTS.phrases["pay_safely"]):
        assert "rekening pribadi" in words.id


Edit = Callable[[Any], object]


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (lambda f: f["phrases"]["status_is"].update(en="no blanks"), "blanks of phrase status_is"),
        (lambda f: f["phrases"]["cancel"].pop("en"), "phrases.cancel.en"),
        (
            lambda f: f["trees"]["rejected"].update(first="gone"),
            r"no question gone \(tree rejected\)",
        ),
        (
            lambda f: f["trees"]["rejected"]["questions"]["clear"].update(phrase="gone"),
            "no phrase gone",
        ),
        (
            lambda f: f["trees"]["rejected"]["questions"]["clear"]["replies"].update(maybe={}),
            "no option maybe",
        ),
        (
            lambda f: f["trees"]["directory"]["questions"]["about"]["replies"].update(
                civil={"answer": "gone"}
            ),
            "no answer gone",
        ),
        (
            lambda f: f["trees"]["directory"]["questions"]["about"]["replies"].update(
                civil={"answer": "oos_lain", "ask": "about"}
            ),
            "asks or answers",
        ),
        (lambda f: f["checklists"]["pbg"]["facts"].append("tr-001"), "tr-001 is no fact of"),
        (lambda f: f["checklists"].update(gone=f["checklists"]["pbg"]), "no permit gone"),
        (lambda f: f["offers"].append({"intent": "gone", "flow": "status"}), "no intent gone"),
        (lambda f: f.pop("options"), "options"),
    ],
)
def test_what_is_wrong_with_the_file_is_named(
    knowledge: Knowledge, tmp_path: Path, edit: Edit, complaint: str
) -> None:
    content = copy.deepcopy(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    edit(content)
    path = tmp_path / "flows.yml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(BadFlows, match=complaint):
        load(path, knowledge)


def test_a_flow_that_is_not_there_cannot_be_offered(knowledge: Knowledge) -> None:
    offers = ({"intent": "sapaan", "flow": "gone"},)
    texts = FlowTexts.model_validate(TEXTS.model_dump() | {"offers": offers})
    with pytest.raises(BadFlows, match="no flow gone"):
        Flows(texts, knowledge)


def test_a_line_fills_in_lines() -> None:
    nested = Line(phrase="as_it_is", values={"text": Line(phrase="cancel")})
    assert [TEXTS.render(nested, locale) for locale in LOCALES] == ["Batal", "Cancel"]
