"""What citizens, the bot and the post room do to tickets."""

import datetime as dt
from uuid import UUID

from runtime.ids import new_id
from tests.console.replay.stage import Command, Stage, scene
from tests.console.test_bot_panel import TEXT, UNDERSTOOD
from tests.tickets.desk import SESSION, SITI, TELEGRAM, conversation, number
from tickets.commands.agents import AgentCommands
from tickets.commands.bot import BotCommands, Say, Turn
from tickets.commands.chats import ChatCommands
from tickets.commands.codes import CodeCommands
from tickets.commands.deliveries import DeliveryCommands
from tickets.commands.following import FollowCommands
from tickets.commands.intake import Intake
from tickets.commands.reach import ReachCommands
from tickets.commands.resending import ResendCommands
from tickets.domain import link
from tickets.domain.proposal import Proposed
from tickets.domain.traffic import Bounce, ByMail, Receipt, Visitor

_SOON = dt.timedelta(minutes=1)
_BY_MAIL = {name: ByMail(channel="surat", after=_SOON) for name in ("livechat", "telegram")}


@scene(Intake.receive)
async def _first_words(s: Stage) -> Command:
    """A citizen writes for the first time."""
    return lambda: s.desk.chat("berapa biaya PBG?")


@scene(Intake.receive)
async def _second_ticket(s: Stage) -> Command:
    """Someone whose ticket is closed writes again."""
    ticket = await s.taken()
    await s.desk.agents.close(ticket, s.budi)
    return lambda: s.desk.chat("satu lagi")


@scene(Intake.receive)
async def _answer(s: Stage) -> Command:
    """A citizen asks on, which makes another of the facts that are offered."""
    ticket = await s.taken()
    await s.desk.agents.reply(ticket, s.budi, "Gratis.")
    return lambda: s.desk.chat("berapa lama penilaian teknis dan tinjauan lapangan?")


@scene(Intake.receive)
async def _opened_again(s: Stage) -> Command:
    """A citizen writes in a matter that was settled."""
    ticket = await s.taken()
    await s.desk.agents.resolve(ticket, s.budi)
    return lambda: s.desk.chat("belum selesai")


@scene(Intake.receive)
async def _overtaking(s: Stage) -> Command:
    """A citizen writes while an answer waits for approval."""
    await _take_turn(s, await s.desk.chat("berapa biaya PBG?"), proposals=[_PROPOSED])
    return lambda: s.desk.chat("halo?")


@scene(Intake.receive)
async def _another_subject(s: Stage) -> Command:
    """A mail is answered, by someone who tells their name now."""
    first = await s.desk.mail()
    keys = (f"conversation:{conversation(first)}",)
    return lambda: s.desk.mail("lalu?", thread_keys=keys, sender_name="Siti Aminah")


@scene(Intake.receive)
async def _bounced(s: Stage) -> Command:
    """A mail of ours comes back."""
    ticket = number(await s.desk.mail())
    message = await s.desk.agents.reply(ticket, s.budi, "Gratis.")
    await s.desk.deliveries.sent(message, "<1@kantor>")
    came_back = Bounce(message_key="<1@kantor>", final=True, reason="tidak ada")
    return lambda: s.desk.mail("", bounce=came_back, automatic=True, sender="pos@contoh.id")


@scene(Intake.receive)
async def _linked(s: Stage) -> Command:
    """A citizen goes on in Telegram."""
    chat = await s.desk.chat("syarat PBG?")
    token = (await s.desk.links.make(conversation(chat), "telegram")).token
    keys = (link.key(token),)
    return lambda: s.desk.telegram(
        f"/start {token}", thread_keys=keys, command="start", sender_name="Siti"
    )


@scene(Intake.reached)
async def _blocks(s: Stage) -> Command:
    """A citizen blocks our bot in Telegram."""
    await s.desk.telegram()
    return lambda: s.desk.intake.reached("telegram", TELEGRAM, blocked=True)


@scene(Intake.moved)
async def _moves(s: Stage) -> Command:
    """A group in Telegram has another address now."""
    await s.desk.telegram()
    return lambda: s.desk.intake.moved("telegram", TELEGRAM, "-100628")


_PROPOSED = Proposed(
    seq=1, text=TEXT, locale="id", intent="tanya_biaya", permit="pbg",
    answer="biaya_pbg", facts=("bg-003",),
)  # fmt: skip


async def _take_turn(s: Stage, made: Receipt, **more: object) -> None:
    await (await _turn(s, made, **more))()


async def _turn(s: Stage, made: Receipt, **more: object) -> Command:
    """The bot's turn, on what is there now."""
    view = await s.desk.turn(made)
    told = Say(text="Sebentar.", understood=UNDERSTOOD)
    turn = Turn(conversation=view.conversation, as_of=view.version, up_to=1, says=[told], **more)  # type: ignore[arg-type]
    return lambda: s.desk.bot.take_turn(turn)


@scene(BotCommands.take_turn)
async def _bot_answers(s: Stage) -> Command:
    """The bot answers."""
    return await _turn(s, await s.desk.chat("berapa biaya PBG?"))


@scene(BotCommands.take_turn)
async def _bot_calls(s: Stage) -> Command:
    """The bot calls a person, and tells them something."""
    made = await s.desk.chat("berapa biaya PBG?")
    return await _turn(s, made, hand_off="asked", note="Minta petugas")


