"""The bot's turn: read what is new, decide, say it; silent when the world moved on meanwhile."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Sequence
from uuid import UUID

import structlog

from bot.commands import Reply, meant, reply
from bot.composing import Composer
from bot.flows.engine import WRITE
from bot.flows.values import FlowState, state_of
from bot.guide import Guide, Said
from bot.heard import (
    Heard,
    in_own_words,
    is_no_help,
    misses,
    only_files,
    reach,
    shown,
    spoken_of,
    told_and_noted,
    unclear,
)
from bot.noting import also, together
from bot.policy import (
    PERSON,
    Answer,
    Confirm,
    HandOff,
    Policy,
    Rephrase,
    Talk,
    approves_answer,
    chosen,
    decide,
    to_approve,
)
from bot.status import StatusWords
from nlu.interpreter import Interpretation, Interpreter
from nlu.language import language_of
from nlu.questions import questions_in
from nlu.signals import signals
from runtime.clock import Clock
from runtime.worker import Again, Done, Job, Outcome
from tickets.commands.bot import BotCommands, Say, Turn
from tickets.commands.case import Stale
from tickets.domain import link, number
from tickets.domain.asking import STATUS
from tickets.domain.lifecycle import Handler
from tickets.domain.message import Choice, Parts
from tickets.domain.proposal import Proposed
from tickets.domain.waiting import Outlook
from tickets.queries import Queries, TurnView, Unheard

log = structlog.get_logger()
_WARM_UP = dt.timedelta(seconds=60)  # waited for before the stand-in answers
_REPLY = HandOff(why="reply", phrase="handoff_reply")
_AT_ONCE = 5  # questions answered in one turn; the next turn takes the rest


class Bot:
    """Does ``turn`` jobs."""

    def __init__(
        self,
        *,
        queries: Queries,
        commands: BotCommands,
        interpreter: Interpreter,
        policy: Policy,
        composer: Composer,
        guide: Guide,
        clock: Clock,
        letters: Callable[[str], bool],
        leaves: Callable[[str], bool],
        warming: Callable[[], bool],
        status: StatusWords,
        by_mail: bool = False,
        elsewhere: Callable[[], Collection[str]] = tuple,
        mailbox: str = "",
    ) -> None:
        """Make one.

        ``letters`` tells kinds of channels where people write letters: a turn is one letter, it
        ends with a footer, what answers it goes to a person as the footer says,
        and nobody is asked one thing after the other.  ``leaves``: kinds that people go away
        from, and then cannot be reached.  ``warming``: Rasa is about to be up.
        ``status`` says how a ticket stands.
        ``by_mail``: whoever waits in a chat may be written to by e-mail.
        ``elsewhere``: kinds of channels that one-time links lead to.  ``mailbox``: the e-mail
        address that takes what is too large for a chat; empty where there is none.
        """
        self._queries, self._commands = queries, commands
        self._interpreter, self._policy, self._composer = interpreter, policy, composer
        self._guide = guide
        self._clock, self._letters, self._leaves = clock, letters, leaves
        self._warming, self._by_mail, self._elsewhere = warming, by_mail, elsewhere
        self._status, self._mailbox = status, mailbox

    async def turn(self, job: Job) -> Outcome:
        """Take the turn; if someone moved first, look again."""
        for _ in range(10):
            view = await self._queries.turn(UUID(job.payload["conversation"]))
            if view is None or not view.unheard:
                return Done()
            if self._warming() and self._clock() - job.first_at < _WARM_UP:
                return Again(at=self._clock() + dt.timedelta(seconds=1), why="Rasa is starting")
            turn = await self.think(view)
            if turn is None:
                return Done()
            try:
                await self._commands.take_turn(turn)
            except Stale:
                continue
            if turn.up_to == view.unheard[-1].seq:
                return Done()
        return Again(at=self._clock(), why="the ticket kept moving")

    async def think(self, view: TurnView) -> Turn | None:
        """What to do about everything that was not dealt with yet."""
        ours = view.standing.handler is Handler.BOT
        heard = [self._with_facts(h, view) for h in await self._hear(view, ours=ours)]
        if not heard:
            return None
        last = heard[-1].said if ours else view.unheard[-1]
        proposals = [one.proposed for one in heard if one.proposed is not None]
        handed = [why for one in heard if (why := one.hands_off) is not None]
        handed = handed or (["approval"] if proposals and ours else [])
        aloud, silent = told_and_noted(heard, handed=bool(handed))
        says = [self._say(h, view) for h in aloud]
        if silent and says:
            says[0] = also(says[0], (one.understood() for one in silent))
        outlook, locale = await self._queries.outlook(view.channel), heard[-1].locale
        letter = self._letters(view.kind)
        if handed:
            asked = self._intake(heard, view)
            if view.standing.handler is not Handler.AGENT:
                says.append(self._queue(view, outlook, locale, asks=bool(asked)))
            says += [self._say(h, view) for h in asked]
        aside = all(one.said.command == STATUS for one in heard)
        return Turn(
            conversation=view.conversation,
            as_of=view.version,
            up_to=last.seq,
            says=(self._letter(says, heard),) if letter and says else tuple(says),
            misses=misses(heard, view.misses),
            reviews=tuple(unclear(heard, view)),
            hand_off=handed[0] if handed else None,
            note="\n\n".join(h.note for h in heard if h.note),
            proposals=proposals,
            reach=reach(heard),
            locale=next((h.reply.locale for h in heard[::-1] if h.reply and h.reply.locale), None),
            aside=aside,
            acknowledgement=self._acknowledgement(view, outlook, locale, told=bool(handed))
            if letter and not aside
            else "",
        )

    async def _hear(self, view: TurnView, *, ours: bool) -> list[Heard]:
        heard: list[Heard] = []
        talk = Talk(
            sense=spoken_of(view),
            told=view.understood.get("answer"),
            offered=view.offered,
            misses=view.misses,
        )
        flow = state_of(view.understood.get("flow"))
        for said in view.unheard[:_AT_ONCE] if ours else view.unheard:
            said = in_own_words(said)  # noqa: PLW2901
            choice = said.choice or chosen(said.text, talk.offered)
            command = meant(said, choice)
            if said.larger_than is not None:
                heard.append(self._left_out(said, said.larger_than, view, talk))
            if command or said.link:
                heard.append(await self._commanded(command, said, choice, view, talk))
            if command:
                continue
            if said.larger_than is not None and not said.text:
                continue
            if only_files(said):
                heard += [shown(said, talk, view)] if ours else []
            elif ours:
                guided = await self._in_flow(said, view, talk, flow, choice)
                heard += guided or await self._read(said, view, talk, choice)
                talk = heard[-1].after(talk)
                flow = heard[-1].guided.state if heard[-1].guided else None
            elif view.standing.handler is Handler.QUEUE:
                heard += await self._meanwhile(said, view, talk, flow)
                flow = heard[-1].guided.state if heard and heard[-1].guided else flow
        return heard

    async def _commanded(
        self, command: str | None, said: Unheard, choice: str | None, view: TurnView, talk: Talk
    ) -> Heard:
        done = None
        if command is not None:
            waiting = (await self._queries.outlook(view.channel)).at(view.position)
            done = reply(command, choice or said.text, view, waiting, self._status)
        if done is None:
            done = Reply(text=await self._command(said, view), choices=self._going_on(view))
        return Heard(
            said=said,
            text="",
            meaning=Interpretation(),
            step=None,
            about=talk.sense,
            locale=done.locale or view.locale,
            reply=done,
        )

    def _left_out(self, said: Unheard, limit: int, view: TurnView, talk: Talk) -> Heard:
        """A file was too large to be taken: how large one may be, and where else it can go."""
        locale = view.understood.get("locale", view.locale)
        text = self._composer.phrase("file_too_large", locale, limit=limit // 1024**2)
        if self._mailbox:
            by_mail = {"address": self._mailbox, "number": view.ticket}
            text = f"{text} {self._composer.phrase('file_by_mail', locale, **by_mail)}"
        return Heard(
            said=said,
            text="",
            meaning=Interpretation(),
            step=None,
            about=talk.sense,
            locale=locale,
            reply=Reply(text=text),
        )

    async def _in_flow(
        self,
        said: Unheard,
        view: TurnView,
        talk: Talk,
        flow: FlowState | None,
        choice: str | None,
    ) -> list[Heard]:
        """What a flow makes of a message; nothing when the message is not a flow's."""
        if not self._by_mail if choice == WRITE else flow is None and choice is None:
            return []
        now = self._clock()
        signs = signals(said.text)
        advance = await self._guide.take(flow, said.text, choice, signs, now)
        if advance is None:
            return []
        guided = self._guided(said, view, talk, self._guide.words(advance, view.locale))
        if not advance.heard:
            after = await self._read(said, view, talk, choice)
            return [guided, *after] if advance.says else after
        if advance.missed and flow is not None:
            instead = await self._read_one(said, said.text, view, talk, None)
            if isinstance(instead.step, Answer):
                asked = self._guide.words(self._guide.again(flow, now), view.locale)
                return [instead, self._guided(said, view, talk, asked)]
        return [guided]

    def _intake(self, heard: Sequence[Heard], view: TurnView) -> list[Heard]:
        """What is asked while the person who was called is awaited."""
        called = ((h, h.step.intent) for h in heard if isinstance(h.step, HandOff))
        one, intent = next(called, (None, None))
        if one is None or intent is None or self._letters(view.kind):
            return []
        words = self._guide.intake(intent, one.locale, self._clock())
        return [self._guided(one.said, view, Talk(sense=one.about), words)] if words else []

    async def _meanwhile(
        self, said: Unheard, view: TurnView, talk: Talk, flow: FlowState | None
    ) -> list[Heard]:
        """Go on with what is asked while a person is awaited; silent at anything else."""
        choice = said.choice or chosen(said.text, talk.offered)
        if not self._by_mail if choice == WRITE else flow is None:
            return []
        advance = await self._guide.take(flow, said.text, choice, frozenset(), self._clock())
        if advance is None or not advance.heard or advance.missed:
            return []
        return [self._guided(said, view, talk, self._guide.words(advance, view.locale))]

    def _guided(self, said: Unheard, view: TurnView, talk: Talk, words: Said) -> Heard:
        return Heard(
            said=said,
            text=said.text,
            meaning=Interpretation(source="flow"),
            step=None,
            about=talk.sense,
            locale=view.locale,
            guided=words,
        )

    async def _read(
        self, said: Unheard, view: TurnView, talk: Talk, choice: str | None
    ) -> list[Heard]:
        """Read one message: its questions one by one where each is clear, else as a whole."""
        whole = await self._read_one(said, said.text, view, talk, choice)
        if choice is None and self._letters(view.kind) and is_no_help(whole, view):
            whole = dataclasses.replace(whole, step=_REPLY)
        if choice is not None or isinstance(whole.step, HandOff):
            return [whole]
        parts: list[Heard] = []
        for question in questions_in(said.text):
            parts.append(await self._read_one(said, question, view, talk, None))
            talk = parts[-1].after(talk)
        clear = [part for part in parts if isinstance(part.step, Answer)]
        different = len({part.step.answer for part in clear if isinstance(part.step, Answer)})
        return clear if different == len(parts) > 1 else [whole]

    async def _read_one(
        self, said: Unheard, text: str, view: TurnView, talk: Talk, choice: str | None
    ) -> Heard:
        meaning = await self._interpreter.parse(text)
        step = decide(meaning, policy=self._policy, talk=talk, choice=choice)
        about = step.sense if isinstance(step, Answer) else talk.sense
        if isinstance(step, Answer) and step.sense.intent not in self._policy.about_permits:
            about = talk.sense
        before = view.understood.get("locale", view.locale)
        locale = language_of(text, before) if choice is None else before
        return Heard(
            said=said,
            text=text,
            meaning=meaning,
            step=step,
            about=about,
            locale=locale,
            pressed=choice is not None,
        )

    def _with_facts(self, heard: Heard, view: TurnView) -> Heard:
        """The facts that are told; and the answer, where a person is to approve of it first."""
        say, today = self._composer, self._clock().date()
        named = heard.guided.answer if heard.guided else None
        if named is not None:
            told, sense = say.told(named, today), approves_answer(named, self._policy)
        else:
            told = say.facts_of(heard.step, heard.text, heard.locale, today)
            sense = to_approve(heard.step, self._policy)
            named = heard.step.answer if isinstance(heard.step, Answer) else None
        facts = tuple(fact.id for fact in told)
        if sense is None or named is None:
            return dataclasses.replace(heard, facts=facts)
        proposed = Proposed(
            seq=heard.said.seq,
            text=self._words(heard, view)[0],
            locale=heard.locale,
            intent=sense.intent,
            permit=sense.permit,
            answer=named,
            facts=facts,
        )
        return dataclasses.replace(heard, facts=facts, proposed=proposed)

    def _say(self, heard: Heard, view: TurnView) -> Say:
        text, choices = self._words(heard, view)
        where = self._link(heard, view) if heard.step is None and heard.guided is None else None
        return Say(
            text=text,
            choices=choices,
            parts=self._parts(heard),
            understood=heard.understood(),
            link=where,
        )

    def _parts(self, heard: Heard) -> Parts | None:
        if heard.proposed is not None:
            return None
        say, locale, today = self._composer, heard.locale, self._clock().date()
        if heard.guided is not None and heard.guided.answer is not None:
            return say.parts(heard.guided.answer, locale, today, before=heard.guided.text)
        return say.parts_of(heard.step, heard.text, locale, today) if heard.step else None

    def _letter(self, says: Sequence[Say], heard: Sequence[Heard]) -> Say:
        """All that is said in one turn as one letter."""
        parts = [say.text for say in says]
        told = [h.step for h in heard if h.proposed is None]
        if any(isinstance(step, Answer | Confirm | Rephrase) for step in told):
            parts.append(self._composer.phrase("email_footer", heard[-1].locale))
        asked = [say.choices for say in says if {c.id for c in say.choices} - {PERSON}]
        noted = [say.understood for say in says if say.understood]
        return Say(
            text="\n\n".join(parts),
            choices=asked[-1] if asked else (),  # a reply calls a person without a choice for it
            understood=together(noted),
            link=next((say.link for say in says if say.link is not None), None),
        )

    def _acknowledgement(self, view: TurnView, outlook: Outlook, locale: str, *, told: bool) -> str:
        """``told``: what is said of the queue says already when people are there."""
        hours = None if told and outlook.until is None else outlook.hours
        said = self._composer.acknowledgement(view.ticket, hours, locale, self._clock())
        said = f"{said}\n{self._status.where(locale)}"
        if "telegram" not in self._elsewhere():
            return said
        return f"{said} {self._composer.phrase('continue_how_telegram', locale)}"

    def _words(self, heard: Heard, view: TurnView) -> tuple[str, Sequence[Choice]]:
        say, locale = self._composer, heard.locale
        if heard.proposed is not None:
            return say.phrase("approval", locale), ()
        if heard.guided is not None:
            waits = view.standing.handler is Handler.QUEUE
            return self._guided_words(heard, heard.guided, waits=waits)
        if heard.step is None:
            return (heard.reply.text, heard.reply.choices) if heard.reply else ("", ())
        text, choices = say.words(heard.step, heard.text, locale, self._clock().date())
        if isinstance(heard.step, Answer):
            choices = (*self._guide.under(heard.step.sense, locale), *choices)
        return text, choices

    def _guided_words(
        self, heard: Heard, said: Said, *, waits: bool
    ) -> tuple[str, Sequence[Choice]]:
        say, locale = self._composer, heard.locale
        text = said.text
        if said.answer is not None:
            answer = say.answer(said.answer, locale, self._clock().date())
            text = f"{text}\n\n{answer}" if text else answer
        if said.hand_off:
            return text, ()
        return text, said.choices if waits else (*said.choices, say.person(locale))

    async def _command(self, said: Unheard, view: TurnView) -> str:
        say, locale = self._composer, view.locale
        if said.link is not None:
            return say.phrase(f"link_{said.link}", locale)
        if (kind := link.wished(said.command)) is not None:
            if kind not in self._elsewhere():
                return say.phrase("continue_not_here", locale)
            mark = say.phrase(f"continue_mark_{kind}", locale)
            return say.phrase(f"continue_{kind}", locale, place=mark)
        if said.command == STATUS:
            return await self._how_it_stands(said, view)
        return say.phrase("start_telegram", locale)

    async def _how_it_stands(self, said: Unheard, view: TurnView) -> str:
        words, locale = self._status, view.locale
        if said.asks is not None and number.find(said.asks) is None:
            return words.misspelt(said.asks, locale)
        if said.forged:
            return words.unknown(locale)
        found = await self._queries.progress_for(view.conversation, said.asks)
        if found is not None:
            waiting = await self._queries.waiting(found.number)
            return words.told(found, locale, self._clock(), waiting)
        return words.none_yet(locale) if said.asks is None else words.unknown(locale)

    def _link(self, heard: Heard, view: TurnView) -> link.LinkTo | None:
        """What the mark in the words of `_command` is to become."""
        kind = link.wished(heard.said.command) if heard.said.link is None else None
        if kind is None or kind not in self._elsewhere():
            return None
        mark = self._composer.phrase(f"continue_mark_{kind}", view.locale)
        return link.LinkTo(kind=kind, mark=mark)

    def _instead(self, view: TurnView, locale: str) -> tuple[Choice, ...]:
        """The button for who would rather have the answer by e-mail."""
        if self._letters(view.kind):
            return ()
        return (self._guide.write(locale),) if self._by_mail else self._going_on(view)

    def _going_on(self, view: TurnView) -> tuple[Choice, ...]:
        """The button that asks to go on by e-mail, in Telegram."""
        if view.kind != "telegram" or "email" not in self._elsewhere():
            return ()
        label = self._composer.phrase("continue_by_email", view.locale)
        return (Choice(id=link.command("email"), label=label),)

    def _queue(self, view: TurnView, outlook: Outlook, locale: str, *, asks: bool) -> Say:
        """The place in the queue; or when people are back, and how to reach someone until then.

        ``asks``: something else is asked already; two questions at once get one answer.
        """
        waiting = outlook.at(view.position)
        say = self._composer if self._letters(view.kind) else self._status  # letters say it below
        text = say.queue(view.ticket, waiting, locale)
        if waiting.open is False and not asks and self._leaves(view.kind):
            text = f"{text} {self._composer.phrase('ask_contact', locale)}"
        return Say(text=text, queue=locale, choices=self._instead(view, locale))
