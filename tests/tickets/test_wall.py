"""The wall shows the desk as it is, and is read once for all who look at the same time."""

from tests.tickets.desk import Desk, at_once, number
from tickets.domain.hours import Calendars
from tickets.queries.wall import Wall, WallQueries


def _queries(desk: Desk) -> WallQueries:
    return WallQueries(desk.db, desk.clock, Calendars(), every=0)


async def test_it_counts_who_waits_and_who_handles_what(desk: Desk) -> None:
    sari, budi = await desk.agent("Sari"), await desk.agent("Budi")
    first, second = await desk.mail(sender="a@b.id"), await desk.mail(sender="c@d.id")
    mine, told, done = [await desk.chat(sender=s * 64) for s in "xyz"]
    await desk.telegram()
    await desk.bot_turn(first, "Sebentar", hand_off="misses")
    desk.clock.forward(minutes=3)
    await desk.bot_turn(second, "Sebentar", hand_off="requested")
    await desk.agents.take(number(mine), sari)
    await desk.agents.reply(number(told), sari, "Begini")
    await desk.agents.take(number(done), budi)
    await desk.agents.resolve(number(done), budi)
    taken = desk.clock()
    desk.clock.forward(minutes=1)

    wall = await _queries(desk).wall()
    assert (wall.waiting, wall.since) == (2, desk.clock.forward(minutes=-4))
    assert [(one.number, one.handed_off_for) for one in wall.oldest] == [
        (number(first), "misses"),
        (number(second), "requested"),
    ]
    assert [(o.agent.name, o.handling, o.answering, o.oldest) for o in wall.agents] == [
        ("Sari", 2, 1, taken),
        ("Budi", 0, 0, None),
    ]
    assert [(one.name, one.bot, one.queue, one.agent) for one in wall.channels] == [
        ("livechat", 0, 0, 2),
        ("surat", 0, 2, 0),
        ("telegram", 1, 0, 0),
    ]


async def test_nobody_waits_and_nobody_works_here(desk: Desk) -> None:
    wall = await _queries(desk).wall()
    assert (wall.waiting, wall.since, wall.agents, wall.oldest) == (0, None, [], [])


async def test_many_who_look_share_a_reading_that_is_newer_than_their_question(
    desk: Desk,
) -> None:
    wall = WallQueries(desk.db, desk.clock, Calendars(), every=0.05)
    before = await wall.wall()
    await desk.bot_turn(await desk.chat(), "Sebentar", hand_off="misses")
    seen: list[Wall] = await at_once(*(wall.wall() for _ in range(20)))
    assert (before.waiting, {one.waiting for one in seen}) == (0, {1})
    assert len({id(one) for one in seen}) == 1