@scene(BotCommands.take_turn)
async def _bot_proposes(s: Stage) -> Command:
    """An answer of the bot waits for approval."""
    made = await s.desk.chat("berapa biaya PBG?")
    return await _turn(s, made, hand_off="approval", proposals=[_PROPOSED])


@scene(BotCommands.take_turn)
async def _bot_notes(s: Stage) -> Command:
    """A citizen asks the bot to be written to by e-mail."""
    return await _turn(s, await s.desk.telegram("lewat surel saja"), reach=SITI)


@scene(BotCommands.take_turn)
async def _bot_in_english(s: Stage) -> Command:
    """A citizen wants to be answered in English, by canned responses too."""
    canned = s.office.house.writing.canned
    await canned.create(None, name="salam", text_id="Selamat pagi", text_en="Good morning")
    return await _turn(s, await s.desk.telegram("in English please"), locale="en")


@scene(ChatCommands.rate)
async def _rate(s: Stage) -> Command:
    """A citizen says how it went."""
    ticket = await s.taken()
    await s.desk.agents.resolve(ticket, s.budi)
    return lambda: s.desk.chats.rate("livechat", SESSION, "a", 4, "cepat")


@scene(ChatCommands.describe)
async def _describe(s: Stage) -> Command:
    """The page of a chat tells who the citizen is."""
    await s.taken()
    visitor = Visitor(user="17", name="Siti", email=SITI, attributes=(("halaman", "/pbg"),))
    return lambda: s.desk.chats.describe("livechat", SESSION, visitor)


@scene(CodeCommands.send)
async def _code(s: Stage) -> Command:
    """Someone who asks after a ticket is sent a code."""
    ticket = await s.taken()
    await s.desk.codes.ask("t" * 32, ticket)
    [job] = await s.desk.jobs("code")
    return lambda: s.desk.codes.send(job.payload["flow"], ticket)


async def _written(s: Stage, ticket: str) -> UUID:
    """A reply of Budi's that is to be sent."""
    return await s.desk.agents.reply(ticket, s.budi, "Gratis.")


@scene(DeliveryCommands.sent)
async def _sent(s: Stage) -> Command:
    """A provider took a message, of someone who had blocked us."""
    message = await _written(s, number(await s.desk.telegram()))
    await s.desk.intake.reached("telegram", TELEGRAM, blocked=True)
    return lambda: s.desk.deliveries.sent(message, "77")


@scene(DeliveryCommands.waiting)
async def _waits(s: Stage) -> Command:
    """A message could not be sent just now."""
    message = await _written(s, number(await s.desk.telegram()))
    later = s.desk.clock() + dt.timedelta(hours=1)
    return lambda: s.desk.deliveries.waiting(message, "sibuk", later)


@scene(DeliveryCommands.failed)
async def _fails(s: Stage) -> Command:
    """A message will not arrive: its reader has blocked us."""
    message = await _written(s, number(await s.desk.telegram()))
    return lambda: s.desk.deliveries.failed(message, "diblokir", blocked=True)


@scene(DeliveryCommands.moved)
async def _moved(s: Stage) -> Command:
    """Sending shows that a group has another address now."""
    message = await _written(s, number(await s.desk.telegram()))
    return lambda: s.desk.deliveries.moved(message, "-100628")


@scene(DeliveryCommands.read_up_to)
async def _read(s: Stage) -> Command:
    """A citizen reads what was answered."""
    await _written(s, await s.taken())
    return lambda: s.desk.deliveries.read_up_to("livechat", SESSION, 3)


@scene(FollowCommands.follow)
async def _follow(s: Stage) -> Command:
    """What is unread in a chat goes on by e-mail."""
    made = await s.desk.chat("halo")
    await _note_address(s)
    await _replying(s).reply(number(made), s.budi, "Gratis.")
    following = FollowCommands(s.desk.db, s.desk.clock, new_id, by_mail=_BY_MAIL)
    return lambda: following.follow(conversation(made))


def _replying(s: Stage) -> AgentCommands:
    return AgentCommands(s.desk.db, s.desk.clock, new_id, by_mail=_BY_MAIL)


async def _note_address(s: Stage, channel: str = "livechat", sender: str = SESSION) -> None:
    await ReachCommands(s.desk.db, s.desk.clock, new_id).note(
        channel=channel, sender=sender, email=SITI, confirm="Baik.", client_id="a",
        by_mail=_BY_MAIL[channel],
    )  # fmt: skip


@scene(ReachCommands.note)
async def _reach(s: Stage) -> Command:
    """A citizen says in the chat where to write to, and their name."""
    await s.taken()
    reach = ReachCommands(s.desk.db, s.desk.clock, new_id)
    return lambda: reach.note(
        channel="livechat", sender=SESSION, email=SITI, name="Siti", confirm="Baik.",
        client_id="a", by_mail=_BY_MAIL["livechat"],
    )  # fmt: skip


@scene(ResendCommands.retry)
async def _retry(s: Stage) -> Command:
    """What failed is sent once more."""
    ticket = number(await s.desk.telegram())
    message = await _written(s, ticket)
    await s.desk.deliveries.failed(message, "tidak ada")
    return lambda: s.desk.resends.retry(ticket, s.budi, message)


@scene(ResendCommands.mail)
async def _mail(s: Stage) -> Command:
    """What failed in Telegram goes on by e-mail."""
    ticket = number(await s.desk.telegram())
    await _note_address(s, "telegram", TELEGRAM)
    message = await _written(s, ticket)
    await s.desk.deliveries.failed(message, "tidak ada")
    return lambda: s.desk.resends.mail(ticket, s.budi, message)
